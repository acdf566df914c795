from conan import ConanFile


class Shop(ConanFile):
    requires = "zlib/1.3.1"

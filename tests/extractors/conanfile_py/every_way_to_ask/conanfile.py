from conan import ConanFile
from conan.tools.cmake import CMake

VERSION = "1.0"


class Shop(ConanFile):
    name = "shop"
    version = "1.0"
    python_requires = "base/2.0@acme/stable"
    requires = (
        "fmt/10.2.1",
        "spdlog/[>=1.13 <2]",
        ("openssl/3.3.2", "private"),
        "computed/%s" % VERSION,
    )
    tool_requires = ["cmake/3.28.1"]
    build_requires = None

    def requirements(self):
        self.requires("boost/1.83.0", transitive_headers=True)
        if self.options.with_ssl:
            self.requires("libcurl/8.6.0")
        self.requires(f"own/{VERSION}@acme/stable")
        self.requires(self.conan_data["other"])
        self.requires("nothing")

    def build_requirements(self):
        self.tool_requires("ninja/1.11.1")
        self.test_requires("gtest/1.14.0")
        self.build_requires("m4/1.4.19")

    def build(self):
        other.requires("not/this")

from setuptools import setup
print "building"
setup(name="shop", install_requires=["requests"])

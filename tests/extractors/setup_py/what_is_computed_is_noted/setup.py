from setuptools import setup

with open("requirements.txt") as f:
    REQUIREMENTS = f.read().splitlines()

extras = {name: [name] for name in ("a", "b")}
setup(
    name="shop",
    install_requires=REQUIREMENTS + ["requests"],
    setup_requires=["cython"] + REQUIREMENTS,
    tests_require=[f"pytest=={VERSION}"],
    extras_require=extras,
    **options(),
)

#!/usr/bin/env python
import os
import sys

import setuptools

open("EXECUTED", "w")
requires = [
    "requests>=2.28",
    'django==4.2.1; python_version >= "3.9"',
    "tool @ git+https://user:token@git.acme.example/tools/tool.git@v1",
    "ours @ file:///srv/ours",
    "not a requirement",
]
if sys.platform == "win32":
    requires.append("pywin32")
    requires += ["colorama"]
elif sys.version_info < (3, 9):
    requires.extend(("importlib-metadata",))

base: list[str] = ["pytest"]
tests = base + ["tox", *("hypothesis",)]
extras = {"test": tests, "docs": ["sphinx"]}
extras["postgres"] = ["psycopg[binary]~=3.1"]
extras["all"] = extras["postgres"] + extras["docs"]
KEYWORDS = dict(setup_requires="setuptools_scm", **{"tests_require": tests})


def main():
    local = ["lxml"]
    setuptools.setup(
        name="shop",
        install_requires=requires + local,
        extras_require={**extras, ":python_version < '3.11'": "tomli"},
        **KEYWORDS,
    )


def unrelated():
    requires = ["never-asked-for"]
    return requires


if __name__ == "__main__":
    main()

"""Core metadata of a Python package: METADATA, PKG-INFO; the headers and nothing of the description."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.syntax import lazy

_EXPRESSION = lazy.pattern(r"[A-Za-z0-9.+-]{1,60}(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]{1,60}){0,8}")
_NAME = lazy.pattern(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?")
_VERSION = lazy.pattern(r"[A-Za-z0-9][A-Za-z0-9.!+_-]{0,99}")
_CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Other/Proprietary License": "LicenseRef-proprietary",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "zlib/libpng License": "Zlib",
}
_LONGEST = 4000
"""Lines of headers; some packages list thousands of requirements, none so many things before their name."""


class Metadata(NamedTuple):
    """What a package says of itself."""

    name: str
    version: str | None
    line: int
    """Of the name."""
    licence: str | None


def read_metadata(lines: Iterable[str]) -> Metadata:
    """Return what the headers say; what is given again, or stands in the description, does not count.

    Raises:
        ParseError: no name, or not the metadata of a package.
    """
    found: dict[str, tuple[str, int]] = {}
    classified: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or number > _LONGEST:
            break
        key, colon, value = line.partition(":")
        if not colon or line[0] in " \t":
            continue  # goes on with the line before
        if key.lower() == "classifier":
            classified += filter(None, [_CLASSIFIED.get(value.rpartition("::")[2].strip())])
        else:
            found.setdefault(key.lower(), (value.strip(), number))
    name, line_of_name = found.get("name", ("", 1))
    version = found.get("version", ("", 0))[0]
    if not _NAME.fullmatch(name):
        raise ParseError("not the metadata of a Python package: no name")
    return Metadata(
        name,
        version if _VERSION.fullmatch(version) else None,
        line_of_name,
        _licence(found.get("license-expression", ("", 0))[0], found.get("license", ("", 0))[0], classified),
    )


def _licence(expression: str, text: str, classified: list[str]) -> str | None:
    """Return the expression, else what can only be meant as one."""
    for candidate in (expression, text):
        if _EXPRESSION.fullmatch(candidate) and candidate.upper() not in ("UNKNOWN", "BSD", "GPL", "LGPL", "PSF"):
            return candidate
    return classified[0] if len(set(classified)) == 1 else None

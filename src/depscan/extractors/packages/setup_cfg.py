"""setup.cfg: what a project of setuptools asks for in its own declarative form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._python import scope_of
from depscan.extractors.packages._setuptools import component
from depscan.model import Component, Level, Scope

_ASKS = re.compile(rb"^\[options(?:\.extras_require)?\]|^(?:install|setup|tests)_requires\s*[=:]", re.MULTILINE)
_SCOPES = {"install_requires": Scope.RUNTIME, "setup_requires": Scope.BUILD, "tests_require": Scope.TEST}
_OLD_NAMES = {
    "install-requires": "install_requires",
    "setup-requires": "setup_requires",
    "tests-require": "tests_require",
}
_OLD_SECTIONS = ("metadata", "backwards_compat")
"""Where distutils2 and pbr have ``requires_dist`` and ``setup_requires``."""


class _Option(NamedTuple):
    """One key of one section, with the lines of its value that are not empty."""

    section: str
    key: str
    line: int
    values: list[tuple[int, str]]


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is asked for; what only another file or a program tells is noted.

    Raises:
        ParseError: not an INI file.
    """
    for option in _options(source):
        scope, optional = _meaning(option)
        if scope is None:
            continue
        if option.values and option.values[0][1].startswith(("file:", "attr:")):
            source.warn(
                "not-in-file", "asks for what stands in another file", line=option.values[0][0], level=Level.NOTE
            )
            continue
        for line, text in option.values:
            for entry in text.split(";") if _has_several(text) else (text,):
                if "%(" in entry:
                    continue  # another option's list, which is read where it stands
                found = component(source, entry.strip(), line, scope, optional=optional)
                if found:
                    yield found


def _has_several(text: str) -> bool:
    """Lists may be written in one line, between semicolons; a marker has a semicolon, too."""
    return ";" in text and not any(sign in text.partition(";")[2] for sign in "<>=!~'\"")


def _meaning(option: _Option) -> tuple[Scope | None, bool]:
    if option.section == "options":
        return _SCOPES.get(_OLD_NAMES.get(option.key, option.key)), False
    if option.section == "options.extras_require":
        return scope_of(option.key) or Scope.RUNTIME, True
    if option.section in _OLD_SECTIONS and option.key in ("requires_dist", "requires-dist"):
        return Scope.RUNTIME, False
    return None, False


def _options(source: SourceFile) -> Iterator[_Option]:
    """Yield the options as ``configparser`` without interpolation reads them, with their lines."""
    section, indent = "", 0
    last: _Option | None = None
    for number, line in enumerate(source.lines(), 1):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        depth = len(line) - len(line.lstrip())
        if last and depth > indent:
            last.values.append((number, text))
            continue
        if last:
            yield last
            last = None
        if text[0] == "[" and "]" in text:
            section = text[1 : text.rindex("]")].strip()
            continue
        key, sign, value = _split(text)
        if not section or not sign or not key:
            raise ParseError("not an INI file", line=number)
        value = value.strip()
        last, indent = _Option(section, key.strip().lower(), number, [(number, value)] if value else []), depth
    if last:
        yield last


def _split(text: str) -> tuple[str, str, str]:
    return min(text.partition("="), text.partition(":"), key=lambda parts: len(parts[0]))


EXTRACTOR = Extractor(
    name="setup-cfg",
    ecosystem="pypi",
    patterns=("setup.cfg",),
    sniff=lambda head: bool(_ASKS.search(head)),
    parse=parse,
    description="install, setup and test requirements, extras; what another file tells is noted",
    spec_url="https://setuptools.pypa.io/en/latest/userguide/declarative_config.html",
)

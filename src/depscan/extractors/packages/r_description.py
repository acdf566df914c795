"""DESCRIPTION: what a package or a project in R asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.packages._python import facts
from depscan.extractors.packages._r import COMES_WITH_R
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy

_SNIFF = re.compile(rb"^(?:Package|Type|Depends|Imports|LinkingTo|Suggests|Title|Authors@R):", re.MULTILINE)
_DEBIAN = re.compile(rb"^(?:Architecture|Binary|Installed-Size):", re.MULTILINE)
_FIELD = lazy.pattern(r"([A-Za-z][\w@/.-]*):(.*)", re.DOTALL)
_PACKAGE = lazy.pattern(r"([A-Za-z][A-Za-z0-9.]*+)(?:\s*+\(\s*+([<>=!]{0,2}+)\s*+([\w.-]++)\s*+\))?")
_FIELDS = {
    "Depends": (Scope.RUNTIME, False),
    "Imports": (Scope.RUNTIME, False),
    "LinkingTo": (Scope.BUILD, False),
    "Suggests": (Scope.DEVELOPMENT, True),
    "Enhances": (Scope.UNKNOWN, True),
}
_NEEDS = "Config/Needs/"
_FORGES = {"": "github.com", "github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}


class _Field(NamedTuple):
    name: str
    entries: list[tuple[int, str]]
    """Line and text of what stands between commas."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the fields of dependencies ask for; what comes with R is left out.

    Raises:
        ParseError: not made of fields.
    """
    fields = {field.name: field for field in _fields(source.lines())}
    if "Built" in fields:
        source.warn("installed-copy", "describes an installed package, not what a project asks for", level=Level.NOTE)
        return
    if not fields.keys() & {"Package", "Type", "Title", *_FIELDS}:
        raise ParseError("not a DESCRIPTION: none of its fields")
    places = _remotes(fields)
    for field in fields.values():
        scope, optional = _FIELDS.get(field.name, (None, True))
        if field.name.startswith(_NEEDS):
            scope = Scope.DEVELOPMENT
        if scope is None:
            continue
        for line, text in field.entries:
            match = _PACKAGE.fullmatch(text)
            if match is None:
                if not field.name.startswith(_NEEDS):  # those may name repositories
                    source.warn("invalid-requirement", "not a package of R", line=line)
                continue
            name, sign, version = match.groups()
            if name in COMES_WITH_R:
                continue
            exact = sign == "=="
            yield source.package(
                "cran",
                name,
                version if exact else None,
                line=line,
                how=How.DECLARED,
                scope=scope,
                direct=True,
                facts=facts(
                    constraint=f"{sign or '>='}{version}" if version and not exact else None,
                    optional="true" if optional else None,
                    repository=places.get(name),
                ),
            )


def _fields(lines: list[str]) -> Iterator[_Field]:
    """Read what Debian control files are made of, too: fields that go on with indented lines."""
    name, first, parts = "", 0, [""]
    for number, line in enumerate([*lines, "End:"], 1):
        if line[:1] in (" ", "\t") and name:
            parts.append(line)
            continue
        if line.startswith("#") or not line.strip():
            continue
        field = _FIELD.fullmatch(line)
        if field is None:
            raise ParseError("not a DESCRIPTION: a line that is not a field", line=number)
        if name:
            yield _Field(name, _entries(first, parts))
        name, first, parts = field[1], number, [field[2]]


def _entries(first: int, parts: list[str]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    start = first
    words: list[str] = []
    for number, part in enumerate(parts, first):
        pieces = part.split(",")
        for position, piece in enumerate(pieces):
            if piece.strip():
                start = start if words else number
                words.append(piece.strip())
            if position < len(pieces) - 1 and words:
                found.append((start, " ".join(words)))
                words.clear()
    return [*found, (start, " ".join(words))] if words else found


def _remotes(fields: dict[str, _Field]) -> dict[str, str]:
    """Return the repositories that packages come from by name: that of the repository, unless it is told."""
    found: dict[str, str] = {}
    for _, text in fields["Remotes"].entries if "Remotes" in fields else ():
        name, sign, place = text.rpartition("=") if "=" in text.partition("::")[0] else ("", "", text)
        kind, mark, path = place.partition("::")
        kind, path = (kind, path) if mark else ("", place)
        if kind == "git":
            address = repository(path)
        elif kind.partition("@")[0] in _FORGES:
            server = kind.partition("@")[2] or _FORGES[kind.partition("@")[0]]
            address = repository(f"https://{server}/{path.partition('@')[0].partition('#')[0]}")
        else:
            continue
        if address:
            found[name.strip() if sign else address.rpartition("/")[2]] = address
    return found


EXTRACTOR = Extractor(
    name="r-description",
    ecosystem="cran",
    patterns=(),
    sniffed_patterns=("DESCRIPTION",),
    sniff=lambda head: len(set(_SNIFF.findall(head))) > 1 and not _DEBIAN.search(head),
    parse=parse,
    description="what a package or project depends on, imports, links to, suggests; remotes",
    spec_url="https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file",
)

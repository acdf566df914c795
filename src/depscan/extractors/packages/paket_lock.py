"""paket.lock: the packages, repositories and files that Paket pinned, by group."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git, _paket, paket_dependencies
from depscan.extractors.packages._nuget import DEFAULT_HOSTS
from depscan.extractors.packages._origins import host
from depscan.model import Component, How

_KINDS = ("NUGET", "GITHUB", "GIST", "GIT", "HTTP")
_ENTRY = re.compile(r" {4,5}(?! )([^(]*?) ?\(([^()\s]+)\)")
_OPTION = re.compile(r"[A-Z-]+: .*")
_SNIFF = re.compile(rb"(?m)^(?:NUGET|GITHUB)\r?\n  remote: ")


class _Place(Struct):
    """Where in the file one is."""

    group: str = "Main"
    kind: str = ""
    remote: str = ""
    known: int = 0


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each pinned package, repository and download; direct where ``paket.dependencies`` beside names it.

    Raises:
        ParseError: unreadable, or not a paket.lock.
    """
    manifest = source.sibling("paket.dependencies")
    asked_for = paket_dependencies.names(manifest) if manifest else None
    place = _Place()
    for number, line in enumerate(source.lines(), 1):
        if line and not line[0].isspace():
            _heading(place, line.strip(), number)
        elif line.startswith("  remote: "):
            place.remote = line[10:].strip()
        elif place.kind and (entry := _ENTRY.match(line)):
            if place.kind == "NUGET":
                direct = (place.group.lower(), entry[1].lower()) in asked_for if asked_for is not None else None
                yield from _package(source, place, entry[1].strip(), entry[2], number, direct=direct)
            else:
                yield from _other(source, place, entry[2], number)
    if not place.known:
        raise ParseError("not a paket.lock: none of its sections")


def _heading(place: _Place, heading: str, number: int) -> None:
    if heading.startswith("GROUP "):
        place.group, place.kind, place.remote = heading[6:].strip(), "", ""
        place.known += 1
    elif heading in _KINDS:
        place.kind, place.remote = heading, ""
        place.known += 1
    elif not _OPTION.fullmatch(heading) and not place.known:
        raise ParseError("not a paket.lock", line=number)


def _package(
    source: SourceFile, place: _Place, name: str, version: str, line: int, *, direct: bool | None
) -> Iterator[Component]:
    if not name:
        source.warn("incomplete-entry", "a package without a name", line=line)
        return
    registry = host(place.remote)
    yield source.package(
        "nuget",
        name,
        version,
        line=line,
        how=How.LOCKED,
        scope=_paket.scope(place.group),
        direct=direct,
        facts=(("registry", registry),) if registry and registry not in DEFAULT_HOSTS else (),
    )


def _other(source: SourceFile, place: _Place, pinned: str, line: int) -> Iterator[Component]:
    found = _paket.at(place.kind, place.remote + pinned if place.kind == "HTTP" else place.remote)
    if found and place.kind != "HTTP":
        found = found.at(pinned)
    if found:  # files of this machine are none
        yield _git.component(source, found, line=line, how=How.LOCKED, scope=_paket.scope(place.group))


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="paket-lock",
    ecosystem="nuget",
    patterns=("paket.lock",),
    sniff=_sniff,
    may_be_empty=True,
    parse=parse,
    description="packages by group with feed, files of repositories, Git, downloads; direct with the manifest beside",
    spec_url="https://fsprojects.github.io/Paket/lock-file.html",
)

"""paket.dependencies: what a .NET project asks Paket for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git, _paket
from depscan.extractors.packages._nuget import DEFAULT_HOSTS
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Scope

_VERBS = frozenset({"nuget", "clitool", "github", "gist", "git", "http"})
_OTHERS = frozenset(
    {"source", "group", "version", "storage", "references", "framework", "frameworks", "content", "redirects",
     "strategy", "lowest_matching", "restriction", "import_targets", "copy_local", "cache", "external_lock"}
)  # fmt: skip
_NAME = re.compile(r"[\w.-]+")
_EXACT = re.compile(r"(?:==? ?)?(\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.-]+)?)")
_OPTION = re.compile(r"\s(?:[\w-]+:|//|#)")
_SNIFF = re.compile(rb"(?m)^[ \t]*(?:source[ \t]+\S+|nuget[ \t]+[\w.-]+[ \t]*(?:$|[~<>=\d]))")


class _Line(NamedTuple):
    verb: str
    rest: str
    group: str
    number: int


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield packages, tools, files of repositories and downloads of all groups.

    Raises:
        ParseError: unreadable, or nothing of what such a file holds.
    """
    locked = source.sibling("paket.lock") is not None
    lines = list(_lines(source))
    if not lines and any(line.strip() and not line.lstrip().startswith(("#", "//")) for line in source.lines()):
        raise ParseError("not a paket.dependencies: none of its directives")
    registries = _registries(lines)
    for line in lines:
        if line.verb in ("nuget", "clitool"):
            yield from _package(source, line, registries.get(line.group), locked=locked)
        elif line.verb in _VERBS:
            yield from _other(source, line)


def names(source: SourceFile) -> set[tuple[str, str]] | None:
    """Return group and name, in lower case, of the packages asked for; None if that cannot be read."""
    try:
        return {
            (line.group.lower(), line.rest.split()[0].strip('"').lower())
            for line in _lines(source)
            if line.verb in ("nuget", "clitool") and line.rest
        }
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read paket.dependencies: {error}")
        return None


def _lines(source: SourceFile) -> Iterator[_Line]:
    group = "Main"
    for number, raw in enumerate(source.lines(), 1):
        line = raw.strip()
        verb, *others = line.split(maxsplit=1) if line else ("",)
        verb, rest = verb.lower().rstrip(":"), others[0] if others else ""
        if verb == "group" and rest:
            group = rest.split()[0]
        if verb in _VERBS or verb in _OTHERS:
            yield _Line(verb, rest, group, number)


def _registries(lines: list[_Line]) -> dict[str, str]:
    """Return the host of a group's feed, where it asks one only and that is not the default one."""
    hosts: dict[str, set[str | None]] = {}
    for line in lines:
        if line.verb == "source" and line.rest:
            hosts.setdefault(line.group, set()).add(host(line.rest.split()[0].strip('"')))
    only = {group: next(iter(found)) for group, found in hosts.items() if len(found) == 1}
    return {group: place for group, place in only.items() if place and place not in DEFAULT_HOSTS}


def _package(source: SourceFile, line: _Line, registry: str | None, *, locked: bool) -> Iterator[Component]:
    words = line.rest.split(maxsplit=1)
    name, rest = words[0].strip('"') if words else "", words[1] if len(words) > 1 else ""
    if not _NAME.fullmatch(name):
        source.warn("incomplete-entry", "a package without a name", line=line.number)
        return
    # options follow as "key: value"
    constraint = _OPTION.split(f" {rest.strip()}", maxsplit=1)[0].strip()
    exact = _EXACT.fullmatch(constraint)
    facts = {"constraint": constraint if constraint and (locked or not exact) else None, "registry": registry}
    yield source.package(
        "nuget",
        name,
        exact[1] if exact and not locked else None,
        line=line.number,
        how=How.DECLARED,
        scope=Scope.BUILD if line.verb == "clitool" else _paket.scope(line.group),
        direct=True,
        facts=tuple((key, value) for key, value in facts.items() if value),
    )


def _other(source: SourceFile, line: _Line) -> Iterator[Component]:
    words = line.rest.split()
    if not words:
        source.warn("incomplete-entry", f"{line.verb} without an address", line=line.number)
        return
    remote, _, revision = words[0].partition(":") if line.verb in ("github", "gist") else (words[0], "", "")
    found = _paket.at(line.verb.upper(), remote.strip('"'))
    if found and line.verb == "git" and len(words) > 1 and _NAME.fullmatch(words[1]):
        revision = words[1]
    if found:
        place = found.at(revision) if line.verb != "http" else found
        yield _git.component(source, place, line=line.number, how=How.DECLARED, scope=_paket.scope(line.group))


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and b"nuget " in head


EXTRACTOR = Extractor(
    name="paket-dependencies",
    ecosystem="nuget",
    patterns=("paket.dependencies",),
    sniff=_sniff,
    may_be_empty=True,
    parse=parse,
    description="packages and tools by group, feeds, files of repositories, Git, downloads",
    spec_url="https://fsprojects.github.io/Paket/dependencies-file.html",
)

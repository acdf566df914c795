"""Cartfile, Cartfile.private and Cartfile.resolved: what Carthage is asked for and what it pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git, _swift
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy

_ENTRY = lazy.pattern(
    r'(github|git|binary)[ \t]++"([^"]++)"[ \t]*+(?:"([^"]*+)"|((?:==|>=|~>)[ \t]*+[\w.+-]++))?+[ \t]*+'
)
_SNIFF = re.compile(rb'^(?:github|git|binary)[ \t]++"[^"\n]++"', re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the frameworks by their repositories, named like Swift packages, and the binaries.

    Raises:
        ParseError: no line is of Carthage.
    """
    how = How.LOCKED if source.name.endswith(".resolved") else How.DECLARED
    scope = Scope.DEVELOPMENT if source.name.endswith(".private") else Scope.UNKNOWN
    understood = False
    bad: list[int] = []
    for number, raw in enumerate(source.lines(), 1):
        line = raw.partition("#")[0].strip()
        entry = _ENTRY.fullmatch(line) if line else None
        if entry:
            understood = True
            component = _component(source, entry, number, how, scope)
            if component:
                yield component
        elif line:
            bad.append(number)
    if bad and not understood:
        raise ParseError("not a Cartfile", line=bad[0])
    if bad:
        source.warn("incomplete-entry", f"lines that are not understood: {len(bad)}", line=bad[0])


def _component(source: SourceFile, entry: re.Match[str], line: int, how: How, scope: Scope) -> Component | None:
    kind, address, quoted, constraint = entry.groups()
    version: str | None = None
    facts: Facts = (("type", "carthage"),)
    if how is How.LOCKED:
        version = quoted
    elif quoted:
        facts = (("branch", quoted), *facts)
    elif constraint:
        exact = constraint.startswith("==")
        version = constraint[2:].strip() if exact else None
        facts = facts if exact else (("constraint", constraint), *facts)
    if kind == "github" and "://" not in address:
        address = f"https://github.com/{address}"
    if kind == "binary":
        place = _git.at_archive(address)
        if place is None:
            return None  # in a folder
        place = place._replace(name=place.name.removesuffix(".json"), version=version)
        direct = None if how is How.LOCKED else True
        facts = (("type", "binary"),)
        return _git.component(source, place, line=line, how=how, scope=scope, direct=direct, facts=facts)
    component = _swift.package(source, address, version, line=line, how=how, facts=facts)
    if component is None and not address.startswith((".", "/", "~", "file:")):
        source.warn("incomplete-entry", "an address that is not understood", line=line)
    return msgspec.structs.replace(component, scope=scope) if component else None


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="cartfile",
    ecosystem="swift",
    patterns=("Cartfile", "Cartfile.private", "Cartfile.resolved"),
    sniff=_sniff,
    parse=parse,
    description="GitHub and other repositories, binaries; asked for and pinned",
    spec_url="https://github.com/Carthage/Carthage/blob/master/Documentation/Artifacts.md",
    may_be_empty=True,
)

"""What an SPDX 2 document describes, what that asks for, and when each package is needed."""

from __future__ import annotations

from typing import NamedTuple

from depscan.extractors.sboms._spdx_form import Document, Package
from depscan.model import Scope

FORGE = "GitHub.com-Dependency-Graph"
"""A creator that has everything depend on the repository, direct or not."""

_HEAVIER = {Scope.RUNTIME: 0, Scope.UNKNOWN: 1, Scope.BUILD: 2, Scope.TEST: 3, Scope.DEVELOPMENT: 4}


class _Relation(NamedTuple):
    """How a type of relationship says that one package asks for another, or holds it."""

    from_second: bool = False
    holds: bool = False
    scope: Scope = Scope.UNKNOWN


_RELATIONS = {
    "DEPENDS_ON": _Relation(),
    "DYNAMIC_LINK": _Relation(),
    "HAS_PREREQUISITE": _Relation(),
    "STATIC_LINK": _Relation(),
    "BUILD_DEPENDENCY_OF": _Relation(from_second=True, scope=Scope.BUILD),
    "BUILD_TOOL_OF": _Relation(from_second=True, scope=Scope.BUILD),
    "DEPENDENCY_OF": _Relation(from_second=True),
    "DEV_DEPENDENCY_OF": _Relation(from_second=True, scope=Scope.DEVELOPMENT),
    "DEV_TOOL_OF": _Relation(from_second=True, scope=Scope.DEVELOPMENT),
    "OPTIONAL_DEPENDENCY_OF": _Relation(from_second=True),
    "PREREQUISITE_FOR": _Relation(from_second=True),
    "PROVIDED_DEPENDENCY_OF": _Relation(from_second=True),
    "RUNTIME_DEPENDENCY_OF": _Relation(from_second=True, scope=Scope.RUNTIME),
    "TEST_DEPENDENCY_OF": _Relation(from_second=True, scope=Scope.TEST),
    "TEST_TOOL_OF": _Relation(from_second=True, scope=Scope.TEST),
    "CONTAINED_BY": _Relation(from_second=True, holds=True),
    "CONTAINS": _Relation(holds=True),
}  # https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/


class Graph(NamedTuple):
    """What the relationships tell."""

    own: frozenset[str]
    """Packages that the document describes, which are not depended on."""
    direct: frozenset[str] | None
    """Packages that those ask for; None if the document does not tell."""
    scopes: dict[str, Scope]
    """When packages are needed, the heaviest use; absent where nobody asks."""


def graph_of(document: Document) -> Graph:
    """Return what the relationships of a document tell about its packages."""
    packages = document.packages or []
    known = {package.id for package in packages if package.id}
    own = _described(document) & known
    if len(own) == len(known):
        own = frozenset()  # a document that describes all that it lists is a list
    between = {package.id for package in packages if package.id and is_no_dependency(package)}
    starts = own | between
    asked: dict[str, list[str]] = {}
    held: dict[str, list[str]] = {}
    scopes: dict[str, Scope] = {}
    for relationship in document.relationships or ():
        relation = _RELATIONS.get(relationship.type or "")
        first, second = relationship.of, relationship.to
        if relation is None or not first or not second:
            continue
        from_second, holds, scope = relation
        if from_second:
            first, second = second, first
        if not holds:
            known_scope = scopes.get(second)
            if known_scope is not scope and (known_scope is None or _HEAVIER[scope] < _HEAVIER[known_scope]):
                scopes[second] = scope
        if first in starts:
            (held if holds else asked).setdefault(first, []).append(second)
    return Graph(own, _direct(document, own, between, asked, held, known - own - between), scopes)


def is_no_dependency(package: Package) -> bool:
    """Tell whether a package without package URL is a thing of the product itself: a file, a lockfile that was read."""
    if any(reference.type == "purl" for reference in package.references or ()):
        return False
    if package.purpose == "FILE":
        return True
    return package.purpose == "APPLICATION" and (package.id or "").startswith("SPDXRef-Application-")  # Trivy's way


def _described(document: Document) -> frozenset[str]:
    found = set(document.described or ())
    for relationship in document.relationships or ():
        if relationship.type == "DESCRIBES" and relationship.of == document.id and relationship.to:
            found.add(relationship.to)
        elif relationship.type == "DESCRIBED_BY" and relationship.to == document.id and relationship.of:
            found.add(relationship.of)
    return frozenset(found)


def _direct(
    document: Document,
    own: frozenset[str],
    between: set[str],
    asked: dict[str, list[str]],
    held: dict[str, list[str]],
    others: set[str],
) -> frozenset[str] | None:
    """Follow what the product asks for and holds, through files of its own, once each."""
    found: tuple[set[str], set[str]] = (set(), set())
    waiting, seen = list(own), set(own)
    while waiting:
        place = waiting.pop()
        for targets, into in zip((asked.get(place, ()), held.get(place, ())), found, strict=True):
            for target in targets:
                if target in others:
                    into.add(target)
                elif target in between and target not in seen:
                    seen.add(target)
                    waiting.append(target)
    depends, holds = found
    by_forge = any(FORGE in creator for creator in (document.creation and document.creation.creators) or ())
    # a product that holds everything says nothing about what it asks for
    told = (set() if by_forge and depends == others else depends) | (set() if holds == others else holds)
    return frozenset(told) or None

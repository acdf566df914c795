"""Merge what was found: one component once, with all its evidence, manifests folded into their lockfiles, sorted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

import msgspec

from depscan.model import Component, Evidence, Facts, How, Kind, Scope

_SCOPE_ORDER = (Scope.RUNTIME, Scope.UNKNOWN, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)
"""The heaviest first: needed at run time anywhere is needed at run time. A scope that is told beats an unknown one."""

Key = tuple[str, str, str, str]
"""What a component is: kind, purl or name, version, endpoint; also what components are sorted by."""


def merge(components: Iterable[Component]) -> tuple[Component, ...]:
    """Return the components once each, sorted, with all their evidence.

    The result does not depend on the order of the input, and merging it again changes nothing.
    """
    unique: dict[Key, Component] = {}
    doubled: dict[Key, list[Component]] = {}
    for component in components:
        # where a thing is pointed at is part of what it is: the same client may serve two hosts
        key: Key = (component.kind, component.purl or component.name, component.version or "", component.endpoint or "")
        if key in unique:
            doubled.setdefault(key, [unique[key]]).append(component)
        else:
            unique[key] = component
    for key, group in doubled.items():
        unique[key] = _united(group)
    _fold_manifests(unique)
    return tuple([unique[key] for key in sorted(unique)])


def _united(group: list[Component]) -> Component:
    places = sorted({seen for component in group for seen in component.evidence}, key=_place_order)
    first = min(group, key=lambda component: _place_order(component.evidence[0]) if component.evidence else ("",))
    scopes = {component.scope for component in group}
    if len(scopes) > 1:
        scopes.discard(Scope.UNKNOWN)
    directs = {component.direct for component in group}
    return msgspec.structs.replace(
        first,
        evidence=tuple(places),
        scope=min(scopes, key=_SCOPE_ORDER.index),
        direct=True if True in directs else None if None in directs else False,
        supplier=min((c.supplier for c in group if c.supplier), default=None),
        region=min((c.region for c in group if c.region), default=None),
        facts=_united_facts(group),
    )


def _united_facts(group: list[Component]) -> Facts:
    found: dict[str, set[str]] = {}
    for component in group:
        for key, value in component.facts:
            found.setdefault(key, set()).add(value)
    return tuple((key, min(values)) for key, values in sorted(found.items()))


def _place_order(seen: Evidence) -> tuple[str, int, str, str, str, str]:
    return (seen.path, seen.line or 0, seen.pointer or "", seen.how, seen.found_by, seen.excerpt or "")


def _fold_manifests(unique: dict[Key, Component]) -> None:
    """Fold what a manifest declares without a version into what a lockfile beside or above it pins.

    The lockfile says what, the manifest says direct and scope. Where no lockfile has it, the declaration stands.
    """
    declared = [key for key, component in unique.items() if _is_declaration(component)]
    if not declared:
        return
    names = {unique[key].purl for key in declared}
    locked: dict[str, list[Key]] = {}
    for key, component in unique.items():
        if component.version and component.purl:
            base = component.purl.rpartition("@")[0]
            if base in names and any(seen.how is How.LOCKED for seen in component.evidence):
                locked.setdefault(base, []).append(key)
    for key in declared:
        declaration = unique[key]
        matches = [other for other in locked.get(declaration.purl or "", ()) if _covers(unique[other], declaration)]
        for other in matches:
            unique[other] = _with_declaration(unique[other], declaration)
        if matches:
            del unique[key]


def _is_declaration(component: Component) -> bool:
    return (
        component.kind is Kind.PACKAGE
        and component.version is None
        and component.purl is not None
        and bool(component.evidence)
        and all(seen.how is How.DECLARED for seen in component.evidence)
    )


def _covers(locked: Component, declaration: Component) -> bool:
    """Is one of the lockfiles beside or above every manifest that declares it?"""
    folders = {posixpath.dirname(seen.path) for seen in locked.evidence if seen.how is How.LOCKED}
    return all(
        any(folder == "" or seen.path.startswith(folder + "/") for folder in folders) for seen in declaration.evidence
    )


def _with_declaration(locked: Component, declaration: Component) -> Component:
    scope = locked.scope
    if declaration.scope is not Scope.UNKNOWN:
        known = {scope, declaration.scope} - {Scope.UNKNOWN}
        scope = min(known, key=_SCOPE_ORDER.index)
    return msgspec.structs.replace(
        locked,
        direct=True if declaration.direct is not False else locked.direct,
        scope=scope,
        evidence=tuple(sorted({*locked.evidence, *declaration.evidence}, key=_place_order)),
    )

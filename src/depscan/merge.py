"""Merge what was found: one component once, with all its evidence, manifests folded into their lockfiles, sorted."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from depscan.model import SCOPE_ORDER, Component, Evidence, Facts, How, Kind, Scope

Key = str
"""Kind, purl or name, version, endpoint and region (or inventory line), which is what a component is, in one text.

Results are sorted by it: two hundred thousand texts take a third of the time of as many tuples.
"""
_OF_TOOLS = ("/vendor/composer/", "/obj/", "/vendor/", "/common/config/rush/")
"""Ends of folders that tools keep lockfiles in: Composer's, NuGet's, Go's, Rush's; they speak for the folder above."""
_INSTALLED = ("/node_modules/", "/bower_components/")
"""Below these lie installed packages, one in another."""
_PULL_IN_NOTHING = ("pkg:generic/", "pkg:golang/")
_KINDS = {kind: f"{kind.value}\0" for kind in Kind}


def merge(components: Iterable[Component]) -> tuple[Component, ...]:
    """Return the components once each, sorted, with all their evidence.

    A lockfile says what, the manifests beside or below it say direct and scope: what a manifest declares without a
    version is folded into what such a lockfile pins; what none of them declares comes along. A declaration that no
    lockfile covers stands for itself. The result does not depend on the order of the input, and merging it again
    changes nothing.
    """
    declared: list[Component] = []
    unique = _unite(components, set_aside=declared)
    if declared:
        rest = _fold(declared, unique)
        for key, component in _unite(rest).items():
            unique[key] = _united([unique[key], component]) if key in unique else component
    _tell_transitive(unique, declared)
    return tuple([unique[key] for key in sorted(unique)])


def _unite(components: Iterable[Component], set_aside: list[Component] | None = None) -> dict[Key, Component]:
    """Return components by what they are; plain declarations are put into ``set_aside`` instead, if it is given."""
    unique: dict[Key, Component] = {}
    doubled: dict[Key, list[Component]] = {}
    for component in components:
        if set_aside is not None and _is_declaration(component):
            set_aside.append(component)
            continue
        # where a thing is pointed at is part of what it is: the same client may serve two hosts
        key = f"{_KINDS[component.kind]}{component.purl or component.name}\0{component.version or ''}"
        if component.endpoint is not None:
            key = f"{key}\0{component.endpoint}"
        if component.region is not None:  # a resource of the same name in another folder may lie elsewhere
            key = f"{key}\0 {component.region}"
        elif component.kind is Kind.ENDPOINT:  # of each setting it is known what it points where
            key = f"{key}\0{component.fact('setting') or ''}"
        elif component.kind is Kind.PRODUCT:  # two lines of an inventory are two contracts
            key = f"{key}\0{_place(component)}"
        if key in unique:
            doubled.setdefault(key, [unique[key]]).append(component)
        else:
            unique[key] = component
    for key, group in doubled.items():
        unique[key] = _united(group)
    return unique


def _place(component: Component) -> str:
    return f"{component.evidence[0].path}:{component.evidence[0].line or 0:09}" if component.evidence else ""


def _united(group: Sequence[Component]) -> Component:
    places = sorted({seen for component in group for seen in component.evidence}, key=_place_order)
    first = min(group, key=_order)
    directs = {component.direct for component in group}
    return msgspec.structs.replace(
        first,
        evidence=tuple(places),
        scope=min((component.scope for component in group), key=SCOPE_ORDER.index),
        direct=True if True in directs else None if None in directs else False,
        supplier=min((c.supplier for c in group if c.supplier), default=None),
        facts=_united_facts(group),
    )


def _told_scope(scopes: set[Scope]) -> Scope:
    """What a manifest tells fills in what its lockfile does not; elsewhere not knowing never makes it lighter."""
    if len(scopes) > 1:
        scopes.discard(Scope.UNKNOWN)
    return min(scopes, key=SCOPE_ORDER.index)


def _united_facts(group: Sequence[Component]) -> Facts:
    found: dict[str, set[str]] = {}
    for component in group:
        for key, value in component.facts:
            found.setdefault(key, set()).add(value)
    return tuple((key, min(values)) for key, values in sorted(found.items()))


def _order(component: Component) -> tuple[str, int, str, str, str, str, str]:
    return (*(_place_order(component.evidence[0]) if component.evidence else ("", 0, "", "", "", "")), component.name)


def _place_order(seen: Evidence) -> tuple[str, int, str, str, str, str]:
    return (seen.path, seen.line or 0, seen.pointer or "", seen.how, seen.found_by, seen.excerpt or "")


def _is_declaration(component: Component) -> bool:
    evidence = component.evidence
    return (
        bool(evidence)
        and evidence[0].how is How.DECLARED
        and component.kind is Kind.PACKAGE
        and component.purl is not None
        and component.endpoint is None
        and all(seen.how is How.DECLARED for seen in evidence)
    )


def _fold(declared: Iterable[Component], unique: dict[Key, Component]) -> list[Component]:
    """Fold declarations into the components that lockfiles beside or above them pin; return the others."""
    locked = _locked_by_folder({_base(declaration) for declaration in declared}, unique)
    rest: list[Component] = []
    folded: dict[Key, list[Component]] = {}
    for declaration in declared:
        folders = locked.get(_base(declaration), {})
        for seen in declaration.evidence:  # one declaration may come merged from several manifests
            alone = msgspec.structs.replace(declaration, evidence=(seen,))
            covering = dict.fromkeys(key for folder in _folders_above(seen.path) for key in folders.get(folder, ()))
            matches = [key for key in covering if declaration.version in (None, unique[key].version)]
            for key in matches:
                folded.setdefault(key, []).append(alone)
            if not matches:
                rest.append(alone)
    for key, declarations in folded.items():
        unique[key] = _with_declarations(unique[key], declarations)
    return rest


def _locked_by_folder(names: set[str], unique: dict[Key, Component]) -> dict[str, dict[str, list[Key]]]:
    """Return what lockfiles pin, by package URL without version and by the lockfile's folder.

    A look-up for each folder above a manifest does not grow with the number of lockfiles, of which a repository may
    have a thousand.
    """
    locked: dict[str, dict[str, list[Key]]] = {}
    for key, component in unique.items():
        if component.version and component.purl:
            base = _base(component)
            if base in names:
                for folder in {_locked_folder(seen.path) for seen in component.evidence if seen.how is How.LOCKED}:
                    locked.setdefault(base, {}).setdefault(folder, []).append(key)
    return locked


def _locked_folder(path: str) -> str:
    """Return the folder that a lockfile speaks for: most often the one it lies in."""
    folder = f"/{posixpath.dirname(path)}/"
    for place in _INSTALLED:
        if place in folder:
            return folder.partition(place)[0].strip("/")
    for place in _OF_TOOLS:
        if folder.endswith(place):
            return folder.removesuffix(place).strip("/")
    return folder.strip("/")


def _folders_above(path: str) -> Iterator[str]:
    """Yield the folder of a file and those above, up to the top, which has no name."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _base(component: Component) -> str:
    """Return the package URL without its version; the names of NuGet packages are the same in capitals."""
    purl = component.purl or ""
    base = purl.rpartition("@")[0] if component.version else purl
    return base.lower() if base.startswith("pkg:nuget/") else base


def _with_declarations(locked: Component, declarations: list[Component]) -> Component:
    places = {*locked.evidence, *(seen for declaration in declarations for seen in declaration.evidence)}
    asked_for = any(declaration.direct is not False for declaration in declarations)
    return msgspec.structs.replace(
        locked,
        direct=True if asked_for else bool(locked.direct),
        scope=_told_scope({locked.scope, *(declaration.scope for declaration in declarations)}),
        evidence=tuple(sorted(places, key=_place_order)),
    )


def _tell_transitive(unique: dict[Key, Component], declared: Sequence[Component]) -> None:
    """Where a lockfile does not tell who asked for a package, the manifests do: what none declares comes along."""
    undecided = [
        (key, component)
        for key, component in unique.items()
        if component.direct is None
        and component.evidence
        and component.evidence[0].how is How.LOCKED
        and component.purl
    ]
    if not undecided:
        return
    folders: dict[str, set[str]] = {}  # those with a manifest in or below them, by ecosystem
    for component in (*unique.values(), *declared):
        if component.kind is Kind.PACKAGE and component.purl:
            paths = [seen.path for seen in component.evidence if seen.how is How.DECLARED]
            if paths:
                known = folders.setdefault(component.purl.partition("/")[0], set())
                known.update(folder for path in paths for folder in _folders_above(path))
    for key, component in undecided:
        known = folders.get((component.purl or "").partition("/")[0], set())
        if known and all(_locked_folder(seen.path) in known for seen in component.evidence):
            unique[key] = msgspec.structs.replace(component, direct=False)


def without_lockfile(components: Iterable[Component]) -> dict[str, int]:
    """Return the manifests none of whose packages any lockfile pins, with how many they declare.

    What those packages pull in themselves is not known then. Runtimes and tools pull in nothing, and a go.mod lists
    what its modules do.
    """
    declared: dict[str, int] = {}
    locked: set[str] = set()
    for component in components:
        if component.kind is not Kind.PACKAGE or (component.purl or "").startswith(_PULL_IN_NOTHING):
            continue
        evidence = component.evidence
        if len(evidence) == 1 and evidence[0].how is not How.DECLARED:  # as in an SBOM of a hundred thousand
            continue
        manifests = [seen.path for seen in evidence if seen.how is How.DECLARED]
        if any(seen.how is How.LOCKED for seen in evidence):
            locked.update(manifests)
        for path in dict.fromkeys(manifests):
            declared[path] = declared.get(path, 0) + 1
    return {path: count for path, count in sorted(declared.items()) if path not in locked}

"""When the crates of a Cargo.lock are needed, which only the manifests of the workspace tell."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._cargo import SECTIONS, table
from depscan.extractors.packages._reach import reach
from depscan.model import Scope
from depscan.syntax import toml

_MOST_MANIFESTS = 2_000

Packages = list[dict[str, Any]]


def scopes(source: SourceFile, packages: Packages) -> dict[int, Scope]:
    """Return the scope of packages by their position; empty unless every manifest of the tree is at hand.

    Args:
        source: the lockfile.
        packages: its entries; those without a source are of the tree.
    """
    ours = {str(entry.get("name")): position for position, entry in enumerate(packages) if "source" not in entry}
    manifests = _manifests(source, set(ours))
    if not ours or manifests.keys() != ours.keys():
        return {}
    lookup = _Lookup(packages)
    shared = table(table(_read(source, "Cargo.toml").get("workspace")).get("dependencies"))
    asked_for: dict[Scope, list[int]] = {}
    for name, position in ours.items():
        asked = _asked(manifests[name], shared)
        for text in lookup.texts(position):
            for scope in asked.get(text.partition(" ")[0], {Scope.RUNTIME}):
                asked_for.setdefault(scope, []).extend(lookup.find(text))
    return reach(asked_for, lookup.needs)


class _Lookup:
    """Finds the entries that ``name``, ``name version`` or ``name version (source)`` mean."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._by_text: dict[str, list[int]] = {}
        for position, entry in enumerate(packages):
            for text in (str(entry.get("name")), f"{entry.get('name')} {entry.get('version')}"):
                self._by_text.setdefault(text, []).append(position)

    def find(self, text: str) -> list[int]:
        return self._by_text.get(text.partition(" (")[0], [])

    def needs(self, position: int) -> list[int]:
        """Packages of the tree tell on their own what they ask for."""
        if "source" not in self._packages[position]:
            return []
        return [found for text in self.texts(position) for found in self.find(text)]

    def texts(self, position: int) -> Iterator[str]:
        wanted = self._packages[position].get("dependencies")
        return (text for text in wanted if isinstance(text, str)) if isinstance(wanted, list) else iter(())


def _manifests(source: SourceFile, names: set[str]) -> dict[str, dict[str, Any]]:
    """Return the manifests of the packages of the tree by name, as far as members and paths lead to them."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    waiting = deque([""])
    while waiting and len(seen) < _MOST_MANIFESTS:
        folder = waiting.popleft()
        if folder in seen:
            continue
        seen.add(folder)
        document = _read(source, f"{folder}/Cargo.toml".lstrip("/"))
        name = table(document.get("package") or document.get("project")).get("name")
        if isinstance(name, str) and name in names:
            found.setdefault(name, document)
        for path in _paths(document, names - found.keys()):
            waiting.append(posixpath.normpath(f"{folder}/{path}".lstrip("/")))
    return found


def _paths(document: dict[str, Any], names: set[str]) -> Iterator[str]:
    workspace = table(document.get("workspace"))
    members = workspace.get("members")
    for member in members if isinstance(members, list) else ():
        if isinstance(member, str):
            before, star, _ = member.partition("*")
            # a folder is most often named as its package
            yield from (before + name for name in sorted(names)) if star else (member,)
    tables = [specs for specs, _ in _tables(document)]
    tables += [table(workspace.get("dependencies")), *map(table, table(document.get("patch")).values())]
    for specs in tables:
        for spec in specs.values():
            path = table(spec).get("path")
            if isinstance(path, str):
                yield path


def _tables(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Scope]]:
    for holder in (document, *map(table, table(document.get("target")).values())):
        for section, scope in SECTIONS.items():
            yield table(holder.get(section)), scope


def _asked(document: dict[str, Any], shared: dict[str, Any]) -> dict[str, set[Scope]]:
    """Return when a package needs what it asks for, by the crates' own names."""
    asked: dict[str, set[Scope]] = {}
    for specs, scope in _tables(document):
        for key, spec in specs.items():
            inherited = table(shared.get(key)) if table(spec).get("workspace") is True else {}
            name = table(spec).get("package") or inherited.get("package") or key
            asked.setdefault(str(name), set()).add(scope)
    return asked


def _read(source: SourceFile, path: str) -> dict[str, Any]:
    """Read a manifest; one that cannot be read is reported when it is its turn."""
    found = source.sibling(path)
    try:
        return toml.read(found.bytes()) if found else {}
    except ParseError:
        return {}

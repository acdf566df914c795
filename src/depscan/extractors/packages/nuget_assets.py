"""obj/project.assets.json: what the last restore of a .NET project resolved, with or without a lockfile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._nuget import TEST_SDK, Feeds, feeds, only_feed, split
from depscan.extractors.packages._reach import reach
from depscan.model import Component, How, Scope
from depscan.syntax import json

_PINNED = re.compile(r"\[\s*([^,\s\[\]]+)\s*(?:,\s*([^,\s\[\]]+)\s*)?\]")


class _Entry(Struct):
    type: Any = None
    dependencies: Any = None


class _Assets(Struct):
    targets: dict[str, dict[str, _Entry]] | None = None
    libraries: dict[str, _Entry] | None = None
    project: Any = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of all target frameworks, and those that are downloaded for the build; projects are left out.

    Raises:
        ParseError: not JSON, or not the result of a restore.
    """
    data = source.bytes()
    assets = json.read_struct(data, _Assets) or _read_tolerantly(data)
    if assets.libraries is None or assets.targets is None:
        raise ParseError("not a project.assets.json: no libraries by target framework")
    direct = _asked_for(assets.project)
    scopes = _scopes(assets.targets, direct)
    registry = _feeds(source, assets.project)
    finder = json.Finder(data, max(data.find(b'"libraries"'), 0))
    for key, entry in assets.libraries.items():
        line = finder.line_of(b'"' + key.encode("utf-8", "surrogatepass") + b'"')
        name, version = split(key)
        if entry.type != "package":
            continue
        if not name:
            source.warn("incomplete-entry", "a package without a name", line=line)
            continue
        yield source.package(
            "nuget",
            name,
            version,
            line=line,
            how=How.LOCKED,
            scope=scopes.get(name.lower(), Scope.UNKNOWN),
            direct=name.lower() in direct,
            facts=registry.facts(name),
        )
    yield from _downloads(source, assets.project, finder, registry)


def _read_tolerantly(data: bytes) -> _Assets:
    """Read a document in which something is not what it should be; an entry that is no object has no type."""
    document = _of(json.read_any(data))
    if not isinstance(document.get("libraries"), dict) or not isinstance(document.get("targets"), dict):
        return _Assets()
    return _Assets(
        targets={key: _entries(packages) for key, packages in document["targets"].items()},
        libraries=_entries(document["libraries"]),
        project=document.get("project"),
    )


def _entries(packages: object) -> dict[str, _Entry]:
    return {
        key: _Entry(type=_of(item).get("type"), dependencies=_of(item).get("dependencies"))
        for key, item in _of(packages).items()
    }


def _of(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _asked_for(project: object) -> dict[str, Scope]:
    """Return what the project itself refers to, in lower case, with when it is needed."""
    asked: dict[str, Scope] = {}
    for framework in _of(_of(project).get("frameworks")).values():
        for name, wanted in _of(_of(framework).get("dependencies")).items():
            private = str(_of(wanted).get("suppressParent", "")).lower() == "all"
            scope = Scope.DEVELOPMENT if private else Scope.RUNTIME
            asked[name.lower()] = scope if asked.get(name.lower(), scope) is scope else Scope.RUNTIME
    if TEST_SDK in asked:  # it makes the whole project one of tests
        asked = {name: Scope.TEST if scope is Scope.RUNTIME else scope for name, scope in asked.items()}
    return asked


def _scopes(targets: dict[str, dict[str, _Entry]], direct: dict[str, Scope]) -> dict[str, Scope]:
    """Return when packages are needed; what comes by way of another project is needed as the project is."""
    usual = Scope.TEST if TEST_SDK in direct else Scope.RUNTIME
    asked_for: dict[Scope, list[str]] = {}
    needs: dict[str, set[str]] = {}
    for name, scope in direct.items():
        asked_for.setdefault(scope, []).append(name)
    for packages in targets.values():
        for key, entry in packages.items():
            name = split(key)[0].lower()
            needs.setdefault(name, set()).update(other.lower() for other in _of(entry.dependencies))
            if entry.type == "project":
                asked_for.setdefault(usual, []).append(name)
    return reach(asked_for, lambda name: needs.get(name, ()))


def _feeds(source: SourceFile, project: object) -> Feeds:
    """Return what tells where packages came from: the restore itself, if it asked one feed only, or configuration."""
    place = only_feed(_of(_of(_of(project).get("restore")).get("sources")))
    return Feeds(hosts={"": place}, complete=True) if place else feeds(source)


def _downloads(source: SourceFile, project: object, finder: json.Finder, registry: Feeds) -> Iterator[Component]:
    """Yield what is downloaded for the build alone: targeting packs, hosts, runtimes."""
    seen: set[tuple[str, str]] = set()
    for framework in _of(_of(project).get("frameworks")).values():
        entries = _of(framework).get("downloadDependencies")
        for entry in entries if isinstance(entries, list) else ():
            name, wanted = _of(entry).get("name"), _of(entry).get("version")
            pinned = _PINNED.fullmatch(wanted) if isinstance(wanted, str) and len(wanted) < 200 else None
            if isinstance(name, str) and name and pinned and (name, pinned[1]) not in seen:
                seen.add((name, pinned[1]))
                line = finder.line_of(b'"name": "' + name.encode("utf-8", "surrogatepass") + b'"')
                yield source.package(
                    "nuget",
                    name,
                    pinned[1],
                    line=line,
                    how=How.LOCKED,
                    scope=Scope.BUILD,
                    direct=False,
                    facts=registry.facts(name),
                )


def _sniff(head: bytes) -> bool:
    return b'"targets"' in head and b'"version"' in head and (b'"compile"' in head or b'"type": "package"' in head)


EXTRACTOR = Extractor(
    name="nuget-assets",
    ecosystem="nuget",
    patterns=("project.assets.json",),
    sniff=_sniff,
    parse=parse,
    description="packages of all target frameworks, direct or transitive, scope, feed, downloads for the build",
    spec_url="https://learn.microsoft.com/nuget/concepts/dependency-resolution",
)

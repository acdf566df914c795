"""packages.lock.json, versions 1 and 2: what NuGet pinned for each target framework."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._nuget import TEST_SDK, feeds
from depscan.model import Component, How, Scope
from depscan.syntax import json


class _Entry(msgspec.Struct):
    type: Any = None
    resolved: Any = None


class _Lock(msgspec.Struct):
    version: Any = None
    dependencies: dict[str, dict[str, _Entry]] | None = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each package version once, whatever the number of its target frameworks; projects are left out.

    Raises:
        ParseError: not JSON, or not a NuGet lockfile.
    """
    data = source.bytes()
    lock = json.read_struct(data, _Lock) or _read_tolerantly(data)
    if lock.dependencies is None:
        raise ParseError("not a NuGet lockfile: no dependencies by target framework")
    if lock.version not in (1, 2):
        source.warn("unknown-version", "neither version 1 nor 2 of the format; read as version 2")
    found = _found(source, lock.dependencies)
    direct = {key for key, (_, _, is_direct) in found.items() if is_direct}
    # the SDK of tests makes a project one of tests
    scope = Scope.TEST if any(name == TEST_SDK for name, _ in direct) else Scope.UNKNOWN
    registries = feeds(source)
    for (_, version), (name, line, is_direct) in found.items():
        facts = registries.facts(name)
        yield source.package(
            "nuget", name, version, line=line, how=How.LOCKED, scope=scope, direct=is_direct, facts=facts
        )


def _read_tolerantly(data: bytes) -> _Lock:
    """Read a lock in which something is not what it should be; a package that is no object has no type."""
    document = json.read_any(data)
    frameworks = document.get("dependencies") if isinstance(document, dict) else None
    if not isinstance(frameworks, dict):
        return _Lock()
    return _Lock(
        version=document.get("version"),
        dependencies={
            framework: {name: _entry(item) for name, item in packages.items()}
            for framework, packages in frameworks.items()
            if isinstance(packages, dict)
        },
    )


def _entry(item: object) -> _Entry:
    return _Entry(type=item.get("type"), resolved=item.get("resolved")) if isinstance(item, dict) else _Entry()


def _found(
    source: SourceFile, frameworks: dict[str, dict[str, _Entry]]
) -> dict[tuple[str, str | None], tuple[str, int | None, bool]]:
    """Return name as written, line and directness by lower-case name and version; direct if so for one framework."""
    finder = json.Finder(source.bytes())
    found: dict[tuple[str, str | None], tuple[str, int | None, bool]] = {}
    for packages in frameworks.values():
        for name, entry in packages.items():
            line = finder.line_of(b'"' + name.encode("utf-8", "surrogatepass") + b'": {')
            if not isinstance(entry.type, str) or not name:
                source.warn("incomplete-entry", "a package without a name or a type", line=line)
                continue
            if entry.type == "Project":
                continue
            key = name.lower(), (entry.resolved or None) if isinstance(entry.resolved, str) else None
            known = found.get(key)
            is_direct = entry.type == "Direct" or (known is not None and known[2])
            found[key] = (known[0], known[1], is_direct) if known else (name, line, is_direct)
    return found


def _sniff(head: bytes) -> bool:
    return b'"dependencies"' in head and b'"contentHash"' in head and b'"resolved"' in head


EXTRACTOR = Extractor(
    name="nuget-packages-lock",
    ecosystem="nuget",
    patterns=("packages.lock.json", "packages.*.lock.json"),
    sniff=_sniff,
    parse=parse,
    description="versions 1 and 2, all target frameworks, central pins; direct or transitive",
    spec_url="https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies",
)

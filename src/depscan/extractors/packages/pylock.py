"""pylock.toml (PEP 751): what pip, uv, PDM or another installer pinned for anyone to install."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._pyproject import asked_beside, spread_scopes, table
from depscan.extractors.packages._python import FIRST_TOLD, facts, is_local, normal, origin, registry, scope_of
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import toml

_GROUP = re.compile(r"""["']([^"']{1,200})["'] in (dependency_groups|extras)""")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages from indexes, repositories and archives; folders of the project are left out.

    Raises:
        ParseError: not TOML, or not a pylock.toml.
    """
    document = toml.read(source.bytes())
    version, packages = document.get("lock-version"), document.get("packages", [])
    if not isinstance(version, str) or not isinstance(packages, list):
        raise ParseError("not a pylock.toml: no lock-version or no list of packages")
    if not version.startswith("1."):
        source.warn("unknown-version", "a newer version of pylock.toml than is known")
    lines = toml.header_lines(source.text(), "packages")
    asked = asked_beside(source)
    direct = {normal(entry.name) for entry in asked}
    scopes = spread_scopes(_edges(packages), asked)
    grouped = any(isinstance(entry, dict) and _GROUP.search(str(entry.get("marker"))) for entry in packages)
    for position, entry in enumerate(packages):
        line = lines[position] if position < len(lines) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            source.warn("incomplete-entry", f"package {position + 1} has no name", line=line)
        elif not _is_ours(entry):
            exact, marker = entry.get("version"), entry.get("marker")
            marker = marker if isinstance(marker, str) else ""
            yield source.package(
                "pypi",
                name,
                exact if isinstance(exact, str) else None,
                line=line,
                how=How.LOCKED,
                scope=_own_scope(marker) or scopes.get(normal(name), Scope.RUNTIME if grouped else Scope.UNKNOWN),
                direct=normal(name) in direct if direct else None,
                facts=_facts(entry, marker),
            )


def _own_scope(marker: str) -> Scope | None:
    """Tell by the groups and extras that a marker names."""
    scopes = {
        scope_of(name) or (Scope.RUNTIME if kind == "extras" else Scope.DEVELOPMENT)
        for name, kind in _GROUP.findall(marker)
    }
    return min(scopes, key=FIRST_TOLD.index, default=None)


def _edges(packages: list[Any]) -> dict[str, list[str]]:
    edges: dict[str, list[str]] = {}
    for entry in packages:
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            continue
        below = edges.setdefault(normal(name), [])
        dependencies = entry.get("dependencies")
        for dependency in dependencies if isinstance(dependencies, list) else ():
            asked = dependency.get("name") if isinstance(dependency, dict) else None
            if isinstance(asked, str):
                below.append(normal(asked))
    return edges


def _is_ours(entry: dict[str, Any]) -> bool:
    if "directory" in entry:
        return True
    archive, vcs = table(entry, "archive"), table(entry, "vcs")
    url = archive.get("url", vcs.get("url"))
    return bool(archive or vcs) and (is_local(url) if isinstance(url, str) else True)


def _facts(entry: dict[str, Any], marker: str) -> Facts:
    archive, vcs = table(entry, "archive").get("url"), table(entry, "vcs").get("url")
    return facts(
        marker=marker,
        optional="true" if _GROUP.search(marker) and "extras" in marker else None,
        registry=None if archive or vcs else _registry(entry),
        repository=origin(vcs) if isinstance(vcs, str) else repository(archive),
    )


def _registry(entry: dict[str, Any]) -> str | None:
    """Return the host of the index, else that of a file."""
    wheels = entry.get("wheels")
    files = [*(wheels if isinstance(wheels, list) else ()), entry.get("sdist")]
    urls = [entry.get("index"), *(file.get("url") for file in files if isinstance(file, dict))]
    return registry(next(filter(host, urls), None))


EXTRACTOR = Extractor(
    name="pylock",
    ecosystem="pypi",
    patterns=("pylock.toml", "pylock.*.toml"),
    sniff=lambda head: b"[[packages]]" in head and b"lock-version" in head,
    parse=parse,
    description="PEP 751; scope from markers, direct from pyproject.toml; other indexes, repositories, archives",
    spec_url="https://packaging.python.org/en/latest/specifications/pylock-toml/",
)

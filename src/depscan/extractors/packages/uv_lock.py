"""uv.lock, and the lockfiles of scripts: what uv pinned, with who asked for what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.packages._pyproject import table
from depscan.extractors.packages._python import FIRST_TOLD, facts, normal, registry, scope_of, spread
from depscan.model import Component, How, Scope
from depscan.syntax import toml

_LOCAL = ("editable", "virtual", "directory", "path")
_SOURCE = re.compile(
    rb"^source = (?:\{ (?:registry|git|url|path|editable|virtual|directory) = |\"registry\+)", re.MULTILINE
)


class _Role(NamedTuple):
    """Why something is there."""

    scope: Scope
    optional: bool = False


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages from indexes, repositories and addresses; the project, its workspace and paths are left out.

    Raises:
        ParseError: not TOML, or not a uv.lock.
    """
    document = toml.read(source.bytes())
    kind = "package" if "package" in document else "distribution"  # its name in locks of 2024
    packages = document.get(kind, [])
    if not isinstance(packages, list) or not isinstance(document.get("version"), int):
        raise ParseError("not a uv.lock: no version or no list of packages")
    if document["version"] != 1:
        source.warn("unknown-version", "a newer version of uv.lock than is known")
    lines = toml.header_lines(source.text(), kind)
    named = [entry for entry in packages if isinstance(entry, dict) and isinstance(entry.get("name"), str)]
    roots = _roots(document, named)
    direct = {node for _, nodes in roots for node in nodes}
    roles = spread(_edges(named), roots)
    for position, entry in enumerate(packages):
        line = lines[position] if position < len(lines) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            source.warn("incomplete-entry", f"package {position + 1} has no name", line=line)
        elif not _is_ours(entry):
            asked = normal(name) in direct if direct else None
            role = roles.get(normal(name), _Role(Scope.UNKNOWN))
            yield _component(source, entry, role, line=line, direct=asked)


def _component(
    source: SourceFile, entry: dict[str, Any], role: _Role, *, line: int | None, direct: bool | None
) -> Component:
    origin, version = _origin(entry), entry.get("version")
    return source.package(
        "pypi",
        entry["name"],
        version if isinstance(version, str) else None,
        line=line,
        how=How.LOCKED,
        scope=role.scope,
        direct=direct,
        facts=facts(
            optional="true" if role.optional else None,
            registry=registry(origin.get("registry")),
            repository=repository(origin.get("git", origin.get("url"))),
        ),
    )


def _is_ours(entry: dict[str, Any]) -> bool:
    return any(kind in _origin(entry) for kind in _LOCAL)


def _origin(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the source, which locks of 2024 wrote as ``registry+https://…``."""
    origin = entry.get("source")
    if isinstance(origin, str):
        kind, _, address = origin.partition("+")
        return {kind: address}
    return origin if isinstance(origin, dict) else {}


def _roots(document: dict[str, Any], packages: list[dict[str, Any]]) -> list[tuple[_Role, list[str]]]:
    """Return what the project, its workspace and its path dependencies ask for, runtime first."""
    manifest = table(document, "manifest")
    roots = [(_Role(Scope.RUNTIME), _targets(manifest.get("requirements")))]
    roots.extend(_groups(table(manifest, "dependency-groups")))
    for entry in packages:
        if _is_ours(entry):
            roots.append((_Role(Scope.RUNTIME), _targets(entry.get("dependencies"))))
            for extra, dependencies in table(entry, "optional-dependencies").items():
                role = _Role(scope_of(extra) or Scope.RUNTIME, optional=True)
                roots.append((role, _targets(dependencies)))
            roots.extend(_groups(table(entry, "dev-dependencies")))
    return sorted(roots, key=lambda root: (FIRST_TOLD.index(root[0].scope), root[0].optional))


def _groups(groups: dict[str, Any]) -> Iterator[tuple[_Role, list[str]]]:
    for group, dependencies in groups.items():
        yield _Role(scope_of(group) or Scope.DEVELOPMENT), _targets(dependencies)


def _edges(packages: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    edges: dict[str, list[str]] = {}
    for entry in packages:
        name = normal(entry["name"])
        # several versions of a package, for several platforms, are one node
        edges.setdefault(name, []).extend(_targets(entry.get("dependencies")))
        for extra, dependencies in table(entry, "optional-dependencies").items():
            edges.setdefault(f"{name}[{normal(extra)}]", [name]).extend(_targets(dependencies))
    return edges


def _targets(dependencies: Any) -> list[str]:
    """Return the names asked for, and ``name[extra]`` for each extra."""
    found: list[str] = []
    for dependency in dependencies if isinstance(dependencies, list) else ():
        name = dependency.get("name") if isinstance(dependency, dict) else None
        if isinstance(name, str):
            extras = dependency.get("extra", dependency.get("extras"))
            found.append(normal(name))
            found.extend(f"{normal(name)}[{normal(str(e))}]" for e in (extras if isinstance(extras, list) else ()))
    return found


EXTRACTOR = Extractor(
    name="uv-lock",
    ecosystem="pypi",
    patterns=("uv.lock", "*.py.lock"),
    sniff=lambda head: head.startswith(b"version = 1") and bool(_SOURCE.search(head)),
    parse=parse,
    description="scope and direct from the project's own entries and groups; private indexes, repositories, addresses",
    spec_url="https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile",
)

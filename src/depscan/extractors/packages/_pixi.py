"""What a pixi manifest asks for: pixi.toml, or the table ``tool.pixi`` of a pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._channels import channel
from depscan.extractors.packages._conda import component, origin, read_spec
from depscan.extractors.packages._pyproject import at, table
from depscan.extractors.packages._python import facts, is_local, read_requirement, registry, scope_of
from depscan.extractors.packages._python import origin as place_of
from depscan.model import Component, How, Scope
from depscan.syntax.toml import Path

_CONDA = {
    "dependencies": Scope.RUNTIME,
    "run-dependencies": Scope.RUNTIME,
    "host-dependencies": Scope.BUILD,
    "build-dependencies": Scope.BUILD,
}
_PIP = "pypi-dependencies"


def components(
    source: SourceFile, manifest: dict[str, Any], lines: Mapping[Path, int], *, below: Path = ()
) -> Iterator[Component]:
    """Yield what the manifest asks for; what lies in folders of the project is left out.

    Args:
        source: the file.
        manifest: the table.
        lines: the file's, by path.
        below: path of the table in the file.
    """
    hosts = _hosts(manifest)
    only = next(iter(hosts)) if len(hosts) == 1 else None
    index = registry(at(manifest, "pypi-options", "index-url"))
    for path, scope, optional in _tables(manifest):
        for name, value in table(manifest, *path).items():
            line = lines.get((*below, *path, name), lines.get((*below, *path)))
            entry: Any = {"version": value} if isinstance(value, str) else value
            if not isinstance(entry, dict):
                source.warn("incomplete-entry", "an entry is not a package", line=line)
                continue
            if "path" in entry:
                continue
            if path[-1] == _PIP:
                yield from _pip(source, name, entry, line, scope, optional=optional, index=index)
            else:
                yield from _conda(source, name, entry, line, scope, optional=optional, registry=only)
    if len(hosts) > 1:
        for name, where in hosts.items():
            if name:
                yield channel(source, name, lines.get((*below, *where)))


def _tables(manifest: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Scope, bool]]:
    """Yield the path of every table that asks for packages, what for, and whether not everybody gets them."""
    yield from _own(manifest, (), None)
    for name in table(manifest, "feature"):
        yield from _own(manifest, ("feature", name), scope_of(name) or Scope.RUNTIME)
    yield from _own(manifest, ("package",), None)


def _own(
    manifest: dict[str, Any], at_: tuple[str, ...], scope: Scope | None
) -> Iterator[tuple[tuple[str, ...], Scope, bool]]:
    places = [at_, *((*at_, "target", name) for name in table(manifest, *at_, "target"))]
    for place in places:
        for key in (*_CONDA, _PIP):
            if table(manifest, *place, key):
                yield (*place, key), scope or _CONDA.get(key, Scope.RUNTIME), bool(scope)


def _hosts(manifest: dict[str, Any]) -> dict[str, Path]:
    """Return the hosts of the channels with the path of the first; the usual ones have none."""
    found: dict[str, Path] = {}
    places = [("workspace",), ("project",), *(("feature", name) for name in table(manifest, "feature"))]
    for place in places:
        channels = at(manifest, *place, "channels")
        for position, entry in enumerate(channels if isinstance(channels, list) else ()):
            name = entry.get("channel") if isinstance(entry, dict) else entry
            if isinstance(name, str):
                found.setdefault(dict(origin(name)).get("registry", ""), (*place, "channels", position))
    return found


def _conda(
    source: SourceFile,
    name: str,
    entry: dict[str, Any],
    line: int | None,
    scope: Scope,
    *,
    optional: bool,
    registry: str | None,
) -> Iterator[Component]:
    version, own = entry.get("version"), entry.get("channel")
    repository = next((place_of(entry[key]) for key in ("git", "url") if isinstance(entry.get(key), str)), None)
    try:
        spec = read_spec(f"{name} {version}" if isinstance(version, str) else name)
    except ParseError as error:
        source.warn("invalid-requirement", str(error), line=line)
        return
    # a version without a sign may stand for all that begin with it
    if spec.version and isinstance(version, str) and not version.lstrip().startswith("="):
        spec = spec._replace(version=None, constraint=version.strip())
    yield component(
        source,
        spec._replace(channel=own) if isinstance(own, str) else spec,
        line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        registry=registry,
        optional="true" if optional else None,
        repository=repository,
    )


def _pip(
    source: SourceFile,
    name: str,
    entry: dict[str, Any],
    line: int | None,
    scope: Scope,
    *,
    optional: bool,
    index: str | None,
) -> Iterator[Component]:
    version, own = entry.get("version"), entry.get("index")
    address = next((entry[key] for key in ("git", "url") if isinstance(entry.get(key), str)), None)
    if address and is_local(address):
        return
    constraint = version if isinstance(version, str) and version != "*" else ""
    try:
        requirement = read_requirement(f"{name} {constraint}")
    except ParseError as error:
        source.warn("invalid-requirement", str(error), line=line)
        return
    yield source.package(
        "pypi",
        name,
        requirement.version,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=facts(
            constraint=None if requirement.version else requirement.constraint,
            optional="true" if optional else None,
            repository=place_of(address) if address else None,
            registry=None if address else registry(own) if isinstance(own, str) else index,
        ),
    )

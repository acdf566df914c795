"""pixi.lock, versions 1 to 7: what pixi pinned, packages of conda and of pip, with the environments that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._conda import Spec, component, read_address
from depscan.extractors.packages._lock_entries import entries
from depscan.extractors.packages._python import FIRST_TOLD, facts, is_local, origin, registry, scope_of
from depscan.extractors.packages._python import read_address as read_archive
from depscan.extractors.packages.conda_lock import locked
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_VERSION = lazy.pattern(r"(?m)^version: *(\d{1,4})")
_REFERENCE = lazy.pattern(r"- (?:conda|pypi|conda_source): +(\S+)")
_ENVIRONMENT = lazy.pattern(r"  ([^\s:'\"][^:]*):\s*")
_NEWEST = 7


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages; what is built from a folder of the project is left out.

    Raises:
        ParseError: not YAML, or not a pixi.lock.
    """
    text = source.text()
    version = _VERSION.search(text)
    section, packages = entries(text, "packages", "package")
    if version is None or (section is None and "environments:" not in text):
        raise ParseError("not a pixi.lock: no version or no list of packages")
    if int(version[1]) > _NEWEST:
        source.warn("unknown-version", "a newer version of pixi.lock than is known")
    if section == "package":  # until version 3, as conda-lock has it
        yield from locked(source, packages)
        return
    scopes = _scopes(text)
    for line, entry in packages:
        manager: str | None = next((key for key in ("conda", "pypi", "kind") if key in entry), None)
        if manager is None:
            if "conda_source" not in entry:
                source.warn("incomplete-entry", "neither a conda nor a pip package", line=line)
            continue
        if manager == "kind":  # in versions 4 and 5
            manager, address = entry["kind"], entry.get("url") or entry.get("path") or ""
        else:
            address = entry[manager]
        scope = scopes.get(address, Scope.UNKNOWN)
        found = (_conda if manager == "conda" else _pip)(source, entry, address, line, scope)
        if found:
            yield found


def _conda(source: SourceFile, entry: dict[str, str], address: str, line: int, scope: Scope) -> Component | None:
    if is_local(address):
        return None
    try:
        spec = read_address(address)
    except ParseError:
        if not entry.get("name"):
            source.warn("incomplete-entry", "a package without name", line=line)
            return None
        # built from a repository
        spec, place = Spec(entry["name"], entry.get("version")), origin(address)
    else:
        spec, place = spec._replace(name=entry.get("name", spec.name), version=entry.get("version", spec.version)), None
    return component(
        source,
        spec,
        line,
        how=How.LOCKED,
        scope=scope,
        direct=None,
        licence=entry.get("license"),
        repository=place,
    )


def _pip(source: SourceFile, entry: dict[str, str], address: str, line: int, scope: Scope) -> Component | None:
    if is_local(address) or "path" in entry:
        return None
    archive = read_archive(address)
    name = entry.get("name") or archive.name
    if not name:
        source.warn("incomplete-entry", "a package without name", line=line)
        return None
    index = entry.get("index")
    place = origin(address) if "+" in address.partition("://")[0] else None
    return source.package(
        "pypi",
        name,
        entry.get("version") or archive.version,
        line=line,
        how=How.LOCKED,
        scope=scope,
        facts=facts(repository=place, registry=None if place else registry(index or address)),
    )


def _scopes(text: str) -> dict[str, Scope]:
    """Tell what a package is for by the environments that hold it: the default one, or those for tests and the like."""
    found: dict[str, Scope] = {}
    scope: Scope | None = None
    inside = False
    for line in text.split("\n"):
        if line[:1] not in (" ", ""):
            inside = line.startswith("environments:")
        elif inside and (reference := _REFERENCE.match(line.lstrip(" "))):
            known = found.get(reference[1])
            if scope and (known is None or FIRST_TOLD.index(scope) < FIRST_TOLD.index(known)):
                found[reference[1]] = scope
        elif inside and (environment := _ENVIRONMENT.fullmatch(line)):
            name = environment[1]
            scope = Scope.RUNTIME if name == "default" else scope_of(name) or Scope.RUNTIME
    return found


EXTRACTOR = Extractor(
    name="pixi-lock",
    ecosystem="conda",
    patterns=("pixi.lock",),
    sniff=lambda head: bool(re.search(rb"^version: \d", head)) and b"\nenvironments:" in head,
    parse=parse,
    description="all versions; conda and pip packages, scope from environments, channels, licences",
    spec_url="https://pixi.sh/latest/workspace/lockfile/",
)

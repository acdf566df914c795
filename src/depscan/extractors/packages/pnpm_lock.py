"""pnpm-lock.yaml, lockfileVersion 5, 6 and 9, and the shrinkwrap.yaml before it: what pnpm pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.extractors.packages._pnpm_layout import read_documents
from depscan.model import Component, How, Scope
from depscan.syntax.yaml import Map

_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.RUNTIME,
    "packageManagerDependencies": Scope.BUILD,
    "configDependencies": Scope.BUILD,
    "devDependencies": Scope.DEVELOPMENT,
}
_OF_A_PACKAGE = ("dependencies", "optionalDependencies")
_BEST_FIRST = tuple(dict.fromkeys(_SECTIONS.values()))
_CONTENT = {*_SECTIONS, "importers", "packages", "snapshots", "specifiers", "settings"}
_KNOWN_MAJORS = (3, 4, 5, 6, 9)
_WITH_SNAPSHOTS = 9
_WITH_AT = 6
"""From here on keys read ``name@1.0.0``; before, ``/name/1.0.0``."""
_MAJOR = re.compile(r"(\d{1,3})(?:\.|-|$)")
_VERSION_LINE = re.compile(rb"^(?:lockfile|shrinkwrap)Version:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the locked packages of every document; links, folders and workspace members are the project itself.

    Raises:
        ParseError: not YAML, or not a lockfile of pnpm.
    """
    found = False
    for document in read_documents(source):
        if isinstance(document, Map) and _version(document) and _CONTENT & document.keys():
            found = True
            yield from _packages(source, document)
    if not found:
        raise ParseError("not a lockfile of pnpm: no lockfileVersion, or neither importers nor packages")


def _version(document: Map) -> Any:
    return document.get("lockfileVersion") or document.get("shrinkwrapVersion")


def _packages(source: SourceFile, document: Map) -> Iterator[Component]:
    found = _MAJOR.match(str(_version(document)))
    major = int(found[1]) if found else 0
    if major not in _KNOWN_MAJORS:
        source.warn("unknown-version", "not a lockfileVersion that depscan knows; read as far as understood")
        major = _WITH_SNAPSHOTS
    asked = _who_asked(document, major)
    packages = _mapping(document, "packages")
    if asked.names and not packages:
        source.warn("incomplete-file", "asks for packages and lists none: not all of a lockfile")
    if packages and major >= _WITH_SNAPSHOTS and "snapshots" not in document:
        source.warn("incomplete-file", "packages without snapshots: who depends on whom is not known")
    for key, entry in packages.items():
        about = entry if isinstance(entry, Map) else {}
        line = packages.lines.get(key)
        pinned = _pinned(key, about, major)
        if not _npm.is_name(pinned.name):
            source.warn("incomplete-entry", "a package without a name", line=line)
            continue
        if pinned.local:
            continue
        facts = pinned.facts
        if about.get("optional") == "true" or key in asked.optional:
            facts["optional"] = "true"
        aliases = asked.names.get(key, set()) - {pinned.name}
        if aliases:
            facts["alias"] = ", ".join(sorted(aliases))
        yield _npm.package(
            source,
            pinned.name,
            pinned.version,
            line=line,
            how=How.LOCKED,
            scope=asked.scope(key, about, major),
            direct=key in asked.names if asked.known else None,
            facts=sorted(facts.items()),
            type_="generic" if pinned.runtime else "npm",
        )


class _Pinned(NamedTuple):
    name: str
    version: str | None
    facts: dict[str, str]
    local: bool = False
    runtime: bool = False
    """Node.js, Deno or Bun itself, pinned like a package."""


def _pinned(key: str, entry: dict[str, Any], major: int) -> _Pinned:
    """Return what a key and its entry pin."""
    resolution = entry.get("resolution")
    origin = resolution if isinstance(resolution, dict) else {}
    facts = _facts(origin)
    name, version = _split(key, major)
    if not key.startswith("/") and major < _WITH_SNAPSHOTS and "name" not in entry:
        registry, _, rest = key.partition("/")  # a key that begins with the host of another registry
        name, version = _split("/" + rest, major)
        facts.setdefault("registry", registry.partition("+")[0].partition(":")[0])
    stated = entry.get("version")
    exact = stated if isinstance(stated, str) else version if version[:1].isdigit() else None
    stated = entry.get("name")
    name = stated if isinstance(stated, str) and stated else name
    if version.startswith("runtime:"):
        return _Pinned(name, exact or version[8:], facts, runtime=True)
    local = origin.get("type") == "directory" or key.startswith(_npm.LOCAL[:2]) or version.startswith(_npm.LOCAL)
    local = local or str(origin.get("tarball") or "").startswith("file:")
    return _Pinned(name, exact, facts, local)


def _split(key: str, major: int) -> tuple[str, str]:
    """Return name and version of a key, without what follows about peers and patches."""
    key = key.removeprefix("/")
    if major >= _WITH_AT:
        name, _, version = key[1:].partition("@")
        return key[:1] + name, version.partition("(")[0]
    parts = key.split("/", 3)
    at = 2 if key.startswith("@") else 1
    return "/".join(parts[:at]), parts[at].partition("_")[0] if len(parts) > at else ""


def _facts(resolution: dict[str, Any]) -> dict[str, str]:
    repository, address = resolution.get("repo"), resolution.get("tarball") or resolution.get("registry")
    if isinstance(repository, str):
        return dict(_npm.origin(f"git+{repository}"))
    return dict(_npm.origin(address)) if isinstance(address, str) else {}


class _Asked(NamedTuple):
    """Who asks for what, by the keys of ``packages``."""

    known: bool
    names: dict[str, set[str]]
    """By what names the project and its workspace members ask for a package."""
    scopes: dict[str, Scope]
    optional: set[str]

    def scope(self, key: str, entry: dict[str, Any], major: int) -> Scope:
        """Return what a package is for: versions before 9 say it, from there on it follows from who asks."""
        if major >= _WITH_SNAPSHOTS or not self.known:
            return self.scopes.get(key, Scope.UNKNOWN)
        return Scope.DEVELOPMENT if entry.get("dev") == "true" else Scope.RUNTIME


def _who_asked(document: Map, major: int) -> _Asked:
    packages, snapshots = _mapping(document, "packages"), _mapping(document, "snapshots")
    importers = [document, *_mapping(document, "importers").values()]
    roots: dict[Scope, list[str]] = {scope: [] for scope in _BEST_FIRST}
    names: dict[str, set[str]] = {}
    for section, scope in _SECTIONS.items():
        for importer in importers:
            for name, key in _requests(importer, section, packages, major):
                roots[scope].append(key)
                names.setdefault(_package_of(key, major), set()).add(name)
    known = len(importers) > 1 or any(section in document for section in _SECTIONS)
    edges = {
        key: [wanted for section in _OF_A_PACKAGE for _, wanted in _requests(snapshot, section, packages, major)]
        for key, snapshot in snapshots.items()
    }
    reached = _npm.reach(roots.items(), edges)
    scopes: dict[str, Scope] = {}
    for scope in reversed(_BEST_FIRST):  # a package counts for the best of its variants
        scopes |= {_package_of(key, major): scope for key, found in reached.items() if found is scope}
    optional = {key for key in snapshots if _mapping(snapshots, key).get("optional") == "true"}
    needed = {_package_of(key, major) for key in snapshots.keys() - optional}
    return _Asked(known, names, scopes, {_package_of(key, major) for key in optional} - needed)


def _requests(holder: Any, section: str, packages: Map, major: int) -> Iterator[tuple[str, str]]:
    """Yield by name the keys of the packages that an importer or a snapshot asks for."""
    for name, wanted in _mapping(holder, section).items():
        reference = wanted.get("version") if isinstance(wanted, Map) else wanted
        if isinstance(reference, str) and not reference.startswith("link:"):
            yield name, _key(name, reference, packages, major)


def _key(name: str, reference: str, packages: Map, major: int) -> str:
    """Return what a reference leads to: a version of the package of that name, or another key in full."""
    before_peers = reference.partition("(")[0]
    if major >= _WITH_SNAPSHOTS:
        at, colon = before_peers.find("@", 1), before_peers.find(":")
        in_full = before_peers.startswith("@") or (at > 0 and not 0 <= colon < at)
        return reference if in_full else f"{name}@{reference}"
    own = f"/{name}{'@' if major >= _WITH_AT else '/'}{reference}"
    return reference if "/" in before_peers and own not in packages else own


def _package_of(key: str, major: int) -> str:
    """Return the key of the package that a snapshot is a variant of."""
    return key.partition("(")[0] if major >= _WITH_SNAPSHOTS else key


def _mapping(holder: Any, key: str) -> Map:
    value = holder.get(key) if isinstance(holder, Map) else None
    return value if isinstance(value, Map) else Map(0)


EXTRACTOR = Extractor(
    name="pnpm-lock",
    ecosystem="npm",
    patterns=("pnpm-lock.yaml", "pnpm-lock.*.yaml", "shrinkwrap.yaml"),
    parse=parse,
    description="lockfileVersion 5, 6 and 9; direct or transitive, development, optional, aliases, git, tarballs",
    spec_url="https://github.com/pnpm/spec/tree/master/lockfile",
    sniff=lambda head: _VERSION_LINE.search(head) is not None,
)

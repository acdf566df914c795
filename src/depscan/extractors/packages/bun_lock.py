"""bun.lock, lockfileVersion 0 to 3: what bun pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Scope
from depscan.syntax import json, jsonc

_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.RUNTIME,
    "peerDependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
}
_OF_A_PACKAGE = ("dependencies", "optionalDependencies", "peerDependencies")
_SCOPES = (Scope.RUNTIME, Scope.DEVELOPMENT)
_KNOWN_VERSIONS = (0, 1, 2, 3)
_LAST_COMMA = re.compile(rb",(?=\r?\n[ \t]*+[}\]])")
_DEEPEST = 50
"""Packages within packages that are followed."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the locked packages; workspace members, links and local files are the project itself.

    Raises:
        ParseError: not JSON with comments, or not a lockfile of bun.
    """
    document = _read(source)
    if not isinstance(document, dict) or not {"lockfileVersion", "packages"} & document.keys():
        raise ParseError("not a lockfile of bun: neither a lockfileVersion nor packages")
    if document.get("lockfileVersion") not in _KNOWN_VERSIONS:
        source.warn("unknown-version", "not a lockfileVersion that depscan knows; read as far as understood")
    packages = _mapping(source, document, "packages")
    asked = _who_asked(_mapping(source, document, "workspaces"), packages)
    finder = json.Finder(source.bytes(), max(source.bytes().find(b'"packages"'), 0))
    for key, entry in packages.items():
        line = finder.line_of(b'\n    "%b": ' % key.encode("utf-8", "replace"))
        locked = _locked(entry)
        if locked is None or not _npm.is_name(locked.name):
            source.warn("incomplete-entry", "a package that is not a list, or without a name", line=line)
            continue
        if locked.local:
            continue
        facts = dict(locked.facts)
        if key in asked.scopes and key not in asked.needed:
            facts["optional"] = "true"
        if key != locked.name and (alias := _parts(key)[-1]) != locked.name:
            facts["alias"] = alias
        yield _npm.package(
            source,
            locked.name,
            locked.version,
            line=line,
            how=How.LOCKED,
            scope=asked.scopes.get(key, Scope.UNKNOWN),
            direct=key in asked.direct if asked.known else None,
            facts=sorted(facts.items()),
        )


def _read(source: SourceFile) -> Any:
    """Decode the document: the commas that bun leaves at ends of lines are quickly found, others take their time."""
    try:
        return json.read_any(_LAST_COMMA.sub(b"", source.bytes()))
    except ParseError:
        return json.read_any(jsonc.plain(source.text()).encode("utf-8", "surrogatepass"))


def _mapping(source: SourceFile, document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    if value is not None and not isinstance(value, dict):
        source.warn("wrong-type", f"{key} are not an object")
    return value if isinstance(value, dict) else {}


def _locked(entry: Any) -> _npm.Spec | None:
    """Return what an entry pins: ``["name@1.0.0", "address where it is not the default one", {…}, "sha512-…"]``."""
    if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
        return None
    at = entry[0].find("@", 1)
    name, resolution = (entry[0][:at], entry[0][at + 1 :]) if at > 0 else (entry[0], "")
    if resolution.startswith(("root:", "workspace:")):
        return _npm.Spec(name, local=True)
    spec = _npm.read_spec(name, resolution)
    if spec.version and not spec.facts and (len(entry) == 1 or not entry[1]):
        return spec
    facts = dict(spec.facts)
    version = spec.version or facts.pop("constraint", None)
    address = entry[1] if len(entry) > 1 else None
    if isinstance(address, str) and address and version:
        facts.update(_npm.origin(address))
    return spec._replace(version=version, facts=tuple(facts.items()))


class _Asked(NamedTuple):
    """Who asks for what, by the keys of ``packages``, which are paths: ``parent/child``."""

    known: bool
    direct: set[str]
    scopes: dict[str, Scope]
    needed: set[str]
    """What not only optional dependencies lead to."""


def _who_asked(workspaces: dict[str, Any], packages: dict[str, Any]) -> _Asked:
    roots: dict[Scope, list[str]] = {scope: [] for scope in _SCOPES}
    required: list[str] = []
    for path, workspace in workspaces.items():
        name = workspace.get("name") if isinstance(workspace, dict) else None
        places = _places([name] if path and isinstance(name, str) else [])
        for section, scope in _SECTIONS.items():
            wanted = _found(places, workspace, section, packages)
            roots[scope] += wanted
            required += wanted if section != "optionalDependencies" else ()
    edges: dict[str, list[str]] = {}
    requirements: dict[str, list[str]] = {}
    for key, entry in packages.items():
        about = next((item for item in entry if isinstance(item, dict)), None) if isinstance(entry, list) else None
        parent = _parts(key) if about else []
        if about and len(parent) <= _DEEPEST:
            places = _places(parent)
            found = {section: _found(places, about, section, packages) for section in _OF_A_PACKAGE}
            edges[key] = [child for children in found.values() for child in children]
            requirements[key] = found["dependencies"] + found["peerDependencies"]
    needed = _npm.reach([(Scope.RUNTIME, required)], requirements)
    direct = {key for wanted in roots.values() for key in wanted}
    return _Asked(bool(workspaces), direct, _npm.reach(roots.items(), edges), set(needed))


def _found(places: list[str], holder: Any, section: str, packages: dict[str, Any]) -> list[str]:
    """Return where what a workspace or package asks for is installed: with it, or with what is above."""
    requests = holder.get(section) if isinstance(holder, dict) else None
    found: list[str] = []
    if not isinstance(requests, dict):
        return found
    for name in requests:
        for place in places:
            if place + name in packages:
                found.append(place + name)
                break
    return found


def _places(parent: list[str]) -> list[str]:
    """Return beginnings of paths, the innermost first."""
    return ["".join(f"{part}/" for part in parent[:depth]) for depth in range(len(parent), -1, -1)]


def _parts(key: str) -> list[str]:
    """Return the names of a path, each with its scope."""
    if "/" not in key:
        return [key]
    parts: list[str] = []
    for piece in key.split("/"):
        if parts and parts[-1].startswith("@") and "/" not in parts[-1]:
            parts[-1] += f"/{piece}"
        else:
            parts.append(piece)
    return parts


def _sniff(head: bytes) -> bool:
    place = head.find(b'"lockfileVersion"')
    return place >= 0 and head.find(b'"workspaces"', place) >= 0 and not head[:place].strip(b"\xef\xbb\xbf \t\r\n{")


EXTRACTOR = Extractor(
    name="bun-lock",
    ecosystem="npm",
    patterns=("bun.lock",),
    parse=parse,
    description="lockfileVersion 0 to 3; direct or transitive, development, optional, aliases, git, registries",
    spec_url="https://bun.sh/docs/install/lockfile",
    sniff=_sniff,
)

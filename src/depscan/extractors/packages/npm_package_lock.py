"""package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3: what npm pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import json

_INSTALLED = "node_modules/"
_DEEPEST = 30
"""Folders above a workspace member that are looked at."""
_REQUESTS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_PACKAGES = re.compile(rb'"packages"\s{0,9}:\s{0,9}\{')
_INDENT = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\r?\n([ \t]{1,16})"')


class _Entry(msgspec.Struct, gc=False):
    """One package of lockfileVersion 2 and 3; a foreign document may hold anything anywhere."""

    name: Any = None
    version: Any = None
    resolved: Any = None
    license: Any = None
    link: Any = None
    dev: Any = None
    optional: Any = None
    devOptional: Any = None  # noqa: N815 - named as in the file
    dependencies: Any = None
    devDependencies: Any = None  # noqa: N815
    optionalDependencies: Any = None  # noqa: N815
    peerDependencies: Any = None  # noqa: N815


class _Lock(msgspec.Struct, gc=False):
    lockfileVersion: Any = None  # noqa: N815
    packages: dict[str, _Entry] = {}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the installed packages; workspace members, links and local files are the project itself.

    Raises:
        ParseError: not JSON, or not a lockfile of npm.
    """
    data = source.bytes()
    lock = json.read_struct(data, _Lock)
    if lock and lock.packages:
        packages, version = lock.packages, lock.lockfileVersion
    else:
        document = json.read_any(data)
        if not isinstance(document, dict) or not {"lockfileVersion", "packages", "dependencies"} & document.keys():
            raise ParseError("not a lockfile of npm: neither a lockfileVersion nor packages")
        version, packages = document.get("lockfileVersion"), _tolerated(source, document.get("packages"))
        if not packages:
            yield from _nested(source, document)
    if version not in (1, 2, 3):
        source.warn("unknown-version", "not a lockfileVersion that depscan knows; read as far as understood")
    if data.count(b'"packages"') > 1 and len(_PACKAGES.findall(data)) > 1:
        source.warn("duplicate-key", "packages are given twice; the last ones count, as they do for npm")
    yield from _installed(source, packages)


def _tolerated(source: SourceFile, packages: Any) -> dict[str, _Entry]:
    """Read entry by entry what does not fit as a whole."""
    found = {}
    if packages is not None and not isinstance(packages, dict):
        source.warn("wrong-type", "packages are not an object")
    entries = packages.items() if isinstance(packages, dict) else ()
    for position, (path, value) in enumerate(entries, 1):
        try:
            found[path] = msgspec.convert(value, _Entry)
        except msgspec.ValidationError:
            source.warn("wrong-type", f"package {position} is not an object")
    return found


# lockfileVersion 2 and 3 list what is installed by its path: https://docs.npmjs.com/cli/configuring-npm/package-lock-json


def _installed(source: SourceFile, packages: dict[str, _Entry]) -> Iterator[Component]:
    direct = _asked_for(packages)
    finder = json.Finder(source.bytes())
    for path, entry in packages.items():
        _, mark, name = path.rpartition(_INSTALLED)
        resolved = _address(entry)
        if not mark or entry.link is True or resolved.startswith(_npm.LOCAL):
            continue
        line = finder.line_of(b'"%b":' % path.encode("utf-8", "replace"))
        real = entry.name if isinstance(entry.name, str) and entry.name else name
        if not _npm.is_name(real):
            source.warn("incomplete-entry", "a package without a name", line=line)
            continue
        yield _npm.package(
            source,
            real,
            entry.version if isinstance(entry.version, str) else None,
            line=line,
            how=How.LOCKED,
            scope=Scope.DEVELOPMENT if entry.dev is True else Scope.RUNTIME,
            direct=path in direct if direct is not None else None,
            facts=_facts(entry, resolved, name if real != name else ""),
        )


def _address(entry: _Entry) -> str:
    for place in (entry.resolved, entry.version):
        if isinstance(place, str) and ":" in place:
            return place
    return ""


def _facts(entry: _Entry, resolved: str, alias: str) -> Facts:
    facts = _npm.origin(resolved) if resolved else ()
    if entry.optional is True or entry.devOptional is True:
        facts = (("optional", "true"), *facts)
    if isinstance(entry.license, str):
        facts = (("licence", entry.license), *facts)
    return (("alias", alias), *facts) if alias else facts


def _asked_for(packages: dict[str, _Entry]) -> set[str] | None:
    """Return the paths of what the project and its workspace members ask for; None if the project is not listed."""
    if "" not in packages:
        return None
    holders = {path.rpartition(_INSTALLED)[0] for path in packages if _INSTALLED in path}
    found = set()
    for path, entry in packages.items():
        if _INSTALLED in path or path.count("/") > _DEEPEST:
            continue
        places = _places(path, holders)
        for section in _REQUESTS:
            requests = getattr(entry, section)
            for name in requests if isinstance(requests, dict) else ():
                installed = next((place for holder in places if (place := holder + name) in packages), None)
                if installed:
                    found.add(installed)
    return found


def _places(path: str, holders: set[str]) -> list[str]:
    """Return where Node.js would look: the folder's own node_modules, then those of the folders above."""
    places = []
    while path:
        if f"{path}/" in holders:
            places.append(f"{path}/{_INSTALLED}")
        path = path.rpartition("/")[0]
    return [*places, _INSTALLED]


# lockfileVersion 1 nests what is installed, and does not tell what the project asks for: package.json does


def _nested(source: SourceFile, document: dict[str, Any]) -> Iterator[Component]:
    top = document.get("dependencies")
    if top is not None and not isinstance(top, dict):
        source.warn("wrong-type", "dependencies are not an object")
    manifest = _npm.read_manifest(source.sibling("package.json"))
    asked = {*manifest.runtime, *manifest.development} if manifest else None
    data = source.bytes()
    finder = json.Finder(data)
    found = _INDENT.search(data[:64])
    indent = found[1] if found else b""
    # an explicit stack instead of recursion: nesting is as deep as the file wants
    levels = [iter(top.items())] if isinstance(top, dict) else []
    while levels:
        name, entry = next(levels[-1], (None, None))
        if name is None:
            levels.pop()
            continue
        key = b'"%b": {' % name.encode("utf-8", "replace")
        line = finder.line_of(b"\n" + indent * (2 * len(levels)) + key if indent else key)
        if not isinstance(entry, dict):
            source.warn("wrong-type", "a package that is not an object", line=line)
            continue
        direct = len(levels) == 1 and name in asked if asked is not None else None
        yield from _nested_package(source, name, entry, line, direct=direct)
        inner = entry.get("dependencies")
        if isinstance(inner, dict):
            levels.append(iter(inner.items()))


def _nested_package(
    source: SourceFile, name: str, entry: dict[str, Any], line: int | None, *, direct: bool | None
) -> Iterator[Component]:
    version = entry.get("version")
    spec = _npm.read_spec(name, version if isinstance(version, str) else "")
    if not _npm.is_name(spec.name):
        source.warn("incomplete-entry", "a package without a name", line=line)
        return
    if spec.local:
        return
    facts = dict(spec.facts)
    resolved = entry.get("resolved")
    if isinstance(resolved, str) and "repository" not in facts:
        facts.update(_npm.origin(resolved))
    pinned = spec.version or facts.pop("constraint", None)
    if entry.get("optional") is True:
        facts["optional"] = "true"
    yield _npm.package(
        source,
        spec.name,
        pinned,
        line=line,
        how=How.LOCKED,
        scope=Scope.DEVELOPMENT if entry.get("dev") is True else Scope.RUNTIME,
        direct=direct,
        facts=sorted(facts.items()),
    )


def _sniff(head: bytes) -> bool:
    """bun.lock, which has a lockfileVersion as well, begins with its workspaces."""
    if b'"lockfileVersion"' not in head:
        return False
    begin = [place for key in (b'"packages"', b'"requires"', b'"dependencies"') if (place := head.find(key)) >= 0]
    workspaces = head.find(b'"workspaces"')
    return bool(begin) and (workspaces < 0 or min(begin) < workspaces)


EXTRACTOR = Extractor(
    name="npm-package-lock",
    ecosystem="npm",
    patterns=("package-lock.json", "npm-shrinkwrap.json"),
    parse=parse,
    description="lockfileVersion 1 to 3; direct or transitive, development, optional, aliases, git, registries",
    spec_url="https://docs.npmjs.com/cli/configuring-npm/package-lock-json",
    sniff=_sniff,
)

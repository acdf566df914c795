"""deno.lock, version 1 to 5: what Deno pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _deno, _npm
from depscan.model import Component, How
from depscan.syntax import json

_KINDS = ("jsr", "npm")
_KNOWN_VERSIONS = ("1", "2", "3", "4", "5")
_SECTIONS = {"specifiers", "packages", "npm", "jsr", "remote", "workspace", "redirects"}
_BEGINNING = re.compile(rb'\A(?:\xef\xbb\xbf)?\s{0,9}\{\s{0,99}"(?:version"\s{0,9}:\s{0,9}"\d|https?://)')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield packages of npm and JSR and what was fetched by its address: one component for each module and version.

    Raises:
        ParseError: not JSON, or not a deno.lock.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or not _is_lock(document):
        raise ParseError("not a deno.lock: no version, and nothing that Deno locks")
    # version 1 has nothing but addresses: https://github.com/denoland/deno/blob/main/libs/lockfile
    version = document.get("version", "2" if _SECTIONS & document.keys() else "1")
    if version not in _KNOWN_VERSIONS:
        source.warn("unknown-version", "not a version that depscan knows; read as far as understood")
    lock = _normalised(source, document)
    asked = _who_asked(lock, document.get("workspace"))
    for kind in _KINDS:
        yield from _packages(source, kind, lock.packages[kind], asked)
    yield from _remote(source, document if version == "1" else _mapping(source, document, "remote"))


def _is_lock(document: dict[str, Any]) -> bool:
    known = isinstance(document.get("version"), str) or _SECTIONS & document.keys()
    return bool(known or (document and all(key.startswith(("https://", "http://")) for key in document)))


class _Lock(NamedTuple):
    """The content in one form for all versions."""

    specifiers: dict[str, str]
    """``npm:chalk@5`` → ``npm:chalk@5.3.0``."""
    packages: dict[str, dict[str, Any]]
    """By kind: ``chalk@5.3.0`` → entry."""


def _normalised(source: SourceFile, document: dict[str, Any]) -> _Lock:
    packages = _mapping(source, document, "packages")
    npm = _mapping(source, document, "npm")
    jsr = _mapping(source, document, "jsr")
    if packages:  # version 3
        specifiers = _npm.strings(packages.get("specifiers"))
        npm, jsr = _mapping(source, packages, "npm"), _mapping(source, packages, "jsr")
    elif isinstance(npm.get("packages"), dict) and "specifiers" in npm:  # version 2
        wanted = _npm.strings(npm.get("specifiers"))
        specifiers = {f"npm:{specifier}": f"npm:{key}" for specifier, key in wanted.items()}
        npm = npm["packages"]
    else:
        pinned = _npm.strings(document.get("specifiers"))
        specifiers = {specifier: f"{_name(specifier)}@{version}" for specifier, version in pinned.items()}
    return _Lock(specifiers, {"jsr": jsr, "npm": npm})


def _name(specifier: str) -> str:
    """Return ``npm:@scope/name`` of ``npm:@scope/name@^1``."""
    at = specifier.find("@", specifier.find(":") + 2)
    return specifier[:at] if at > 0 else specifier


class _Asked(NamedTuple):
    """Keys with their kind, such as ``npm:chalk@5.3.0``."""

    direct: set[str]
    perhaps: set[str]
    """A package of JSR asks for them, and it is not told whether the project does as well."""


def _who_asked(lock: _Lock, workspace: Any) -> _Asked:
    """The specifiers are the project's and those of packages of JSR; what packages of npm ask for is not among them."""
    ours = _of_workspace(workspace)
    by_packages: set[str] = set()
    for entry in lock.packages["jsr"].values():
        wanted = entry.get("dependencies") if isinstance(entry, dict) else None
        by_packages.update(item for item in wanted if isinstance(item, str)) if isinstance(wanted, list) else ()
    only_theirs = [
        specifier
        for specifier in lock.specifiers
        if specifier not in ours and (specifier in by_packages or _name(specifier) in by_packages)
    ]
    theirs = {lock.specifiers[specifier] for specifier in only_theirs}
    direct = {key for specifier, key in lock.specifiers.items() if specifier not in set(only_theirs)}
    return _Asked(direct, set() if isinstance(workspace, dict) else theirs - direct)


def _of_workspace(workspace: Any) -> set[str]:
    if not isinstance(workspace, dict):
        return set()
    members = workspace.get("members")
    holders = [workspace, *(members.values() if isinstance(members, dict) else ())]
    holders += [holder.get("packageJson") for holder in holders if isinstance(holder, dict)]
    lists = [holder.get("dependencies") for holder in holders if isinstance(holder, dict)]
    return {item for wanted in lists if isinstance(wanted, list) for item in wanted if isinstance(item, str)}


def _packages(source: SourceFile, kind: str, packages: dict[str, Any], asked: _Asked) -> Iterator[Component]:
    data = source.bytes()
    within = data.find(b'"packages"')
    finder = json.Finder(data, max(data.find(b'"%b": {' % kind.encode(), max(within, 0)), within, 0))
    for key, entry in packages.items():
        line = finder.line_of(b'"%b": {' % key.encode("utf-8", "replace"))
        at = key.find("@", 1)
        name = key[:at] if at > 0 else key
        if not _npm.is_name(name):
            source.warn("incomplete-entry", "a package without a name", line=line)
            continue
        address = entry.get("tarball") if isinstance(entry, dict) else None
        facts = _npm.origin(address) if isinstance(address, str) else ()
        version = key[at + 1 :].partition("_")[0] if at > 0 else ""  # name@1.0.0_peer@2.0.0
        module = _deno.Module(kind, name, version or None, facts)
        full = f"{kind}:{key}"
        direct = True if full in asked.direct else None if full in asked.perhaps else False
        yield _deno.component(source, module, line=line, how=How.LOCKED, direct=direct)


def _remote(source: SourceFile, addresses: dict[str, Any]) -> Iterator[Component]:
    data = source.bytes()
    finder = json.Finder(data, max(data.find(b'"remote"'), 0))
    seen: set[_deno.Module] = set()
    for address in addresses:
        module = _deno.read(address)
        if module is not None and module not in seen:
            seen.add(module)
            line = finder.line_of(b'"%b"' % address.encode("utf-8", "replace"))
            yield _deno.component(source, module, line=line, how=How.LOCKED, direct=None)


def _mapping(source: SourceFile, holder: dict[str, Any], key: str) -> dict[str, Any]:
    value = holder.get(key)
    if value is not None and not isinstance(value, dict):
        source.warn("wrong-type", f"{key} is not an object")
    return value if isinstance(value, dict) else {}


EXTRACTOR = Extractor(
    name="deno-lock",
    ecosystem="npm",
    patterns=("deno.lock", "deno.*.lock"),
    parse=parse,
    description="version 1 to 5; packages of npm and JSR, modules by their address; direct or transitive",
    spec_url="https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files",
    sniff=lambda head: _BEGINNING.search(head) is not None,
)

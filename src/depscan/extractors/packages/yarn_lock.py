"""yarn.lock of every generation: what yarn pinned."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.extractors.packages._yarn_entries import Entry, read_entries
from depscan.model import Component, How, Scope

_BERRY = re.compile(rb"^__metadata:", re.MULTILINE)
_ARCHIVE = re.compile(r"__archiveUrl=([^&]*)")
_WORKSPACE = "@workspace:"
_BUILTIN = "@builtin/"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the locked packages; workspaces, links and local files are the project itself.

    Raises:
        ParseError: not a yarn.lock.
    """
    entries = read_entries(source)
    asked = _who_asked(source, entries)
    for position, entry in enumerate(entries):
        locked = _locked(entry)
        if locked.local:
            continue
        if not _npm.is_name(locked.name):
            source.warn("incomplete-entry", "an entry without a name", line=entry.line)
            continue
        if not locked.version:
            source.warn("incomplete-entry", "an entry without a version", line=entry.line)
        direct, scope = asked.about(position)
        runtime = "@builtin:" in entry.resolution  # Node.js itself, pinned like a package
        yield _npm.package(
            source,
            locked.name.removeprefix(_BUILTIN) if runtime else locked.name,
            locked.version,
            line=entry.line,
            how=How.LOCKED,
            scope=scope,
            direct=direct,
            facts=sorted(locked.facts.items()),
            type_="generic" if runtime else "npm",
        )


class _Locked(NamedTuple):
    name: str
    version: str | None
    facts: dict[str, str]
    local: bool


def _locked(entry: Entry) -> _Locked:
    """Return what an entry pins: berry says it in the resolution, version 1 in the pattern and the address."""
    place, _, binding = entry.resolution.partition("::")
    name, reference = _split(place or entry.patterns[0])
    spec = _npm.read_spec(name, reference)
    facts = dict(spec.facts)
    facts.pop("constraint", None)
    facts.pop("alias", None)
    archive = _ARCHIVE.search(binding)
    if archive or (place and reference.startswith("npm:") and "#" in reference):
        facts.update(_npm.origin(unquote(archive[1] if archive else reference.partition("#")[2])))
    elif not place and "repository" not in facts:
        facts.update(_npm.origin(entry.fields.get("resolved", "")))
    real = entry.fields.get("name") or spec.name
    aliases = {_split(pattern)[0] for pattern in entry.patterns} - {real}
    if aliases:
        facts["alias"] = ", ".join(sorted(aliases))
    local = spec.local or entry.fields.get("linkType") == "soft"
    return _Locked(real, entry.fields.get("version") or spec.version, facts, local)


def _split(pattern: str) -> tuple[str, str]:
    """Return name and specifier of ``name@specifier``."""
    at = pattern.find("@", 1)
    return (pattern[:at], pattern[at + 1 :]) if at > 0 else (pattern, "")


class _Asked(NamedTuple):
    direct: set[str | int]
    complete: bool
    """Is everybody known who asks?"""
    scopes: dict[str | int, Scope]

    def about(self, position: int) -> tuple[bool | None, Scope]:
        """Return whether the project itself asks for the entry at that position, and what for."""
        scope = self.scopes.get(position, Scope.UNKNOWN)
        if self.complete:
            return position in self.direct, scope
        # a workspace that is not known may ask for it, and not only for development
        return position in self.direct or None, Scope.UNKNOWN if scope is Scope.DEVELOPMENT else scope


def _who_asked(source: SourceFile, entries: list[Entry]) -> _Asked:
    """Follow the requests: berry lists the workspaces as entries, the others leave it to package.json."""
    edges = _edges(entries)
    workspaces = [entry for entry in entries if _WORKSPACE in entry.resolution]
    requests: list[tuple[Scope, dict[str, str]]] = []
    complete = True
    for entry in workspaces:
        requests += _of_workspace(source, entry)
    if not workspaces:
        manifest = _npm.read_manifest(source.sibling("package.json"))
        if manifest:
            requests = [(Scope.RUNTIME, manifest.runtime), (Scope.DEVELOPMENT, manifest.development)]
            complete = not manifest.workspaces
    roots = [
        (wanted, [node for scope, pairs in requests if scope is wanted for node in _nodes(pairs.items(), edges)])
        for wanted in (Scope.RUNTIME, Scope.UNKNOWN, Scope.DEVELOPMENT)
    ]
    direct = {end for _, nodes in roots for node in nodes for end in edges[node]}
    return _Asked(direct, complete and bool(direct), _npm.reach(roots, edges))


def _of_workspace(source: SourceFile, entry: Entry) -> list[tuple[Scope, dict[str, str]]]:
    """Return what a workspace asks for; only its package.json tells what for."""
    folder = entry.resolution.partition(_WORKSPACE)[2]
    manifest = _npm.read_manifest(source.sibling(f"{folder}/package.json"))
    wanted = dict(entry.dependencies)
    if manifest is None:
        return [(Scope.UNKNOWN, wanted)]
    development = {name: spec for name, spec in wanted.items() if name in manifest.development}
    return [
        (Scope.DEVELOPMENT, development),
        (Scope.RUNTIME, {name: spec for name, spec in wanted.items() if name not in development}),
    ]


_Edges = dict[str | int, list[str | int]]


def _edges(entries: list[Entry]) -> _Edges:
    """Return what leads where: patterns and names to the positions of entries, positions to patterns and names."""
    edges: _Edges = defaultdict(list)
    for position, entry in enumerate(entries):
        for pattern in entry.patterns:
            name, reference = _split(pattern)
            edges[pattern].append(position)
            edges[name].append(position)
            if reference.startswith("patch:"):  # whoever asks for the package gets it patched
                edges[unquote(reference[6:].partition("#")[0])].append(position)
    for position, entry in enumerate(entries):
        edges[position] = _nodes(entry.dependencies, edges)
    return dict(edges)


def _nodes(requests: Iterable[tuple[str, str]], edges: Mapping[str | int, object]) -> list[str | int]:
    """Return the pattern of each request, or the bare name where a resolution has replaced the pattern."""
    found: list[str | int] = []
    for name, wanted in requests:
        for node in (f"{name}@{wanted}", f"{name}@npm:{wanted}", name):
            if node in edges:
                found.append(node)
                break
    return found


def _sniff(head: bytes) -> bool:
    json_layout = b'"__metadata"' in head and b'"entries"' in head
    return json_layout or b"# yarn lockfile v1" in head or _BERRY.search(head) is not None


EXTRACTOR = Extractor(
    name="yarn-lock",
    ecosystem="npm",
    patterns=("yarn.lock",),
    parse=parse,
    description="version 1, berry (2 to 4), JSON (from 6); aliases, git, patches; direct and scope with package.json",
    spec_url="https://classic.yarnpkg.com/lang/en/docs/yarn-lock/",
    sniff=_sniff,
)

"""mix.lock: what Mix pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _beam, _mix
from depscan.extractors.packages._beam import Group, Leaf
from depscan.extractors.packages._npm import reach
from depscan.extractors.packages._origins import repository
from depscan.model import Component, Facts, How, Scope

_DEFAULT = "hexpm"
_SNIFF = re.compile(rb'"[ \t]*+:[ \t]++\{:(?:hex|git),')
_WEIGHT = (Scope.RUNTIME, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages; the mix.exs beside tells what is direct and what for.

    Raises:
        ParseError: not a lockfile of Mix.
    """
    (root, *_), complete = _beam.read(source.text())
    map_ = next((node for node in root.arguments[0] if isinstance(node, Group)), None)
    if map_ is None or map_.bracket not in ("{", "["):
        raise ParseError("not a mix.lock: no map")
    if not complete:
        source.warn("cut-off", "it ends too early")
    entries: dict[str, Group] = {}
    bad: list[int] = []
    for argument in map_.arguments:
        key, value = (argument[0], argument[1]) if len(argument) == 2 else (None, None)
        if isinstance(key, Leaf) and key.kind == "key" and isinstance(value, Group):
            entries[key.text] = value
        elif argument:
            bad.append(argument[0].line)
    if bad and not entries:
        raise ParseError("not a mix.lock", line=bad[0])
    asked, scopes = _manifest(source, entries)
    for name, group in entries.items():
        direct = name in asked if asked is not None else None
        component = _entry(source, name, group, scopes.get(name, Scope.UNKNOWN), direct=direct)
        if component:
            yield component
        else:
            bad.append(group.line)
    if bad:
        source.warn("incomplete-entry", f"entries that are not understood: {len(bad)}", line=bad[0])


def _manifest(source: SourceFile, entries: dict[str, Group]) -> tuple[set[str] | None, dict[str, Scope]]:
    """Return the names that the manifest asks for and what everything is for; nothing where others ask, too."""
    manifest = source.sibling("mix.exs")
    try:
        wanted = list(_mix.dependencies(manifest.text())) if manifest else []
    except ParseError:
        return None, {}  # the file has its own extractor, which reports this
    if not wanted or (manifest and "apps_path" in manifest.text()):
        return None, {}
    edges = {name: _needed(group) for name, group in entries.items()}
    roots = [(scope, [found.app for found in wanted if found.scope is scope]) for scope in _WEIGHT]
    return {found.app for found in wanted}, reach(roots, edges)


def _needed(group: Group) -> list[str]:
    """Return the applications that a package of Hex needs: the sixth item lists them."""
    items = group.literals()
    needed = items[5] if len(items) > 5 else None
    found = []
    for item in needed.literals() if isinstance(needed, Group) else ():
        inner = item.literals() if isinstance(item, Group) else []
        name = _beam.word_of(inner[0]) if inner else None
        if name:
            found.append(name)
    return found


def _entry(source: SourceFile, name: str, group: Group, scope: Scope, *, direct: bool | None) -> Component | None:
    items = group.literals()
    kind = _beam.word_of(items[0]) if items else None
    texts = [_beam.word_of(item) for item in items]
    package, version, namespace = name, None, ""
    facts: Facts = ()
    if kind == "hex" and len(texts) > 2 and texts[1] and texts[2]:
        package, version = texts[1], texts[2]
        repo = texts[6] if len(texts) > 6 and texts[6] else _DEFAULT
        main, _, namespace = repo.partition(":")
        facts = (("repo", main),) if main != _DEFAULT else ()
    elif kind == "git" and len(texts) > 2 and texts[1] and texts[2]:
        version = texts[2]
        place = repository(texts[1])
        facts = (("repository", place),) if place else ()
    elif kind == "package" and len(texts) > 1 and texts[1]:  # until 2014
        version = texts[1]
    else:
        return None
    return source.package(
        "hex",
        package,
        version,
        namespace=namespace,
        line=group.line,
        how=How.LOCKED,
        scope=scope,
        direct=direct,
        facts=facts,
    )


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and head.lstrip()[:1] in (b"%", b"[")


EXTRACTOR = Extractor(
    name="mix-lock",
    ecosystem="hex",
    patterns=("mix.lock",),
    sniff=_sniff,
    parse=parse,
    description="Hex packages, organisations, Git repositories; direct and scope with the mix.exs beside",
    spec_url="https://hexdocs.pm/mix/Mix.Tasks.Deps.html",
)

"""conan.lock of Conan 1 (a graph) and Conan 2 (lists)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _conan
from depscan.extractors.packages._npm import reach
from depscan.model import Component, How, Scope
from depscan.syntax import json

_LISTS = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "python_requires": Scope.BUILD,
    "config_requires": Scope.BUILD,
}
_SNIFF = re.compile(rb'"graph_lock"\s*+:|"(?:requires|build_requires)"\s*+:\s*+\[\s*+"[\w.+-]++/[^"]++#')


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the pinned packages; the project itself is left out.

    Raises:
        ParseError: not JSON, or neither a graph nor lists.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not a conan.lock: not an object")
    finder = json.Finder(source.bytes())
    graph = document.get("graph_lock")
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    if isinstance(nodes, dict):
        yield from _graph(source, nodes, finder)
    elif any(isinstance(document.get(key), list) for key in _LISTS):
        yield from _lists(source, document, finder)
    else:
        raise ParseError("not a conan.lock: neither a graph nor lists")


def _lists(source: SourceFile, document: dict[str, Any], finder: json.Finder) -> Iterator[Component]:
    for key in (key for key in document if key in _LISTS):
        entries = document[key]
        for entry in entries if isinstance(entries, list) else ():
            text = entry[0] if isinstance(entry, list) and entry else entry  # with its package ids
            line = finder.line_of(f'"{text}"'.encode()) if isinstance(text, str) else None
            yield from _component(source, text, line, _LISTS[key], direct=None)


def _graph(source: SourceFile, nodes: dict[str, Any], finder: json.Finder) -> Iterator[Component]:
    known = {id_: node for id_, node in nodes.items() if isinstance(node, dict)}
    ours = [node for node in known.values() if node.get("path") or not _reference(node)]
    # with no project in the graph nothing is known about who asked for what
    direct = {id_ for node in ours for key in _LISTS for id_ in _ids(node.get(key))} if ours else None
    edges = {id_: [*_ids(node.get("requires")), *_ids(node.get("build_requires"))] for id_, node in known.items()}
    scopes = reach(
        ((scope, [id_ for node in ours for id_ in _ids(node.get(key))]) for key, scope in _LISTS.items()), edges
    )
    for id_, node in nodes.items():
        if not isinstance(node, dict):
            source.warn("wrong-type", "a node that is not an object")
            continue
        text = _reference(node)
        if node.get("path") or not text:
            continue
        scope = Scope.BUILD if node.get("context") == "build" else scopes.get(id_, Scope.UNKNOWN)
        line = finder.line_of(f'"{text}"'.encode())
        yield from _component(source, text, line, scope, direct=id_ in direct if direct is not None else None)


def _component(
    source: SourceFile, text: Any, line: int | None, scope: Scope, *, direct: bool | None
) -> Iterator[Component]:
    reference = _conan.read(text) if isinstance(text, str) else None
    if reference is None:
        source.warn("incomplete-entry", "an entry that is not a reference", line=line)
    else:
        yield _conan.package(source, reference, line=line, how=How.LOCKED, scope=scope, direct=direct)


def _reference(node: dict[str, Any]) -> str:
    text = node.get("ref") or node.get("pref")  # the latter until version 0.3
    return text if isinstance(text, str) else ""


def _ids(value: Any) -> list[str]:
    """Return the ids of nodes; early versions keep them by reference."""
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in values if isinstance(item, str)]


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="conan-lock",
    ecosystem="conan",
    patterns=("conan.lock", "conan*.lock"),
    sniff=_sniff,
    parse=parse,
    description="Conan 1 graphs and Conan 2 lists; direct or transitive where the graph tells, build context",
    spec_url="https://docs.conan.io/2/tutorial/versioning/lockfiles.html",
)

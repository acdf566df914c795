"""pnpm-lock.yaml as plain mappings: a line scanner for the layout that pnpm writes, any YAML through ``syntax.yaml``.

The scanner knows which keys matter and passes over whatever is indented below the others; the first line of a form that
pnpm does not write (anchors, folded text, flow mappings over several lines) sends the whole file to the YAML reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.extractors.base import SourceFile
from depscan.syntax import yaml
from depscan.syntax.yaml import Map

_ANY = "*"
_REQUESTS: dict[str, Any] = {_ANY: {"version": None}}
_IMPORTER: dict[str, Any] = {
    "dependencies": _REQUESTS,
    "devDependencies": _REQUESTS,
    "optionalDependencies": _REQUESTS,
    "configDependencies": _REQUESTS,
    "packageManagerDependencies": _REQUESTS,
}
_WANTED: dict[str, Any] = {
    **_IMPORTER,
    "lockfileVersion": None,
    "shrinkwrapVersion": None,
    "settings": {},
    "specifiers": {},
    "importers": {_ANY: _IMPORTER},
    "packages": {
        _ANY: {
            "resolution": dict.fromkeys(("tarball", "registry", "repo", "directory", "type")),
            "dev": None,
            "name": None,
            "optional": None,
            "version": None,
        }
    },
    "snapshots": {_ANY: {"dependencies": _REQUESTS, "optionalDependencies": _REQUESTS, "optional": None}},
}
"""Which keys matter; None where a scalar is wanted."""

_NOTHING = 1_000_000_000
_NO_PLAIN_START = frozenset("?&*!|>%@`{}[],\t")
_NO_PLAIN_VALUE = frozenset("&*!|>%@`[\t")


def read_documents(source: SourceFile) -> Iterator[Any]:
    """Yield the document, or the documents from pnpm 11 on, with the keys that matter at least.

    Raises:
        ParseError: not YAML.
    """
    documents = _scan(source.lines())
    yield from yaml.read_documents(source.text()) if documents is None else documents


def _scan(lines: list[str]) -> list[Map] | None:
    """Return the documents, or None for a layout that is not pnpm's."""
    if lines and lines[-1]:
        return None  # pnpm ends its last line; this file may have been cut off
    documents: list[Map] = []
    stack: list[tuple[int, Map, dict[str, Any]]] = []
    passing = _NOTHING  # what is indented deeper than this does not matter
    for number, line in enumerate(lines, 1):
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if indent > passing or not text or text[0] == "#":
            continue
        passing = _NOTHING
        if text[0] == "-":
            if indent == 0 and text.rstrip() == "---":
                stack = []
            else:
                passing = indent
            continue
        pair = _pair(text.rstrip())
        if pair is None:
            return None
        if not stack:
            documents.append(Map(number))
            stack = [(-1, documents[-1], _WANTED)]
        while indent <= stack[-1][0]:
            stack.pop()
        _, parent, schema = stack[-1]
        key, value = pair
        wanted = schema.get(key, schema.get(_ANY, False))
        if wanted is False:
            passing = indent
            continue
        parent.lines[key] = number
        if value == "" and wanted is not None:
            parent[key] = child = Map(number)
            stack.append((indent, child, wanted))
            continue
        read = _value(value, number)
        if read is False:
            return None
        parent[key] = read
    return documents


def _pair(text: str) -> tuple[str, str] | None:
    """Return key and value of a line, or None if it is none that pnpm writes."""
    if text[0] in "'\"":
        end = text.find(text[0], 1)
        if end < 0 or text[end + 1 : end + 2] != ":" or "\\" in text[:end]:
            return None
        return text[1:end], text[end + 2 :].lstrip(" ")
    if text[0] in _NO_PLAIN_START:
        return None
    if text[-1] == ":" and ": " not in text:
        return text[:-1], ""
    key, colon, value = text.partition(": ")
    return (key, value.lstrip(" ")) if colon else None


def _value(text: str, line: int) -> Any:
    """Return a scalar or a flow mapping of scalars; False if it is neither."""
    if not text:
        return None
    if text[0] == "{":
        # nothing in it that matters, for most packages
        plain = text.startswith("{integrity: ") and text[-1] == "}" and "," not in text
        return None if plain else _flow(text, line)
    return _scalar(text)


def _flow(text: str, line: int) -> Any:
    inner = text[1:-1].strip(" ,")
    if text[-1] != "}" or any(character in inner for character in "{}[]#'\""):
        return False
    found = Map(line)
    for item in inner.split(", ") if inner else ():
        key, colon, value = item.partition(": ")
        if not colon:
            return False
        found[key.strip()] = _scalar(value.strip())
    return False if False in found.values() else found


def _scalar(text: str) -> Any:
    if text[0] in "'\"":
        inner = text[1:-1]
        return False if len(text) < 2 or text[-1] != text[0] or text[0] in inner or "\\" in inner else inner
    if text[0] in _NO_PLAIN_VALUE or " #" in text:
        return False
    return None if text in ("~", "null") else text

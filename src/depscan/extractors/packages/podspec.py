"""*.podspec and *.podspec.json: the pods that a pod asks for, read without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _cocoapods, _ruby
from depscan.model import Component, Level, Scope
from depscan.syntax import json, lazy

_PLATFORMS = ("ios", "osx", "macos", "tvos", "watchos", "visionos")
_KEY = lazy.pattern(r'"([^"\\\n]++)"\s*+:')
_SNIFF = re.compile(rb"\bPod::Spec(?:ification)?\s*+\.\s*+new\b")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the pod and its subspecs depend on; its own subspecs are left out.

    Raises:
        ParseError: not the specification of a pod.
    """
    if source.bytes().lstrip()[:1] == b"{":
        yield from _json(source)
    else:
        yield from _ruby_file(source)


def _ruby_file(source: SourceFile) -> Iterator[Component]:
    statements = list(_ruby.statements(source.text()))
    if "Spec" not in source.text():
        raise ParseError("not the specification of a pod")
    own = next((name for statement in statements if (name := _name(statement))), None)
    depth = 0
    tests: list[int] = []
    unnamed: list[int] = []
    for statement in statements:
        at = next((i for i, token in enumerate(statement) if i and _is_call(statement, i, "dependency")), None)
        if at is not None:
            wanted = _ruby.call(statement, at).positional
            bare = _cocoapods.bare(wanted[0]) if wanted and isinstance(wanted[0], str) else ""
            line = statement[at].line
            if not bare:
                unnamed.append(line)
            elif bare != own:
                yield _cocoapods.declared(source, bare, wanted[1:], line=line, scope=_scope(tests=bool(tests)))
        depth = max(depth + _ruby.nesting(statement), 0)
        if any(_is_call(statement, i, "test_spec") for i in range(1, len(statement))):
            tests.append(depth)
        while tests and depth < tests[-1]:
            tests.pop()
    if unnamed:
        message = f"pods named by what only running tells: {len(unnamed)}"
        source.warn("dynamic", message, line=unnamed[0], level=Level.NOTE)


def _is_call(statement: _ruby.Statement, position: int, name: str) -> bool:
    token = statement[position]
    return token.kind == "name" and token.text == name and statement[position - 1].text == "."


def _name(statement: _ruby.Statement) -> str | None:
    """Return the text of ``spec.name = "text"``."""
    for position in range(1, len(statement) - 2):
        if _is_call(statement, position, "name") and statement[position + 1].text == "=":
            return statement[position + 2].text if statement[position + 2].kind == "text" else None
    return None


def _scope(*, tests: bool) -> Scope:
    return Scope.TEST if tests else Scope.RUNTIME


def _json(source: SourceFile) -> Iterator[Component]:
    document = json.read_any(source.bytes())
    if not isinstance(document, dict) or "name" not in document:
        raise ParseError("not the specification of a pod")
    lines = _key_lines(source.text())
    waiting: list[tuple[Any, bool]] = [(document, False)]
    while waiting:
        spec, tests = waiting.pop()
        if not isinstance(spec, dict):
            continue
        wanted = spec.get("dependencies")
        for name, constraint in wanted.items() if isinstance(wanted, dict) else ():
            bare = _cocoapods.bare(name)
            if bare and bare != document["name"]:
                line = lines[name].pop(0) if lines.get(name) else None
                versions = (
                    [item for item in constraint if isinstance(item, str)] if isinstance(constraint, list) else []
                )
                yield _cocoapods.declared(source, bare, versions, line=line, scope=_scope(tests=tests))
        waiting += [(spec[key], tests) for key in reversed(_PLATFORMS) if key in spec]
        for key in ("testspecs", "subspecs", "appspecs"):
            below = spec.get(key)
            if isinstance(below, list):
                waiting += [(item, tests or key == "testspecs") for item in reversed(below)]


def _key_lines(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    lines = json.Lines(text)
    for match in _KEY.finditer(text):
        found.setdefault(match[1], []).append(lines.at(match.start()))
    return found


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="podspec",
    ecosystem="cocoapods",
    patterns=("*.podspec", "*.podspec.json"),
    sniff=_sniff,
    parse=parse,
    description="dependencies of a pod, its subspecs and tests, in Ruby (never run) and JSON",
    spec_url="https://guides.cocoapods.org/syntax/podspec.html",
)

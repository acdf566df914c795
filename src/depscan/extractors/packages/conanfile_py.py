"""conanfile.py: what a recipe of Conan asks for, as far as it is written out; never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _conan
from depscan.model import Component, How, Level, Scope
from depscan.syntax import python

_ATTRIBUTES = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "tool_requires": Scope.BUILD,
    "test_requires": Scope.TEST,
    "python_requires": Scope.BUILD,
}
_SNIFF = re.compile(rb"^[ \t]*+(?:from conans?\b|import conans?\b)|^class \w++\((?:\w++\.)?ConanFile\)", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what attributes of the recipe and calls such as ``self.requires("…")`` name.

    Raises:
        ParseError: not Python, or no recipe.
    """
    tree = python.read(source.text())
    if "ConanFile" not in source.text():
        raise ParseError("not a conanfile.py: no recipe")
    dynamic: list[int] = []
    for scope, value, line in sorted(_wanted(tree), key=lambda found: found[2]):
        for text, at in _texts(value):
            reference = _conan.read(text) if text else None
            if reference:
                yield _conan.package(source, reference, line=at, how=How.DECLARED, scope=scope, direct=True)
            elif not text:
                dynamic.append(at)
            else:
                source.warn("incomplete-entry", "a requirement that is not a reference", line=line)
    if dynamic:
        message = f"requirements that only running tells: {len(dynamic)}"
        source.warn("dynamic", message, line=dynamic[0], level=Level.NOTE)


def _wanted(tree: ast.Module) -> Iterator[tuple[Scope, ast.expr, int]]:
    """Yield the values that requirements are given by, in no particular order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
                    for name in names:
                        if name in _ATTRIBUTES:
                            yield _ATTRIBUTES[name], statement.value, statement.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            called = node.func
            if called.attr in _ATTRIBUTES and isinstance(called.value, ast.Name) and called.value.id == "self":
                yield _ATTRIBUTES[called.attr], node.args[0], node.lineno


def _texts(value: ast.expr) -> Iterator[tuple[str, int]]:
    """Yield the texts of a value and their lines; an empty one for what only running tells."""
    items = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]
    for item in items:
        first = (
            item.elts[0] if isinstance(item, ast.Tuple | ast.List) and item.elts else item
        )  # ("name/1.0", "private")
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, first.lineno
        elif isinstance(first, ast.JoinedStr) and (name := _named(first)):
            yield name, first.lineno
        elif not (isinstance(first, ast.Constant) and first.value is None):
            yield "", first.lineno


def _named(text: ast.JoinedStr) -> str:
    """Return ``name/`` of ``f"name/{version}"``: the version is not known."""
    first = text.values[0] if text.values else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and "/" in first.value:
        return first.value.partition("/")[0] + "/"
    return ""


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="conanfile-py",
    ecosystem="conan",
    patterns=("conanfile.py",),
    sniff=_sniff,
    parse=parse,
    description="literal requirements in attributes and calls of a recipe; never run: the others are noted",
    spec_url="https://docs.conan.io/2/reference/conanfile.html",
)

"""The call of ``setup()`` in a setup.py, as far as it stands there in plain words; nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from depscan.syntax import python

_LARGEST = 400_000
"""Characters; a longer script carries data."""
_DEEPEST = 20
_MOST = 20_000
"""Expressions looked at: names that stand for lists of names grow fast."""
_COPIES = ("list", "tuple", "set", "sorted")


class Text(NamedTuple):
    """A string, or a line of one."""

    text: str
    line: int


class Unknown(Exception):  # noqa: N818 - reads as what it is
    """Only running the script would tell."""


class Script:
    """Reads expressions made of literals, of names that stand for such, and of sums of both."""

    def __init__(self, text: str) -> None:
        """Args: the script.

        Raises:
            ParseError: not Python, too long, or nested too deeply.
        """
        tree = python.read(text, largest=_LARGEST)
        self.calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "setup"]
        """The calls of ``setup()``."""
        self._names: dict[str, list[ast.expr]] = {}
        self._items: dict[str, list[tuple[ast.expr, ast.expr]]] = {}
        self._left = _MOST
        for statement in _statements(tree, self.calls):
            self._note(statement)

    def _note(self, statement: ast.stmt) -> None:
        """Keep what names stand for; where branches give a name several values, it stands for all of them."""
        if isinstance(statement, ast.Expr):
            self._note_call(statement.value)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) and statement.value is not None:
            for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
                if isinstance(target, ast.Name):
                    self._names.setdefault(target.id, []).append(statement.value)
                elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                    self._items.setdefault(target.value.id, []).append((target.slice, statement.value))

    def _note_call(self, call: ast.expr) -> None:
        """Understand ``requirements.append("x")`` and ``requirements.extend([…])``."""
        function = call.func if isinstance(call, ast.Call) else None
        if isinstance(call, ast.Call) and isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            if function.attr in ("append", "extend") and len(call.args) == 1:
                self._names.setdefault(function.value.id, []).append(call.args[0])

    def texts(self, node: ast.expr, depth: int = 0) -> Iterator[Text]:
        """Yield the strings of a list, or the lines of a string.

        Raises:
            Unknown: something else, or after all others, some of them are something else.
        """
        self._spend(depth)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            several = node.end_lineno != node.lineno
            for offset, text in enumerate(node.value.split("\n")):
                yield Text(text.strip(), node.lineno + (offset if several else 0))
        elif isinstance(node, ast.Subscript):
            wanted = _key(node.slice)
            for key, value in self.items(node.value, depth + 1):
                if key == wanted:
                    yield from self.texts(value, depth + 1)
        elif not (isinstance(node, ast.Constant) and node.value is None):
            unknown = False
            for part in self._parts(node):
                try:
                    yield from self.texts(part, depth + 1)
                except Unknown:  # what stands beside it counts all the same
                    unknown = True
            if unknown:
                raise Unknown

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        """Return the expressions that make up a list."""
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return node.elts
        if isinstance(node, ast.Starred):
            return [node.value]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [node.left, node.right]
        if isinstance(node, ast.IfExp):
            return [node.body, node.orelse]
        if isinstance(node, ast.Call) and _called(node) in _COPIES and len(node.args) == 1:
            return node.args
        if isinstance(node, ast.Name) and node.id in self._names:
            return self._names[node.id]
        raise Unknown

    def items(self, node: ast.expr, depth: int = 0) -> Iterator[tuple[str, ast.expr]]:
        """Yield the keys and values of a dictionary.

        Raises:
            Unknown: something else.
        """
        self._spend(depth)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is None:
                    yield from self.items(value, depth + 1)
                else:
                    yield _key(key), value
        elif isinstance(node, ast.Call) and _called(node) == "dict" and len(node.args) <= 1:
            for argument in node.args:
                yield from self.items(argument, depth + 1)
            for keyword in node.keywords:
                if keyword.arg is None:
                    yield from self.items(keyword.value, depth + 1)
                else:
                    yield keyword.arg, keyword.value
        elif isinstance(node, ast.Name) and (node.id in self._names or node.id in self._items):
            for value in self._names.get(node.id, ()):
                yield from self.items(value, depth + 1)
            for key, value in self._items.get(node.id, ()):
                yield _key(key), value
        else:
            raise Unknown

    def _spend(self, depth: int) -> None:
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            raise Unknown


def _statements(tree: ast.Module, calls: list[ast.Call]) -> Iterator[ast.stmt]:
    """Yield the statements of the module, of its branches, and of the functions that hold one of the calls."""
    wanted = {id(call) for call in calls}
    stack: list[ast.stmt] = list(reversed(tree.body))
    while stack:
        statement = stack.pop()
        yield statement
        if isinstance(statement, ast.ClassDef):
            continue
        if isinstance(statement, ast.FunctionDef) and not any(id(node) in wanted for node in ast.walk(statement)):
            continue
        for field in ("finalbody", "handlers", "orelse", "body"):
            for below in reversed(getattr(statement, field, [])):
                if isinstance(below, ast.ExceptHandler):
                    stack.extend(reversed(below.body))
                elif isinstance(below, ast.stmt):
                    stack.append(below)


def _called(call: ast.Call) -> str:
    """Return the name of what is called, without the module it is of."""
    function = call.func
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _key(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise Unknown

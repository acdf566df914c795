"""Terraform's JSON syntax, as the blocks that the native syntax would give.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.syntax import json
from depscan.syntax.hcl import Attribute, Block
from depscan.syntax.hcl_expression import OPAQUE, Value, template

_LABELS = {
    "action": 2, "check": 1, "data": 2, "ephemeral": 2, "module": 1, "output": 1, "provider": 1, "resource": 2,
    "terraform": 0, "variable": 1, "locals": 0,
}  # fmt: skip
_NESTED = {
    "backend": 1,
    "cloud": 0,
    "data": 2,
    "endpoints": 0,
    "required_plugins": 0,
    "required_providers": 0,
    "workspaces": 0,
}
_COMMENT = "//"
_DEPTH = 20


def read(data: bytes, text: str, labels: dict[str, int] = _LABELS) -> Block:
    """Read a file into a block without type.

    Args:
        data: the file.
        text: the same as text.
        labels: the types of blocks that there are, with how many labels they have.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = json.read_any(data)
    if not isinstance(document, dict):
        raise ParseError("not Terraform: not a JSON object")
    return _Reader(text).read(labels)


def assignments(data: bytes, text: str) -> dict[str, Attribute]:
    """Return the members of a file of variables.

    Raises:
        ParseError: not JSON, or not an object.
    """
    document = json.read_any(data)
    if not isinstance(document, dict):
        raise ParseError("not Terraform: not a JSON object")
    return {key: Attribute(line, None, _value(value, 0)) for key, value, line in _Reader(text).top()}


class _Reader:
    """Turns members into blocks, counting lines as it goes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self._counted = 0

    def read(self, labels: dict[str, int]) -> Block:
        root = Block("", (), 1)
        for key, value, line, at in self._members(None, 0):
            if key in labels:
                self._add(root, key, (), value, line, at, labels[key])
        return root

    def top(self) -> Iterator[tuple[str, Any, int]]:
        """Yield the members of the document with their lines."""
        for key, value, line, _ in self._members(None, 0):
            yield key, value, line

    def _members(self, value: dict[str, Any] | None, at: int | None) -> Iterator[tuple[str, Any, int, int | None]]:
        """Yield key, value, line of the key and position of the value; in an array only the array's line is known."""
        if at is None:
            for key, member in (value or {}).items():
                yield _plain(key), member, self._line, None
            return
        for key, member, key_at, value_at in json.members(self._text, at):
            self._line += self._text.count("\n", self._counted, key_at)
            self._counted = key_at
            yield _plain(key), member, self._line, value_at

    def _add(
        self, parent: Block, type_: str, labels: tuple[str, ...], value: object, line: int, at: int | None, more: int
    ) -> None:
        """Add the blocks of one type, which have so many more labels to come."""
        if isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    self._add(parent, type_, labels, item, line, None, more)
        elif not isinstance(value, dict):
            return
        elif more:
            for key, member, key_line, value_at in self._members(value, at):
                if key != _COMMENT:
                    self._add(parent, type_, (*labels, key), member, key_line, value_at, more - 1)
        else:
            block = Block(type_, labels, line)
            parent.blocks.append(block)
            for key, member, key_line, value_at in self._members(value, at):
                if key in _NESTED and isinstance(member, dict | list) and len(labels) < 2:
                    self._add(block, key, (), member, key_line, value_at, _NESTED[key])
                elif key != _COMMENT:
                    block.attributes[key] = Attribute(key_line, None, _value(member, 0))


def _value(value: object, depth: int) -> Value:
    if isinstance(value, str):
        return template(_plain(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return str(value)
    if depth > _DEPTH:
        return OPAQUE
    if isinstance(value, list):
        return [_value(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _value(item, depth + 1) for key, item in value.items()}
    return OPAQUE


def _plain(text: str) -> str:
    """Return the text without lone surrogates, which JSON can hold and nothing else."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")

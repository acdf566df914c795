"""JSON documents of the wrong types: what does not have the type that it should is lost, nothing else."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

import msgspec
from msgspec import Raw, Struct

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.syntax import json, limits
from depscan.syntax.decode import to_utf8

T = TypeVar("T", bound=Struct)


def typed_or_plain(source: SourceFile, type_: type[T]) -> tuple[bytes, T | None, Any]:
    """Read a JSON document: typed if all of it has the right types, else as plain values to salvage from.

    Returns:
        The document as UTF-8; the struct or None; the plain values or None.

    Raises:
        ParseError: not JSON.
    """
    data = to_utf8(source.bytes())
    try:
        try:
            typed = json.read_struct(data, type_)
        except json.TooDeep:
            raise
        except ParseError:
            text = source.text().encode("utf-8", "replace")
            if text == data:
                raise
            data = text  # it was not UTF-8
            typed = json.read_struct(data, type_)
        return data, typed, json.read_any(data) if typed is None else None
    except json.TooDeep:
        return data, None, json.read_deep(source.text())


def salvaged(value: dict[str, Any], type_: type[T], most: int | None = None) -> tuple[T, Counter[type[Struct]]]:
    """Return a struct with what of an object has the right type, at any depth, and how many structs are lost, by type.

    Numbers stand for the text that they look like.

    Args:
        value: the object.
        type_: of the struct.
        most: how many structs it may become, where the object may hold one and the same value in many places.

    Raises:
        ParseError: more than that.
    """
    result = type_()
    left = most if most is not None else limits.JSON_STRUCTS
    lost: Counter[type[Struct]] = Counter()
    waiting: list[tuple[dict[str, Any], Struct]] = [(value, result)]
    while waiting:
        found, made = waiting.pop()
        left -= 1
        if left < 0:
            raise ParseError("too many entries, or some that are repeated too often")
        if hasattr(made, "line"):
            made.line = getattr(found, "line", 0)
        for field in _fields(type(made)):
            item = found.get(field.key)
            if item is None:
                continue
            if field.struct is None:
                kept = _plain(item, field.type)
            elif field.many:
                kept = []
                for entry in item if isinstance(item, list) else ():
                    if isinstance(entry, dict):
                        kept.append(field.struct())
                        waiting.append((entry, kept[-1]))
                    else:
                        lost[field.struct] += 1
            elif isinstance(item, dict):
                kept = field.struct()
                waiting.append((item, kept))
            else:
                kept = None
            if kept is not None:
                setattr(made, field.name, kept)
    return result, lost


class _Field(NamedTuple):
    """A field of a struct: where it is in the document, where in the struct, what it holds."""

    key: str
    name: str
    type: Any
    struct: type[Struct] | None
    many: bool


@cache
def _fields(type_: type[Struct]) -> list[_Field]:
    found = []
    for field in msgspec.structs.fields(type_):
        if field.type is int:  # the line, which no document says
            continue
        options = [option for option in get_args(field.type) if option is not type(None)]
        wanted = options[0] if type(None) in get_args(field.type) else field.type
        many = get_origin(wanted) is list
        inner = get_args(wanted)[0] if many else wanted
        struct = inner if isinstance(inner, type) and issubclass(inner, Struct) else None
        found.append(_Field(field.encode_name, field.name, wanted, struct, many))
    return found


def _plain(item: Any, wanted: Any) -> Any:
    if wanted is Raw:
        return _raw(item)
    if wanted == list[str]:
        return [text for text in item if isinstance(text, str)] if isinstance(item, list) else None
    if isinstance(item, int | float) and not isinstance(item, bool):
        return str(item)
    if not isinstance(item, str):
        return None
    # a lone surrogate has no UTF-8
    return item if item.isascii() else item.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _raw(item: Any) -> Raw | None:
    try:
        return Raw(msgspec.json.encode(item))
    except (RecursionError, ValueError, TypeError):
        return None

"""From plain values to the structs that a document should have had: what has the wrong type is lost, nothing else."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Raw, Struct

T = TypeVar("T", bound=Struct)


def salvaged(value: Any, type_: type[T]) -> T | None:
    """Return a struct with those fields of an object that have the right type; None if it is no object.

    Numbers stand for the text they look like. Lists of structs are left to ``salvaged_list``.
    """
    if not isinstance(value, dict):
        return None
    made = type_()
    for encoded, name, wanted in _fields(type_):
        item = value.get(encoded)
        if item is None:
            continue
        kept = _raw(item) if wanted is Raw else _plain(item, wanted)
        if kept is not None:
            setattr(made, name, kept)
    return made


def salvaged_list(values: Any, type_: type[T], within: str | None = None) -> tuple[list[T], int]:
    """Return the structs of a list and the number of entries that are none.

    Args:
        values: what stands where a list should.
        type_: what its entries should be.
        within: name of the field with further entries, which are followed to any depth.
    """
    result: list[T] = []
    lost = 0
    waiting: list[tuple[Any, list[T]]] = [(values, result)]
    while waiting:
        found, into = waiting.pop()
        for value in found if isinstance(found, list) else ():
            made = salvaged(value, type_)
            if made is None:
                lost += 1
                continue
            into.append(made)
            if within and isinstance(value.get(within), list) and value[within]:
                inner: list[T] = []
                setattr(made, within, inner)
                waiting.append((value[within], inner))
    return result, lost


@cache
def _fields(type_: type[Struct]) -> list[tuple[str, str, Any]]:
    """Return (name in the document, name of the attribute, type without None) of the fields that stand for themselves."""
    found = []
    for field in msgspec.structs.fields(type_):
        wanted = field.type
        if isinstance(wanted, UnionType) or len(get_args(wanted)) > 1:
            wanted = next(option for option in get_args(wanted) if option is not type(None))
        found.append((field.encode_name, field.name, wanted))
    return found


def _plain(item: Any, wanted: Any) -> Any:
    if wanted is str:
        if isinstance(item, int | float) and not isinstance(item, bool):
            return str(item)
        if not isinstance(item, str):
            return None
        return item if item.isascii() else item.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8
    if wanted == list[str]:
        return [text for text in item if isinstance(text, str)] if isinstance(item, list) else None
    return None


def _raw(item: Any) -> Raw | None:
    try:
        return Raw(msgspec.json.encode(item))
    except (RecursionError, ValueError, TypeError):
        return None

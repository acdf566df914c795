"""Protocol Buffers to plain values by a table of the fields that are of interest: https://protobuf.dev/programming-guides/encoding/.

The same values as the JSON of the same message; nothing is generated, and nothing is believed about sizes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.syntax import limits

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


class Field(NamedTuple):
    """What a field of a message becomes: text unless it is a message or one of some words."""

    key: str
    """Its key in the result; empty for a message whose members count as its owner's."""
    message: Message | None = None
    words: tuple[str, ...] = ()
    """Of an enumeration, by number."""
    many: bool = False


class Message(dict[int, Field]):
    """The fields of interest by number; a class of its own, since a message may hold itself."""


def read(data: bytes, message: Message) -> tuple[dict[str, Any], ParseError | None]:
    """Return what a message says, and why reading ended early if it did: what stands before an error is kept."""
    result: dict[str, Any] = {}
    try:
        _fill(data, message, result)
    except ParseError as error:
        return result, error
    return result, None


def _fill(data: bytes, message: Message, result: dict[str, Any]) -> None:
    """Messages in messages are on a stack: where they end, their fields, what they fill."""
    stack: list[tuple[int, Message, dict[str, Any]]] = [(len(data), message, result)]
    position, left = 0, limits.PROTOBUF_MESSAGES
    while stack:
        end, known, target = stack[-1]
        if position >= end:
            stack.pop()
            continue
        tag = data[position]
        if tag < 128:  # by far the most
            position += 1
        else:
            tag, position = _varint(data, position, end)
        field, kind = known.get(tag >> 3), tag & 7
        if kind == _BYTES:
            size, position = _varint(data, position, end)
            if size > end - position:
                raise ParseError("not valid protobuf: a field reaches beyond the end")
            if field is not None and field.message is not None:
                if len(stack) >= limits.DEPTH * 50:
                    raise ParseError("nested too deeply")
                left -= 1
                if not left:
                    raise ParseError("too many messages")
                stack.append((position + size, field.message, _opened(target, field)))
                continue
            if field is not None and not field.words:
                _put(target, field, data[position : position + size].decode("utf-8", "replace"))
            position += size
        elif kind == _VARINT:
            number, position = _varint(data, position, end)
            if field is not None and number < len(field.words):
                _put(target, field, field.words[number])
        elif kind in (_FIXED64, _FIXED32):
            position += 8 if kind == _FIXED64 else 4
            if position > end:
                raise ParseError("not valid protobuf: a field reaches beyond the end")
        else:
            raise ParseError("not valid protobuf: a field of no known type")


def _opened(target: dict[str, Any], field: Field) -> dict[str, Any]:
    if not field.key:
        return target
    inner: dict[str, Any] = {}
    if field.many:
        _put(target, field, inner)
        return inner
    known = target.setdefault(field.key, inner)  # a message that is given twice is merged, says the specification
    return known if isinstance(known, dict) else inner


def _put(target: dict[str, Any], field: Field, value: Any) -> None:
    if field.many:
        target.setdefault(field.key, []).append(value)
    else:
        target[field.key] = value


def _varint(data: bytes, position: int, end: int) -> tuple[int, int]:
    if position >= end:
        raise ParseError("not valid protobuf: it ends within a field")
    byte = data[position]
    if byte < 128:
        return byte, position + 1
    number, shift, start = 0, 0, position
    while byte >= 128:
        number |= (byte & 127) << shift
        shift += 7
        position += 1
        if position >= end or position - start >= _LONGEST_VARINT:
            raise ParseError("not valid protobuf: a number without end")
        byte = data[position]
    return number | byte << shift, position + 1

"""JSON: typed structs first, a tolerant reading when a foreign document has other types than the specification says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from depscan.errors import ParseError
from depscan.syntax import limits
from depscan.syntax.decode import to_utf8

T = TypeVar("T")

_decode_at = json.JSONDecoder().raw_decode


class TooDeep(ParseError):  # noqa: N818 - reads as what it is
    """The document is nested deeper than recursive decoders go; ``read_deep`` goes further."""


def read_struct(data: bytes, type_: type[T]) -> T | None:
    """Decode into a msgspec type, keeping only the fields it names.

    Returns:
        None if the document is JSON but its types differ: use ``read_any`` then.

    Raises:
        TooDeep: nested too deeply.
        ParseError: not JSON at all.
    """
    try:
        return msgspec.json.decode(to_utf8(data), type=type_)
    except msgspec.ValidationError:
        return None
    except msgspec.DecodeError as error:
        _read_leniently(data, error)
        return None
    except (RecursionError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise _reason(error) from error


def read_any(data: bytes) -> Any:
    """Decode to plain dictionaries, lists, strings, numbers.

    Raises:
        TooDeep: nested too deeply.
        ParseError: not JSON, or numbers too long.
    """
    try:
        return msgspec.json.decode(to_utf8(data))
    except msgspec.DecodeError as error:
        return _read_leniently(data, error)
    except (RecursionError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise _reason(error) from error


def _read_leniently(data: bytes, error: Exception) -> Any:
    """Let the standard library read NaN, 1e999 and lone surrogates, or say where the document is wrong."""
    try:
        return json.loads(to_utf8(data))
    except json.JSONDecodeError as precise:
        raise ParseError(f"not valid JSON: {precise.msg}", line=precise.lineno) from error
    except (RecursionError, ValueError, UnicodeDecodeError) as other:
        raise _reason(other) from error


def _reason(error: Exception) -> ParseError:
    if isinstance(error, RecursionError):
        return TooDeep("nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return ParseError("not valid UTF-8")
    return ParseError("not valid JSON: a value out of range")


def read_deep(text: str) -> Any:
    """Decode without recursion what is nested for a reason: components within components, three thousand deep.

    Some twenty times slower than ``read_any``, hence only for documents of a moderate size.

    Raises:
        TooDeep: nested beyond the limits, or too large for this.
        ParseError: not JSON.
    """
    if len(text) > limits.DEEP_JSON:
        raise TooDeep("nested too deeply for a document of this size")
    try:
        value, position = _deep_value(text, _after_space(text, 0))
    except json.JSONDecodeError as error:
        raise ParseError(f"not valid JSON: {error.msg}", line=error.lineno) from error
    except (IndexError, ValueError, RecursionError) as error:
        raise ParseError("not valid JSON: it ends too early, or a value is out of range") from error
    if text[position:].strip(" \t\r\n"):
        raise ParseError("not valid JSON: Extra data", line=text.count("\n", 0, position) + 1)
    return value


def _deep_value(text: str, position: int) -> tuple[Any, int]:
    """Return the value at a position and where it ends; open containers are on a stack with the key that waits."""
    stack: list[tuple[Any, str]] = []
    value: Any
    while True:
        opening = text[position]
        if opening in "[{":
            if len(stack) >= limits.DEPTH * 50:
                raise TooDeep("nested too deeply", line=text.count("\n", 0, position) + 1)
            position = _after_space(text, position + 1)
            if text[position] != ("}" if opening == "{" else "]"):
                key, position = _deep_key(text, position) if opening == "{" else ("", position)
                stack.append(({} if opening == "{" else [], key))
                continue
            value, position = ({} if opening == "{" else []), position + 1
        else:
            value, position = _decode_at(text, position)
        while stack:  # the value is whole: it goes where it belongs, and may have completed that too
            container, key = stack[-1]
            if isinstance(container, dict):
                container[key] = value
            else:
                container.append(value)
            position = _after_space(text, position)
            if text[position] == ",":
                position = _after_space(text, position + 1)
                if isinstance(container, dict):
                    key, position = _deep_key(text, position)
                    stack[-1] = (container, key)
                break
            if text[position] != ("}" if isinstance(container, dict) else "]"):
                raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
            value, position = container, position + 1
            stack.pop()
        else:
            return value, position


def _deep_key(text: str, position: int) -> tuple[str, int]:
    if text[position] != '"':
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, position)
    key, position = _decode_at(text, position)
    position = _after_space(text, position)
    if text[position] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", text, position)
    return key, _after_space(text, position + 1)


def members(text: str, start: int = 0) -> Iterator[tuple[str, Any, int, int]]:
    """Yield the members of the object at ``start``, in document order: key, value, and the positions of both.

    For the few documents where each member's place matters: read the document with ``read_any`` first, which tells the
    line of an error.

    Raises:
        ParseError: not valid JSON.
    """
    try:
        yield from _members(text, start)
    except (ValueError, IndexError, RecursionError) as error:
        raise _reason(error) from error


def _members(text: str, start: int) -> Iterator[tuple[str, Any, int, int]]:
    position = text.index("{", start) + 1
    while True:
        key_at = _after_space(text, position)
        if text[key_at] != '"':
            return
        key, position = _decode_at(text, key_at)
        value_at = _after_space(text, text.index(":", position) + 1)
        value, position = _decode_at(text, value_at)
        yield key, value, key_at, value_at
        position = _after_space(text, position)
        if text[position] != ",":
            return
        position += 1


def _after_space(text: str, position: int) -> int:
    while text[position] in " \t\r\n":
        position += 1
    return position


class Lines:
    """Lines of ascending positions: one pass over the text, however many are asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1

    def at(self, position: int) -> int:
        """Return the line, counted from 1, of a position not before the one asked for last."""
        self._line += self._text.count("\n", self._position, position)
        self._position = position
        return self._line


class Finder:
    """Lines of needles looked up in document order: one forward pass over the bytes, however many are asked for.

    A needle that is not ahead within the window is answered with None; after ``MISSES`` of those the finder gives up,
    so that a document whose strings are all escaped costs no more than a few windows.
    """

    MISSES = 200
    WINDOW = 262_144

    def __init__(self, data: bytes, start: int = 0) -> None:
        self._data = data
        self._position = start
        self._line = data.count(b"\n", 0, start) + 1
        self._misses = 0
        self._one_line = data.count(b"\n", 0, 1_000_000) < 2

    def line_of(self, needle: bytes) -> int | None:
        """Return the line of the next occurrence, and go on after its beginning.

        A needle that begins with a line's end stands for the beginning of the line after.
        """
        if self._one_line or self._misses > self.MISSES:
            return None
        found = self._data.find(needle, self._position, self._position + self.WINDOW)
        if found < 0:
            self._misses += 1
            return None
        self._line += self._data.count(b"\n", self._position, found + 1)
        self._position = found + 1
        return self._line

"""Tar archives, read forwards: ustar, pax and GNU, with bounds on what is kept of them.

https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.syntax.streams import Part, Stream

BLOCK = 512
_NOTHING = bytes(BLOCK)
_LONGEST_EXTENSION = 1024 * 1024
"""Of names and attributes that did not fit into a header."""


class Kind(Enum):
    """What an entry is."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    HARD_LINK = "hard link"
    OTHER = "other"


_KINDS = {
    0: Kind.FILE, ord("0"): Kind.FILE, ord("7"): Kind.FILE, ord("1"): Kind.HARD_LINK, ord("2"): Kind.LINK,
    ord("5"): Kind.FOLDER,
}  # fmt: skip
_WITHOUT_CONTENT = frozenset(b"123456")
_LONG_NAME, _LONG_TARGET, _SPARSE = ord("L"), ord("K"), ord("S")
_PAX = frozenset(b"xX")
_GLOBAL = ord("g")


class Entry(NamedTuple):
    """One entry of an archive."""

    name: str
    """As it is written there."""
    kind: Kind
    size: int
    target: str
    """Of links."""
    offset: int
    """Where its content begins, from the beginning of the archive."""


def is_tar(head: bytes) -> bool:
    """Tell whether content begins like a tar archive: with a block whose checksum is right."""
    return len(head) >= BLOCK and head[:BLOCK] != _NOTHING and _is_sound(head[:BLOCK])


def entries(stream: Stream) -> Iterator[tuple[Entry, Part]]:
    """Yield the entries, each with its content, which may be read until the next one is asked for.

    Raises:
        ParseError: damaged, or it ends too early; what was yielded before is good.
    """
    position = 0
    extensions: dict[str, bytes] = {}
    while True:
        block = stream.read(BLOCK)
        position += BLOCK
        if not block or block == _NOTHING:
            return
        if len(block) < BLOCK or not _is_sound(block):
            raise ParseError("damaged tar archive" if position > BLOCK else "not a tar archive")
        type_ = block[156]
        size = _number(extensions.get("size", b"")) if "size" in extensions else _octal(block[124:136])
        if type_ in _WITHOUT_CONTENT:
            size = 0
        elif type_ == _SPARSE:
            position += _skip_sparse_map(stream, block)
        content = Part(stream, size)
        if type_ in _PAX or type_ in (_LONG_NAME, _LONG_TARGET):
            extensions |= _extensions(type_, content, size)
        elif type_ != _GLOBAL:
            yield _entry(block, type_, size, extensions, position), content
            extensions = {}
        padded = -(-size // BLOCK) * BLOCK
        if rest := content.left + padded - size:
            stream.skip(rest - 1)
            if not stream.read(1):
                raise ParseError("tar archive that ends too early")
        position += padded


def _is_sound(block: bytes) -> bool:
    try:
        expected = _octal(block[148:156])
    except ParseError:
        return False
    if sum(block) - sum(block[148:156]) + 8 * ord(" ") == expected:
        return True
    signed = sum(byte - 256 if byte > 127 else byte for byte in block[:148] + b" " * 8 + block[156:])
    return signed == expected  # as some old programs had it


def _octal(field: bytes) -> int:
    if field[0] & 0x80:  # GNU: binary, for what is too large
        return int.from_bytes(bytes((field[0] & 0x7F,)) + field[1:], "big")
    return _number(field.partition(b"\0")[0].strip() or b"0", 8)


def _number(text: bytes, base: int = 10) -> int:
    try:
        number = int(text[:24], base)
    except ValueError as error:
        raise ParseError("damaged tar archive: a number that is none") from error
    if number < 0:
        raise ParseError("damaged tar archive: a negative size")
    return number


def _entry(block: bytes, type_: int, size: int, extensions: dict[str, bytes], offset: int) -> Entry:
    name = extensions.get("path")
    if name is None:
        name = block[:100].partition(b"\0")[0]
        if block[257:263] == b"ustar\0" and block[345]:
            name = block[345:500].partition(b"\0")[0] + b"/" + name
    target = extensions.get("linkpath", block[157:257].partition(b"\0")[0])
    kind = _KINDS.get(type_, Kind.OTHER)
    if kind is Kind.FILE:
        if name.endswith(b"/"):  # before there was a type for folders
            kind = Kind.FOLDER
        elif any(key.startswith("GNU.sparse") for key in extensions):
            kind = Kind.OTHER
    return Entry(_text(name), kind, size, _text(target), offset)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _skip_sparse_map(stream: Stream, block: bytes) -> int:
    """Pass over the blocks that tell where the holes of a file are; return their size."""
    size, more = 0, block[482]
    while more:
        following = stream.read(BLOCK)
        if len(following) < BLOCK:
            raise ParseError("damaged tar archive")
        size += BLOCK
        more = following[504]
    return size


def _extensions(type_: int, content: Part, size: int) -> dict[str, bytes]:
    if size > _LONGEST_EXTENSION:
        raise ParseError("damaged tar archive: attributes beyond all measure")
    data = content.read(size)
    if len(data) < size:
        raise ParseError("damaged tar archive")
    if type_ not in _PAX:
        return {"path" if type_ == _LONG_NAME else "linkpath": data.partition(b"\0")[0]}
    found: dict[str, bytes] = {}
    start = 0
    while start < size:
        length, space, _ = data[start : start + 24].partition(b" ")
        end = start + (int(length) if space and length.isdigit() else 0)
        key, equals, value = data[start + len(length) + 1 : end - 1].partition(b"=")
        if not equals or not start < end <= size:
            raise ParseError("damaged tar archive: attributes that are none")
        found[key.decode("utf-8", "replace")] = value
        start = end
    return found

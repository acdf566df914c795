"""RPM headers, as the database keeps them: https://rpm-software-management.github.io/rpm/manual/format_header.html."""

from __future__ import annotations

import struct

from msgspec import Struct

from depscan.errors import ParseError

_COUNTS = struct.Struct(">II")
_ENTRY = struct.Struct(">IIiI")
_MOST_ENTRIES = 65_536
_LONGEST = 1000
_INT32, _STRING, _TEXT = 4, 6, 9
_STRINGS = {1000: "name", 1001: "version", 1002: "release", 1011: "vendor", 1014: "licence", 1022: "architecture",
            1044: "source", 5096: "module"}  # fmt: skip
_EPOCH = 1003


class Header(Struct):
    """What is needed of one package; empty where it is not told."""

    name: str = ""
    version: str = ""
    release: str = ""
    epoch: int = 0
    vendor: str = ""
    licence: str = ""
    architecture: str = ""
    source: str = ""
    """File name of the source package."""
    module: str = ""


def read_header(blob: bytes) -> Header:
    """Return what a header says.

    Raises:
        ParseError: it is none, or damaged.
    """
    if len(blob) < _COUNTS.size:
        raise ParseError("a header that ends too early")
    entries, size = _COUNTS.unpack_from(blob)
    start = _COUNTS.size + entries * _ENTRY.size
    if not 0 < entries <= _MOST_ENTRIES or start + size > len(blob):
        raise ParseError("a header of a wrong size")
    found = Header()
    for tag, type_, offset, _count in _ENTRY.iter_unpack(memoryview(blob)[_COUNTS.size : start]):
        if tag not in _STRINGS and tag != _EPOCH:
            continue
        if not 0 <= offset < size:
            raise ParseError("a header that points outside of itself")
        if tag == _EPOCH and type_ == _INT32 and offset + 4 <= size:
            found.epoch = int.from_bytes(blob[start + offset : start + offset + 4], "big")
        elif tag in _STRINGS and type_ in (_STRING, _TEXT):
            setattr(found, _STRINGS[tag], _text(blob, start + offset, start + size))
    return found


def _text(blob: bytes, start: int, end: int) -> str:
    end = min(end, start + _LONGEST)
    stop = blob.find(b"\0", start, end)
    text = blob[start : stop if stop >= 0 else end].decode("utf-8", "replace")
    return "" if text == "(none)" else text

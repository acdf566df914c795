"""ELF, PE and Mach-O files: which parts they have, by address and by name."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError

_ELF = b"\x7fELF"
_MACH = {b"\xcf\xfa\xed\xfe": "<", b"\xce\xfa\xed\xfe": "<", b"\xfe\xed\xfa\xcf": ">", b"\xfe\xed\xfa\xce": ">"}
_WIDE_MACH = (b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")
_FAT = b"\xca\xfe\xba\xbe"
_MOST_SLICES = 20  # Java classes begin with the same four bytes, and go on with a version from 45 up
_MOST_PARTS = 4_096


class Part(NamedTuple):
    """A section or segment."""

    name: str
    """Empty for a segment."""
    address: int
    offset: int
    size: int


def is_binary(head: bytes) -> bool:
    """Tell whether content begins like a program or a library of Linux, Windows or macOS."""
    if head.startswith((_ELF, *_MACH)):
        return True
    if head.startswith(_FAT):
        return 0 < int.from_bytes(head[4:8], "big") <= _MOST_SLICES
    return head.startswith(b"MZ") and len(head) >= 64 and b"PE\0\0" in head


def parts(data: bytes) -> list[Part]:
    """Return the segments and sections; none of what lies outside of the file, and nothing of damaged tables."""
    found: list[Part] = []
    try:
        if data.startswith(_ELF):
            found += _elf(data)
        elif data.startswith(b"MZ"):
            found += _pe(data)
        elif data.startswith(_FAT):
            for number in range(min(int.from_bytes(data[4:8], "big"), _MOST_SLICES)):
                start, size = struct.unpack_from(">II", data, 8 + 20 * number + 8)
                found += _mach(data, start, start + size)
        else:
            found += _mach(data, 0, len(data))
    except (struct.error, OverflowError):
        pass
    return [part for part in found if part.offset >= 0 and part.offset + part.size <= len(data)]


def _elf(data: bytes) -> Iterator[Part]:
    if len(data) < 6:
        raise ParseError("a program that ends in its header")
    wide, order = data[4] == 2, ">" if data[5] == 2 else "<"
    if wide:
        segments, sections, _, _, segment_size, segment_count, section_size, section_count, names = struct.unpack_from(
            f"{order}QQIHHHHHH", data, 32
        )
    else:
        segments, sections, _, _, segment_size, segment_count, section_size, section_count, names = struct.unpack_from(
            f"{order}IIIHHHHHH", data, 28
        )
    for number in range(min(segment_count, _MOST_PARTS)):
        at = segments + number * segment_size
        if wide:
            kind, _, offset, address, _, size = struct.unpack_from(f"{order}IIQQQQ", data, at)
        else:
            kind, offset, address, _, size = struct.unpack_from(f"{order}IIIII", data, at)
        if kind == 1:  # loaded
            yield Part("", address, offset, size)
    headers = []
    for number in range(min(section_count, _MOST_PARTS)):
        form = f"{order}IIQQQQ" if wide else f"{order}IIIIII"
        headers.append(struct.unpack_from(form, data, sections + number * section_size))
    strings = headers[names][4] if names < len(headers) else len(data)
    for name, kind, _, address, offset, size in headers:
        if kind != 8:  # without content
            yield Part(_text(data, strings + name), address, offset, size)


def _pe(data: bytes) -> Iterator[Part]:
    header = struct.unpack_from("<I", data, 60)[0]
    if data[header : header + 4] != b"PE\0\0":
        return
    count, optional = struct.unpack_from("<H12xH", data, header + 6)
    wide = data[header + 24 : header + 26] == b"\x0b\x02"
    base = struct.unpack_from("<Q" if wide else "<I", data, header + 24 + (24 if wide else 28))[0]
    for number in range(min(count, _MOST_PARTS)):
        at = header + 24 + optional + 40 * number
        name, _, address, size, offset = struct.unpack_from("<8sIIII", data, at)
        yield Part(name.rstrip(b"\0").decode("latin-1"), base + address, offset, size)


def _mach(data: bytes, start: int, end: int) -> Iterator[Part]:
    magic = data[start : start + 4]
    order = _MACH.get(magic)
    if order is None:
        return
    wide = magic in _WIDE_MACH
    count = struct.unpack_from(f"{order}I", data, start + 16)[0]
    at = start + (32 if wide else 28)
    for _ in range(min(count, _MOST_PARTS)):
        command, length = struct.unpack_from(f"{order}II", data, at)
        if length < 8 or at + length > end:
            return
        if command == (0x19 if wide else 0x1):
            form, skip = (f"{order}QQQQ", 72) if wide else (f"{order}IIII", 56)
            address, _, offset, size = struct.unpack_from(form, data, at + 24)
            yield Part("", address, start + offset, size)
            sections = struct.unpack_from(f"{order}I", data, at + (64 if wide else 48))[0]
            step, form = (80, f"{order}16s16sQQI") if wide else (68, f"{order}16s16sIII")
            for number in range(min(sections, (length - skip) // step)):
                name, _, address, size, offset = struct.unpack_from(form, data, at + skip + step * number)
                yield Part(name.rstrip(b"\0").decode("latin-1"), address, start + offset, size)
        at += length


def _text(data: bytes, at: int) -> str:
    end = data.find(b"\0", at, at + 200)
    return data[at:end].decode("latin-1") if end >= 0 else ""

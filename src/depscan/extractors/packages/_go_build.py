"""What Go writes into the programs it builds: its own version and the modules in them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from depscan.extractors.packages._binary import Part

# https://github.com/golang/go/blob/master/src/debug/buildinfo/buildinfo.go
_MAGIC = b"\xff Go buildinf:"
_HEADER = 32
_MOST_TRIES = 50  # programs that read such programs hold the magic, too
_LONGEST = 16 * 1024 * 1024
_MARK = 16
"""Bytes before and after the list of modules, which tell nothing."""


class GoModule(NamedTuple):
    """A module in a program; after its replacement, if it has one."""

    path: str
    version: str
    alias: str | None = None


class GoBuild(NamedTuple):
    """What is in a program."""

    go: str
    """Version of Go, such as ``1.22.1``."""
    modules: list[GoModule]


def read(data: bytes, parts: list[Part]) -> GoBuild | None:
    """Return what Go has written into a program; None where it has not."""
    at = -1
    for _ in range(_MOST_TRIES):
        at = data.find(_MAGIC, at + 1)
        if at < 0 or at + _HEADER > len(data):
            return None
        found = _inline(data, at + _HEADER) if data[at + 15] & 2 else _pointed(data, at, parts)
        if found and found[0].startswith(b"go"):
            version = found[0].decode("utf-8", "replace").removeprefix("go").split(" ")[0]
            return GoBuild(version, _modules(found[1]))
    return None


def _inline(data: bytes, at: int) -> tuple[bytes, bytes] | None:
    """Since Go 1.18 both texts follow, each after its length."""
    version, at = _counted(data, at)
    listed, _ = _counted(data, at)
    return (version, listed) if version else None


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    length = shift = 0
    while at < len(data) and shift < 35:
        byte = data[at]
        at += 1
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    if length > _LONGEST or at + length > len(data):
        return b"", at
    return data[at : at + length], at + length


def _pointed(data: bytes, at: int, parts: list[Part]) -> tuple[bytes, bytes] | None:
    """Until Go 1.17 there are the addresses of two texts, each an address and a length in turn."""
    size = data[at + 14]
    order: Literal["big", "little"] = "big" if data[at + 15] & 1 else "little"
    if size not in (4, 8):
        return None

    def number(position: int) -> int:
        return int.from_bytes(data[position : position + size], order)

    texts: list[bytes] = []
    for position in (at + 16, at + 16 + size):
        header = _offset(number(position), parts)
        start = _offset(number(header), parts) if header is not None else None
        length = number(header + size) if header is not None else 0
        if start is None or length > _LONGEST:
            texts.append(b"")
        else:
            texts.append(data[start : start + length])
    return (texts[0], texts[1]) if texts[0] else None


def _offset(address: int, parts: list[Part]) -> int | None:
    for part in parts:
        if part.address <= address < part.address + part.size:
            return part.offset + address - part.address
    return None


def _modules(listed: bytes) -> list[GoModule]:
    """Read lines of ``dep``, path, version and hash; the next line replaces it if it begins with an arrow."""
    found: list[GoModule] = []
    for line in listed[_MARK:-_MARK].decode("utf-8", "replace").split("\n"):
        words = line.split("\t")
        if len(words) < 3:
            continue
        if words[0] == "dep" and words[1]:
            found.append(GoModule(words[1], words[2]))
        elif words[0] == "=>" and found:
            old = found.pop()
            if words[2]:  # else a folder
                found.append(GoModule(words[1], words[2], old.path if old.path != words[1] else None))
    return found

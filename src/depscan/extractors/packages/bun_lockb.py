"""bun.lockb, format 2 and 3: what bun pinned before it wrote text, and still does where it is told to."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from struct import iter_unpack, unpack_from
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Level, Scope

_BEGINNING = b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n"
_HASH = 32
_RESOLUTION_SIZES = {2: 64, 3: 72}
"""By format: numbers of a version had 4 bytes, and have 8."""
_INSTEAD = "`bun install --save-text-lockfile` writes a bun.lock, which is read"

# https://github.com/oven-sh/bun/blob/main/src/install/resolution.zig
_ROOT, _NPM, _GITHUB, _GITLAB, _GIT, _WORKSPACE, _ARCHIVE = 1, 2, 16, 24, 32, 72, 80
_LOCAL = frozenset({4, 8, 64, 100})
"""Folders, archives and links of this machine, single files."""
_FORGES = {_GITHUB: "https://github.com", _GITLAB: "https://gitlab.com"}
_OPTIONAL, _DEVELOPMENT = 4, 8
"""Bits that say why a package is asked for."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the locked packages; workspace members, links and local files are the project itself.

    Raises:
        ParseError: not a lockfile of bun, damaged, or of a format that is not read.
    """
    if source.sibling("bun.lock") is not None:
        source.warn("left-out", "bun.lock lies beside it, which is what bun reads", level=Level.NOTE)
        return
    try:
        lock = _read(source.bytes())
        asked = _who_asked(lock)
    except (struct.error, IndexError) as error:
        raise ParseError("damaged lockfile of bun: it ends too early, or points outside of itself") from error
    for position, package in enumerate(lock.packages):
        if package.tag in (_ROOT, _WORKSPACE) or package.tag in _LOCAL:
            continue
        if not _npm.is_name(package.name):
            source.warn("incomplete-entry", f"package {position} has no name")
            continue
        facts = dict(_npm.origin(package.address)) if package.address else {}
        if position in asked.scopes and position not in asked.needed:
            facts["optional"] = "true"
        yield _npm.package(
            source,
            package.name,
            package.version,
            line=None,
            how=How.LOCKED,
            scope=asked.scopes.get(position, Scope.UNKNOWN),
            direct=position in asked.direct,
            facts=sorted(facts.items()),
            pointer=f"packages[{position}]",
        )


class _Package(NamedTuple):
    name: str
    tag: int
    version: str | None
    address: str
    dependencies: tuple[int, int]
    """Where its requests begin, and how many there are."""


class _Lock(NamedTuple):
    packages: list[_Package]
    resolutions: Sequence[int]
    """Of each request the package that answers it."""
    behaviours: bytes
    """Of each request why it is made."""


def _read(data: bytes) -> _Lock:
    if not data.startswith(_BEGINNING):
        raise ParseError(f"not a binary lockfile of bun; {_INSTEAD}")
    place = len(_BEGINNING)
    (version,) = unpack_from("<I", data, place)
    size = _RESOLUTION_SIZES.get(version)
    if size is None:
        raise ParseError(f"a binary lockfile of format {version}; {_INSTEAD}")
    count, _, fields, begin, end = unpack_from("<5Q", data, place + 4 + _HASH + 8)
    if not 7 <= fields <= 8 or begin > end or end > len(data) or count * (size + 32) > end - begin:
        raise ParseError(f"damaged lockfile of bun, or one of an unknown layout; {_INSTEAD}")
    arrays = []
    for _number in range(6):  # trees, hoisted requests, resolutions, requests, other strings, bytes of strings
        start, after = unpack_from("<2Q", data, end)
        if not end < start <= after <= len(data):
            raise ParseError("damaged lockfile of bun: a table that lies outside of it")
        arrays.append(data[start:after])
        end = after
    strings = arrays[5]
    resolutions = [number for (number,) in iter_unpack("<I", arrays[2][: len(arrays[2]) // 4 * 4])]
    columns = begin, begin + 8 * count, begin + 16 * count, begin + (16 + size) * count
    return _Lock([_package(data, strings, columns, size, n) for n in range(count)], resolutions, arrays[3][16::26])


def _package(data: bytes, strings: bytes, columns: tuple[int, int, int, int], size: int, position: int) -> _Package:
    """Return the package at a position; each property of all packages is a column of its own."""
    name = _string(data, columns[0] + 8 * position, strings)
    place = columns[2] + size * position
    tag = data[place]
    version, address = None, ""
    if tag == _NPM:
        address = _string(data, place + 8, strings)
        numbers, after = ("<3Q", place + 40) if size == _RESOLUTION_SIZES[3] else ("<3I", place + 32)
        version = ".".join(map(str, unpack_from(numbers, data, place + 16)))
        before, build = _string(data, after, strings), _string(data, after + 16, strings)
        version += (f"-{before}" if before else "") + (f"+{build}" if build else "")
    elif tag == _ARCHIVE:
        address = _string(data, place + 8, strings)
    elif tag in (_GITHUB, _GITLAB, _GIT):
        owner, repo = _string(data, place + 8, strings), _string(data, place + 16, strings)
        address = f"git+{_FORGES[tag]}/{owner}/{repo}.git" if tag in _FORGES else _git_address(repo)
    start, length = unpack_from("<2I", data, columns[3] + 8 * position)
    return _Package(name, tag, version, address, (start, length))


def _git_address(repo: str) -> str:
    return repo if repo.startswith("git+") or "://" not in repo else f"git+{repo}"


def _string(data: bytes, place: int, strings: bytes) -> str:
    """Return a text of at most 8 bytes that stands there, or one that stands among all strings."""
    raw = data[place : place + 8]
    start, length = unpack_from("<2I", raw)
    if length & 0x80000000:
        length &= 0x7FFFFFFF
        if start + length > len(strings):
            raise ParseError("damaged lockfile of bun: a string that lies outside of it")
        return strings[start : start + length].decode("utf-8", "replace")
    return raw.rstrip(b"\0").decode("utf-8", "replace")


class _Asked(NamedTuple):
    direct: set[int]
    scopes: dict[int, Scope]
    needed: set[int]
    """What not only optional dependencies lead to."""


def _who_asked(lock: _Lock) -> _Asked:
    roots: dict[Scope, list[int]] = {Scope.RUNTIME: [], Scope.DEVELOPMENT: []}
    required: list[int] = []
    edges: dict[int, list[int]] = {}
    requirements: dict[int, list[int]] = {}
    known = min(len(lock.resolutions), len(lock.behaviours))
    budget = 2 * known + len(lock.packages)
    for position, package in enumerate(lock.packages):
        start, length = package.dependencies
        budget -= length
        if start + length > known or budget < 0:
            raise ParseError("damaged lockfile of bun: requests that lie outside of it")
        requests = range(start, start + length)
        needed = [lock.resolutions[n] for n in requests if not lock.behaviours[n] & _OPTIONAL]
        if package.tag in (_ROOT, _WORKSPACE):
            for n in requests:
                scope = Scope.DEVELOPMENT if lock.behaviours[n] & _DEVELOPMENT else Scope.RUNTIME
                roots[scope].append(lock.resolutions[n])
            required += needed
        else:
            edges[position] = [lock.resolutions[n] for n in requests]
            requirements[position] = needed
    direct = {number for wanted in roots.values() for number in wanted}
    return _Asked(direct, _npm.reach(roots.items(), edges), set(_npm.reach([(Scope.RUNTIME, required)], requirements)))


EXTRACTOR = Extractor(
    name="bun-lockb",
    ecosystem="npm",
    patterns=("bun.lockb",),
    parse=parse,
    description="binary formats 2 and 3; direct or transitive, development, optional, git, registries",
    spec_url="https://bun.sh/docs/install/lockfile",
    sniff=lambda head: head.startswith(_BEGINNING),
)

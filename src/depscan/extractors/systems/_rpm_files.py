"""The three files that RPM has kept its database in: SQLite, its own ``ndb``, and Berkeley DB before.

ndb: https://github.com/rpm-software-management/rpm/blob/rpm-4.20.x/lib/backend/ndb/rpmpkg.c. Berkeley DB's hash files:
https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import closing

from depscan.errors import ParseError

SQLITE = b"SQLite format 3\0"
NDB = b"RpmP"
_HASH_MAGIC = 0x061561
_LARGEST_HEADER = 32 * 1024 * 1024
"""RPM itself reads no header that is larger than 256 MiB; real ones stay below 10."""


def blobs(data: bytes) -> Iterator[bytes]:
    """Yield the header of every package.

    Raises:
        ParseError: it is none of the three, or damaged; what was yielded before is good.
    """
    if data.startswith(SQLITE):
        return _sqlite(data)
    if data.startswith(NDB):
        return _ndb(data)
    if is_hash(data):
        return _hash(data)
    raise ParseError("not a database of rpm: neither SQLite nor ndb nor Berkeley DB")


def is_hash(head: bytes) -> bool:
    """Tell whether a file begins like a hash file of Berkeley DB, of either byte order."""
    return len(head) >= 512 and _HASH_MAGIC in (
        int.from_bytes(head[12:16], "little"),
        int.from_bytes(head[12:16], "big"),
    )


# ----------------------------------------------------------------------------------------------------------- SQLite

_STEPS = 20_000_000
"""Instructions of SQLite's machine; a database of 5,000 packages takes some 30,000."""
_LEAST_ROW = 4
"""Bytes that a row takes besides its blob, at the very least."""


def _sqlite(data: bytes) -> Iterator[bytes]:
    try:
        import sqlite3
    except ImportError as error:
        raise ParseError("SQLite is not part of this Python") from error
    # 18 and 19: a database with a write-ahead log, which one in memory cannot have
    plain = b"".join((data[:18], b"\1\1", memoryview(data)[20:]))
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(plain)
            del plain
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_HEADER)
            database.set_progress_handler(lambda: 1, _STEPS)
            for statement in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
                database.execute(f"PRAGMA {statement}")
            _check_schema(database.execute("SELECT type, sql FROM sqlite_master WHERE name = 'Packages'").fetchall())
            size = 0
            for (blob,) in database.execute("SELECT blob FROM Packages"):
                if not isinstance(blob, bytes):
                    raise ParseError("a package that is no header")
                size = _counted(size, len(blob) + _LEAST_ROW, data)  # pages may be reached on many ways
                yield blob
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        raise ParseError("damaged SQLite database") from error


def _check_schema(found: list[tuple[object, object]]) -> None:
    """A view, or columns that are computed, could run on for ever."""
    if len(found) != 1:
        raise ParseError("not a database of rpm: no table Packages")
    kind, statement = found[0]
    text = str(statement).upper()
    if kind != "table" or not text.startswith("CREATE TABLE") or "GENERATED" in text or " AS " in text:
        raise ParseError("not a database of rpm: Packages is no plain table")


# -------------------------------------------------------------------------------------------------------------- ndb

_NDB_HEADER = struct.Struct("<4sIII16x")
_NDB_SLOT = struct.Struct("<4sIII")
_NDB_BLOB = struct.Struct("<4sIII")
_NDB_PAGE = 4096
_NDB_BLOCK = 16


def _ndb(data: bytes) -> Iterator[bytes]:
    if len(data) < _NDB_HEADER.size:
        raise ParseError("a database that ends too early")
    _, version, _, pages = _NDB_HEADER.unpack_from(data)
    if version != 0:
        raise ParseError(f"unknown version {version} of ndb")
    end = pages * _NDB_PAGE
    if end > len(data) or not pages:
        raise ParseError("a database that ends too early")
    size = 0
    for magic, index, block, _ in _NDB_SLOT.iter_unpack(memoryview(data)[_NDB_HEADER.size : end]):
        if magic != b"Slot":
            raise ParseError("damaged database: a slot that is none")
        if not index:  # free
            continue
        start = block * _NDB_BLOCK
        if start + _NDB_BLOB.size > len(data):
            raise ParseError("damaged database: a package outside of the file")
        own_magic, own_index, _, length = _NDB_BLOB.unpack_from(data, start)
        start += _NDB_BLOB.size
        if own_magic != b"BlbS" or own_index != index or start + length > len(data):
            raise ParseError("damaged database: a package that is none")
        size = _counted(size, length, data)
        yield data[start : start + length]


def _counted(size: int, length: int, data: bytes) -> int:
    """Packages may not overlap: all together are no larger than the file."""
    if length > _LARGEST_HEADER or size + length > len(data):
        raise ParseError("damaged database: packages larger than the file")
    return size + length


# ------------------------------------------------------------------------------------------------------ Berkeley DB

_PAGE_HEADER = 26
_HASH_PAGES = (2, 13)
_OVERFLOW_PAGE = 7
_OFF_PAGE = 3


def _hash(data: bytes) -> Iterator[bytes]:
    order = "<" if int.from_bytes(data[12:16], "little") == _HASH_MAGIC else ">"
    page_size, last = struct.unpack_from(f"{order}I8xI", data, 20)
    if page_size not in (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536):
        raise ParseError("damaged Berkeley DB: an odd size of pages")
    if (last + 1) * page_size > len(data):
        raise ParseError("a database that ends too early")
    header = struct.Struct(f"{order}III HH BB")
    size = 0
    for start in range(page_size, (last + 1) * page_size, page_size):
        *_, entries, _, _, type_ = header.unpack_from(data, start + 8)
        if type_ not in _HASH_PAGES:
            continue
        if _PAGE_HEADER + 2 * entries > page_size:
            raise ParseError("damaged Berkeley DB: a page of too many entries")
        places = struct.unpack_from(f"{order}{entries}H", data, start + _PAGE_HEADER)
        for place in places[1::2]:  # keys and values in turns
            if place + 12 > page_size or data[start + place] != _OFF_PAGE:
                continue  # headers are always kept apart, as they are large
            first, length = struct.unpack_from(f"{order}II", data, start + place + 4)
            size = _counted(size, length, data)
            yield _chained(data, first, length, page_size, header)


def _chained(data: bytes, page: int, length: int, page_size: int, header: struct.Struct) -> bytes:
    """Return a value that lies on a chain of pages."""
    pieces: list[bytes] = []
    missing = length
    while page and missing > 0:
        start = page * page_size
        if start + page_size > len(data):
            raise ParseError("damaged Berkeley DB: a page outside of the file")
        _, _, page, _, used, _, type_ = header.unpack_from(data, start + 8)
        used = min(page_size - _PAGE_HEADER, missing) if page else min(used, missing)
        if type_ != _OVERFLOW_PAGE or not used:
            raise ParseError("damaged Berkeley DB: a chain of pages that breaks")
        start += _PAGE_HEADER
        pieces.append(data[start : start + used])
        missing -= used
    if missing:
        raise ParseError("damaged Berkeley DB: a chain of pages that breaks")
    return b"".join(pieces)

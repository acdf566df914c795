"""Databases of RPM made by hand: headers, and the three files that hold them."""

import os
import sqlite3
import struct
import tempfile
import zlib

_TAGS = {"name": 1000, "version": 1001, "release": 1002, "vendor": 1011, "licence": 1014, "arch": 1022, "source": 1044,
         "module": 5096}  # fmt: skip


def header(name, version="1.0", release="1", *, epoch=None, **more):
    """Return a header as the database keeps it: counts, index entries, values."""
    values = {"name": name, "version": version, "release": release, **more}
    index, store = b"", b""
    for key, text in values.items():
        index += struct.pack(">IIiI", _TAGS[key], 6, len(store), 1)
        store += text.encode() + b"\0"
    if epoch is not None:
        store += b"\0" * (-len(store) % 4)
        index += struct.pack(">IIiI", 1003, 4, len(store), 1)
        store += struct.pack(">I", epoch)
    return struct.pack(">II", len(index) // 16, len(store)) + index + store


def sqlite_database(
    blobs, *, wal=False, schema="CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)"
):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rpmdb.sqlite")
        database = sqlite3.connect(path)
        database.execute("PRAGMA page_size = 512")
        database.execute(schema)
        if blobs:
            database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in blobs])
        database.commit()
        database.close()
        with open(path, "rb") as file:
            data = file.read()
    return data[:18] + b"\2\2" + data[20:] if wal else data


def ndb_database(blobs):
    pages = 1
    slots, body = b"", b""
    for number, blob in enumerate(blobs, 1):
        block = (pages * 4096 + len(body)) // 16
        entry = struct.pack("<4sIII", b"BlbS", number, 0, len(blob)) + blob
        entry += struct.pack("<III", zlib.adler32(entry), len(blob), 0x45626C42)
        body += entry + b"\0" * (-len(entry) % 16)
        slots += struct.pack("<4sIII", b"Slot", number, block, -(-len(entry) // 16))
    head = struct.pack("<4sIII", b"RpmP", 0, len(blobs), pages) + bytes(16)
    free = (pages * 4096 - len(head) - len(slots)) // 16
    return head + slots + struct.pack("<4sIII", b"Slot", 0, 0, 0) * free + body


def hash_database(blobs, *, order="<", size=512):
    """Return a hash file of Berkeley DB: one page of keys and values, each value on a chain of pages."""
    pages, entries = [], []
    room = size - 26

    def page(number, following, used, type_, content):
        return struct.pack(f"{order}8xIIIHHBB", number, 0, following, used[0], used[1], 0, type_) + content

    for number, blob in enumerate(blobs, 1):
        chunks = [blob[start : start + room] for start in range(0, len(blob), room)]
        first = 2 + len(pages)
        for position, chunk in enumerate(chunks):
            last = position == len(chunks) - 1
            following = 0 if last else first + position + 1
            pages.append(page(first + position, following, (1, len(chunk)), 7, chunk.ljust(room, b"\0")))
        entries += [b"\1" + struct.pack(f"{order}I", number), b"\3\0\0\0" + struct.pack(f"{order}II", first, len(blob))]
    places, content, end = [], b"", size
    for entry in entries:
        end -= len(entry)
        places.append(end)
        content = entry + content
    index = struct.pack(f"{order}{len(places)}H", *places)
    body = index + bytes(room - len(index) - len(content)) + content
    keys = page(1, 0, (len(places), end), 13, body)
    meta = struct.pack(f"{order}8xIIIIBBBBII", 0, 0x061561, 9, size, 0, 8, 0, 0, 0, 1 + len(pages))
    return meta.ljust(size, b"\0") + keys + b"".join(pages)

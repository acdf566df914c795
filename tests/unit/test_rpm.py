"""The three files of RPM's database give the same headers, and hostile ones end soon."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.errors import ParseError
from depscan.extractors.systems._rpm_files import blobs
from depscan.extractors.systems._rpm_header import read_header
from tests.rpm import hash_database, header, ndb_database, sqlite_database

HEADERS = [header(f"package-{number}", "1.0", "2", vendor="Example " * number) for number in range(1, 9)]
FILES = {
    "sqlite": sqlite_database(HEADERS),
    "sqlite with a log": sqlite_database(HEADERS, wal=True),
    "ndb": ndb_database(HEADERS),
    "berkeley db": hash_database(HEADERS),
    "berkeley db, big-endian": hash_database(HEADERS, order=">"),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_every_kind_of_file_gives_the_headers(data):
    assert sorted(blobs(data)) == sorted(HEADERS)


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
@given(cut=st.integers(0, 6000), junk=st.binary(max_size=40))
def test_a_damaged_one_gives_headers_or_a_parse_error(data, cut, junk):
    for damaged in (data[:cut], data[:cut] + junk + data[cut + len(junk) :]):
        with contextlib.suppress(ParseError):
            for blob in blobs(damaged):
                with contextlib.suppress(ParseError):
                    read_header(blob)


@given(blob=st.binary(max_size=200))
def test_any_header_is_read_or_refused(blob):
    with contextlib.suppress(ParseError):
        read_header(blob)


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(9) AS blob FROM n"


@pytest.mark.parametrize(
    "schema",
    [
        f"CREATE VIEW Packages AS {ENDLESS}",
        "CREATE TABLE Packages (a, blob GENERATED ALWAYS AS (zeroblob(900000000)))",
        "CREATE TABLE Packages (a, blob AS (zeroblob(900000000)))",
        "CREATE TABLE Other (a)",
    ],
)
def test_a_database_that_would_compute_its_packages_is_refused(schema):
    with pytest.raises(ParseError, match="not a database of rpm"):
        list(blobs(sqlite_database([], schema=schema)))


def test_pages_of_sqlite_that_are_reached_on_many_ways_are_not_followed_for_ever():
    page, ways, root = 512, 60, 2
    pages = [FILES["sqlite"][:page]]
    for child in range(root + 1, root + 6):
        cells = b"".join(struct.pack(">IB", child, number) for number in range(ways))
        pointers = struct.pack(f">{ways}H", *range(page - len(cells), page, 5))
        head = struct.pack(">BHHHBI", 5, 0, ways, page - len(cells), 0, child) + pointers
        pages.append(head + bytes(page - len(head) - len(cells)) + cells)
    pages.append(sqlite_database(HEADERS[:1])[page:][:page])  # the one leaf
    data = b"".join(pages)
    data = data[:28] + struct.pack(">I", len(pages)) + data[32:]

    with pytest.raises(ParseError, match="larger than the file"):
        list(blobs(data))


def test_packages_that_overlap_are_refused():
    data = bytearray(ndb_database(HEADERS))
    for slot in range(1, 8):  # all of them point at one
        struct.pack_into("<I", data, 32 + slot * 16 + 8, struct.unpack_from("<I", data, 40)[0])

    with pytest.raises(ParseError, match="a package that is none"):
        list(blobs(bytes(data)))


def test_a_chain_of_pages_that_bites_its_tail_ends():
    data = bytearray(hash_database([HEADERS[0].ljust(1500, b"\0")]))
    struct.pack_into("<I", data, 2 * 512 + 16, 2)  # the first page's next is itself
    struct.pack_into("<I", data, len(data) - 512 + 16, 2)

    with contextlib.suppress(ParseError):
        assert len(list(blobs(bytes(data)))) == 1


def test_strings_of_a_header_end_where_its_values_end():
    blob = header("name")[:-2]

    with pytest.raises(ParseError, match="wrong size"):
        read_header(blob)
    with pytest.raises(ParseError, match="outside of itself"):
        read_header(struct.pack(">II", 1, 4) + struct.pack(">IIiI", 1000, 6, -5, 1) + b"abcd")

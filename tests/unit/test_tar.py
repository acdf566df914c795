"""Tar archives and what they are packed in are read as the standard library reads them, and damaged ones end."""

import contextlib
import gzip
import io
import tarfile

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from depscan.errors import ParseError
from depscan.layers import Budget, Layer, fill
from depscan.packed import Node, Tree, inside
from depscan.syntax import tar
from depscan.syntax.streams import FileStream, Meter, Part, unwrapped
from tests.tars import tar as made

NAMES = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), min_size=1, max_size=150)
FORMATS = [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]


def read(data):
    found = []
    for entry, content in tar.entries(FileStream(io.BytesIO(data))):
        found.append((entry.name.rstrip("/"), entry.kind.value, entry.target, content.read(entry.size)))
    return found


@pytest.mark.parametrize("format_", FORMATS)
@given(files=st.dictionaries(NAMES.map("x{}y".format), st.binary(max_size=1200), max_size=5), target=NAMES)
def test_what_the_standard_library_writes_is_read(format_, files, target):
    data = made({**files, "link": f"-> {target}", "folder": None}, format_=format_)
    expected = [(name.rstrip("/"), "file", "", content) for name, content in files.items()]

    assert read(data) == [*expected, ("link", "link", target, b""), ("folder", "folder", "", b"")]


@pytest.mark.parametrize("record", [b"0 path=a\n", b"3 p", b"path=a\n", b"99999 path=a\n", b"-9 path=a\n", b"\0" * 20])
def test_attributes_that_are_none_are_refused(record):
    entry = tarfile.TarInfo("pax")
    entry.type, entry.size = tarfile.XHDTYPE, len(record)

    with pytest.raises(ParseError, match="attributes that are none"):
        read(entry.tobuf(tarfile.USTAR_FORMAT) + record.ljust(512, b"\0"))


def test_old_gnu_sparse_files_are_passed_over():
    block = bytearray(tarfile.TarInfo("sparse").tobuf(tarfile.GNU_FORMAT))
    block[156:157], block[124:136], block[482] = b"S", b"%011o\0" % 3, 1
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    data = bytes(block) + bytes(512) + b"abc".ljust(512, b"\0") + made({"after": "x"})

    assert [entry[:2] for entry in read(data)] == [("sparse", "other"), ("after", "file")]


ARCHIVE = made({"é" * 80: "a" * 700, "b" * 200: "", "link": "-> " + "c" * 150, "hard": "=> link", "d": None})


@given(start=st.integers(0, len(ARCHIVE)), junk=st.binary(max_size=600))
def test_a_damaged_archive_gives_entries_or_a_parse_error(start, junk):
    for data in (ARCHIVE[:start] + junk + ARCHIVE[start + len(junk) :], ARCHIVE[:start] + junk, junk + ARCHIVE):
        with contextlib.suppress(ParseError):
            read(data)
        tar.is_tar(data)
        with contextlib.suppress(ParseError):
            fill(
                Layer(number=0),
                FileStream(io.BytesIO(data)),
                Budget(meter=Meter(0)),
                whiteouts=True,
                look=lambda *_: None,
            )


CONTENT = bytes(range(256)) * 40


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
@given(steps=st.lists(st.tuples(st.sampled_from(["read", "skip", "peek"]), st.integers(0, 4000)), max_size=12))
def test_streams_give_what_a_slice_gives(pack, steps):
    stream = Part(unwrapped(FileStream(io.BytesIO(pack(CONTENT))), Meter(len(CONTENT))), len(CONTENT) - 100)
    content, position = CONTENT[:-100], 0
    for what, size in steps:
        if what == "skip":
            stream.skip(size)
        else:
            assert getattr(stream, what)(size) == content[position : position + size]
        if what != "peek":
            position = min(position + size, len(content))


def test_unpacking_more_than_is_allowed_ends():
    stream = unwrapped(FileStream(io.BytesIO(gzip.compress(bytes(10_000_000)))), Meter(2_000_000))

    with pytest.raises(ParseError, match="too much unpacking"):
        stream.skip(9_000_000)


def test_many_small_members_are_unpacked_in_one_go():
    data = b"".join(gzip.compress(b"%06d" % number) for number in range(3000)) + bytes(100)
    stream = unwrapped(FileStream(io.BytesIO(data)), Meter(100_000))

    assert stream.read(100_000) == b"".join(b"%06d" % number for number in range(3000))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b", "a/b"), ("./a", "a"), ("/a/b/", "a/b"), ("a//b/./c", "a/b/c"), (".", None), ("./", None), ("..", None),
        ("a/../b", None), ("../a", None), ("a/..", None), ("a.", "a."), ("...", "..."), ("a\0b", None), ("x" * 5000, None),
    ],
)  # fmt: skip
def test_names_stay_inside(name, path):
    assert inside(name) == path


@given(
    links=st.dictionaries(st.text("abc/.", min_size=1, max_size=8), st.text("abc/.", max_size=12), max_size=8),
    path=st.text("abc/.", max_size=10),
)
def test_links_end_somewhere_inside_or_nowhere(links, path):
    tree = Tree([], {})
    tree.files = {"a/b": Node(0, 0, 1), "c": Node(0, 1, 1)}
    tree.links = links

    assert tree.node(path) in (None, *tree.files.values())

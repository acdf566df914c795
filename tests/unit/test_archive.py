"""Compressed content is unpacked within bounds, whatever it claims."""

import contextlib
import gzip
import io
import zipfile

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from depscan.errors import ParseError
from depscan.syntax import archive, limits

TEXT = b'{"bomFormat": "CycloneDX"}' * 500


def zipped(files, **how):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data, **how)
    return stream.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_both_kinds_unpack(pack):
    packed = pack(TEXT)

    assert archive.is_compressed(packed)
    assert archive.decompress(packed) == TEXT
    assert archive.decompress(packed + pack(b"more")) == TEXT + b"more"
    assert archive.peek(packed[:200], 20) in (TEXT[:20], b"")
    assert archive.peek(packed, 20) == TEXT[:20]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_bomb_is_refused_before_it_fills_the_memory(pack):
    with pytest.raises(ParseError, match="unpacks to more than 1 MiB"):
        archive.decompress(pack(bytes(64 * 1024 * 1024)), most=1024 * 1024)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
@given(cut=st.integers(min_value=2, max_value=60), junk=st.binary(max_size=20))
def test_a_damaged_stream_is_refused(pack, cut, junk):
    packed = pack(TEXT)[:cut] + junk
    with contextlib.suppress(ParseError):
        archive.decompress(packed)
    archive.peek(packed)


def test_files_of_an_archive_are_read_by_name():
    members = archive.Members(
        zipped({"b/a.txt": b"one", "a.txt": b"two", "../out.txt": b"x", "/abs": b"x", "C:/w": b"x"})
    )

    assert members.names() == ["a.txt", "b/a.txt"]
    assert members.read("b/a.txt") == b"one"


def test_sizes_are_counted_not_believed(monkeypatch):
    members = archive.Members(zipped({"big": bytes(5_000_000), "small": b"x"}))

    with pytest.raises(ParseError, match="unpacks to more than 1 MiB"):
        members.read("big", most=1024 * 1024)
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 10)
    members = archive.Members(zipped({"a": b"12345678", "b": b"12345678"}))
    members.read("a")
    with pytest.raises(ParseError):
        members.read("b")


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "ARCHIVE_ENTRIES", 2)
    with pytest.raises(ParseError, match="more than 2 files"):
        archive.Members(zipped(dict.fromkeys("abc", b"")))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_archive_or_refused(data):
    try:
        members = archive.Members(b"PK\x03\x04" + data)
    except ParseError:
        return
    for name in members.names():
        with contextlib.suppress(ParseError):
            members.read(name)

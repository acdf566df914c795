"""Compressed and packed content, with bounds on what comes out: sizes that an archive claims are not believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from depscan.errors import ParseError
from depscan.syntax import limits

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PIECE = 1024 * 1024
_READ = 64 * 1024
"""Little, as what follows a member is copied: some tools make one of each file."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, RuntimeError, EOFError, LookupError)
"""What the library raises where an archive is not as it should be; not to be implemented and not to be decoded too."""
_ENDINGS = (".gz", ".zst", ".zstd")


def plain_name(path: str) -> str:
    """Return a path without the ending of a compressed file: what it unpacks to is of a format."""
    return path[: path.rfind(".")] if path.endswith(_ENDINGS) else path


def is_compressed(head: bytes) -> bool:
    """Tell whether content is a gzip or Zstandard stream."""
    return head.startswith((GZIP, ZSTD))


def is_zip(head: bytes) -> bool:
    """Tell whether content is a ZIP archive: a jar, a wheel, a NuGet package."""
    return head.startswith(ZIP)


def decompress(data: bytes, most: int = limits.UNPACKED_BYTES) -> bytes:
    """Return what a gzip or Zstandard stream unpacks to; all members or frames of it.

    Raises:
        ParseError: damaged, neither of the two, or more than ``most`` bytes, or more than anything real would give.
    """
    most = min(most, max(limits.FILE_BYTES, limits.UNPACKED_TIMES * len(data)))
    pieces: list[bytes] = []
    size = 0
    for piece in unpacked(data[:4], io.BytesIO(data).read):
        size += len(piece)
        if size > most:
            raise ParseError(f"unpacks to more than {most // (1024 * 1024)} MiB")
        pieces.append(piece)
    return b"".join(pieces)


def peek(data: bytes, size: int = limits.SNIFFED_BYTES) -> bytes:
    """Return the first bytes of what the beginning of a stream unpacks to; none if it is damaged."""
    found = b""
    try:
        for piece in unpacked(data[:4], io.BytesIO(data).read):
            found += piece
            if len(found) >= size:
                break
    except ParseError:
        pass
    return found[:size]


def unpacked(head: bytes, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield what a gzip or Zstandard stream unpacks to, in pieces of bounded size.

    Args:
        head: its first bytes, which tell which of the two it is.
        read: gives the next bytes, from the first one on; fewer than asked for only at the end.

    Raises:
        ParseError: damaged.
    """
    return _gunzip(read) if head.startswith(GZIP) else _unzstd(read)


def _gunzip(read: Callable[[int], bytes]) -> Iterator[bytes]:
    pending = read(_READ)
    while pending:
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        while not stream.eof:
            try:
                piece = stream.decompress(pending, _PIECE)
            except zlib.error as error:
                raise ParseError("damaged gzip stream") from error
            pending = stream.unconsumed_tail
            if piece:
                yield piece
            if not pending and not stream.eof:
                pending = read(_READ)
                if not pending and not piece:
                    raise ParseError("gzip stream ends too early")
        pending = stream.unused_data or read(_READ)
        while pending and not (pending := pending.lstrip(b"\0")):  # tapes pad with zeros
            pending = read(_READ)


class _Reader:
    """What the library wants to read from."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.read = read


def _unzstd(read: Callable[[int], bytes]) -> Iterator[bytes]:
    import zstandard

    window = zstandard.ZstdDecompressor(max_window_size=limits.ZSTD_WINDOW)
    try:
        source: IO[bytes] = _Reader(read)  # type: ignore[assignment]  # reading is all that is asked of it
        with window.stream_reader(source, read_across_frames=True) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except zstandard.ZstdError as error:
        raise ParseError("damaged Zstandard stream, or one with too large a window") from error


class Members:
    """The files in a ZIP archive by name, read within bounds on their number, their sizes and all of them together."""

    def __init__(self, data: bytes | BinaryIO) -> None:
        """Args: the archive's bytes, or a file of them.

        Raises:
            ParseError: it is not a ZIP archive, damaged, or of too many files.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        except _DAMAGED as error:
            raise ParseError("damaged ZIP archive") from error
        entries = self._archive.infolist()
        if len(entries) > limits.ARCHIVE_ENTRIES:
            raise ParseError(f"an archive of more than {limits.ARCHIVE_ENTRIES:,} files")
        self._entries = {entry.filename: entry for entry in entries if entry.filename[-1:] not in ("", "/")}
        self._left = limits.UNPACKED_BYTES

    def names(self) -> list[str]:
        """Return the names of its files, sorted; those that lead out of the archive are left out."""
        return sorted(name for name in self._entries if _stays_inside(name))

    def read(self, name: str, most: int = limits.FILE_BYTES) -> bytes:
        """Return one file.

        Raises:
            ParseError: damaged, encrypted, larger than ``most``, or more than may be unpacked of one archive.
        """
        most = min(most, self._left)
        try:
            with self._archive.open(self._entries[name]) as member:
                data = _bounded(member, most)
        except _DAMAGED as error:
            raise ParseError("damaged or encrypted file in an archive") from error
        self._left -= len(data)
        return data


def _bounded(member: BinaryIO | object, most: int) -> bytes:
    read: Callable[[int], bytes] = member.read  # type: ignore[union-attr]
    data = read(most + 1)
    if len(data) > most:
        raise ParseError(f"a file in an archive that unpacks to more than {most // (1024 * 1024)} MiB")
    return data


def _stays_inside(name: str) -> bool:
    return not name.startswith(("/", "\\")) and ":" not in name[:2] and ".." not in name.replace("\\", "/").split("/")

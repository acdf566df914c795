"""Bytes that are read forwards, out of files and out of what they unpack to, without keeping what was passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from depscan.errors import ParseError
from depscan.syntax import archive


class Stream(Protocol):
    """Bytes from somewhere on."""

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""

    def skip(self, size: int) -> None:
        """Pass over bytes, if need be beyond the end, where nothing is left to be read."""

    def peek(self, size: int) -> bytes:
        """Return the next bytes without passing over them; a few."""


class Meter:
    """How much may still be unpacked, of all streams together: no archive keeps one busy for ever."""

    def __init__(self, left: int) -> None:
        self._left = left

    def count(self, size: int) -> None:
        """Take off.

        Raises:
            ParseError: nothing is left.
        """
        self._left -= size
        if self._left < 0:
            raise ParseError("takes too much unpacking for its size")


class FileStream:
    """A file from a position on; several may stand at different places of one file."""

    __slots__ = ("_file", "_position")

    def __init__(self, file: BinaryIO, position: int = 0) -> None:
        self._file = file
        self._position = position

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end.

        Raises:
            ParseError: unreadable.
        """
        data = self.peek(size)
        self._position += len(data)
        return data

    def skip(self, size: int) -> None:
        """Pass over bytes."""
        self._position += size

    def peek(self, size: int) -> bytes:
        """Return the next bytes without passing over them.

        Raises:
            ParseError: unreadable.
        """
        try:
            self._file.seek(self._position)
            return self._file.read(size)
        except (OSError, OverflowError, ValueError) as error:
            raise ParseError("cannot be read any further") from error


class Unpacked:
    """What a gzip or Zstandard stream unpacks to."""

    __slots__ = ("_at", "_meter", "_piece", "_pieces")

    def __init__(self, packed: Stream, meter: Meter) -> None:
        self._pieces: Iterator[bytes] = archive.unpacked(packed.peek(4), packed.read)
        self._piece = b""
        self._at = 0
        self._meter = meter

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end.

        Raises:
            ParseError: damaged, or too much unpacked.
        """
        start, end = self._at, self._at + size
        if end <= len(self._piece):
            self._at = end
            return self._piece[start:end]
        parts: list[bytes] = []
        while size > 0 and (self._at < len(self._piece) or self._next()):
            part = self._piece[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Pass over bytes.

        Raises:
            ParseError: damaged, or too much unpacked.
        """
        while size > 0 and (self._at < len(self._piece) or self._next()):
            passed = min(size, len(self._piece) - self._at)
            self._at += passed
            size -= passed

    def peek(self, size: int) -> bytes:
        """Return the next bytes without passing over them.

        Raises:
            ParseError: damaged, or too much unpacked.
        """
        data = self.read(size)
        self._piece = data + self._piece[self._at :]
        self._at = 0
        return data

    def _next(self) -> bool:
        self._piece = next(self._pieces, b"")
        self._at = 0
        self._meter.count(len(self._piece))
        return bool(self._piece)


class Part:
    """A stream that ends after so many bytes of another one."""

    __slots__ = ("_stream", "left")

    def __init__(self, stream: Stream, size: int) -> None:
        self._stream = stream
        self.left = size
        """How much of it was not read yet."""

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        data = self._stream.read(min(size, self.left))
        self.left -= len(data)
        return data

    def skip(self, size: int) -> None:
        """Pass over bytes."""
        passed = min(size, self.left)
        self._stream.skip(passed)
        self.left -= passed

    def peek(self, size: int) -> bytes:
        """Return the next bytes without passing over them."""
        return self._stream.peek(min(size, self.left))


def unwrapped(stream: Stream, meter: Meter) -> Stream:
    """Return what a stream unpacks to if it is compressed, else the stream itself.

    Raises:
        ParseError: damaged.
    """
    return Unpacked(stream, meter) if archive.is_compressed(stream.peek(4)) else stream

"""The one safe way to read an untrusted folder: nothing outside of it, nothing that blocks, nothing without bounds."""

from __future__ import annotations

import errno
import os
import stat
from typing import Any, BinaryIO, Literal

from depscan.errors import ParseError
from depscan.syntax import limits

Kind = Literal["folder", "file", "link", "other"]

_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a named pipe must not wait for its other end
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_PIECE = 1024 * 1024

LEAVES = "a link that leaves the target"
"""Why a file is not read."""


class Root:
    """A folder that reading never leaves, whatever becomes of it while it is read.

    Paths are opened folder by folder from the root, without following links; where there is one, what it leads to is
    opened in the same way, if that is inside. Nothing that is swapped between a look and the opening leads elsewhere.
    """

    def __init__(self, folder: str, *, largest: int = limits.FILE_BYTES, trusted: str | None = None) -> None:
        """Args: the folder, the size of the largest file, the name of one that may be a link to anywhere."""
        self.folder = folder
        self.memo: dict[tuple[str, str], Any] = {}
        self._real = os.path.realpath(folder)
        self._inside = self._real.rstrip(os.sep) + os.sep
        self._largest = largest
        self._trusted = trusted
        self._last: tuple[str, int] | None = None  # walking asks for one folder many times

    def __del__(self) -> None:
        if self._last:
            os.close(self._last[1])

    def relative(self, real: str) -> str | None:
        """Return the path from here of what lies inside, given its absolute path with links resolved."""
        inside = real.startswith(self._inside)
        return real.removeprefix(self._inside).replace(os.sep, "/") if inside else None

    def listing(self, folder: str) -> list[tuple[str, Kind]]:
        """Return names and kinds of what is in a folder, sorted.

        Raises:
            OSError: it cannot be entered.
        """
        place: Any = self._descriptor(folder) if _BY_DESCRIPTOR else os.path.join(self._real, folder)
        with os.scandir(place) as entries:
            return sorted((entry.name, _kind(entry)) for entry in entries)

    def link(self, relative: str) -> Kind:
        """Return what a link leads to.

        Raises:
            ParseError: out of the target, or nowhere.
        """
        real = self._resolved(relative)
        try:
            mode = os.stat(real).st_mode
        except OSError as error:
            raise ParseError(f"a link that leads nowhere: {why(error)}") from error
        return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"

    def read(self, relative: str) -> bytes | None:
        """Return the bytes of a file inside; None where there is none.

        Raises:
            ParseError: it is not a regular file, lies outside, cannot be read or is too large.
        """
        data = self._read(relative, self._largest + 1)
        if data is not None and len(data) > self._largest:
            raise self._too_large()
        return data

    def stream(self, relative: str) -> BinaryIO | None:
        """Return a file inside, of any size, opened to be read piece by piece; None where there is none.

        Raises:
            ParseError: it is not a regular file, lies outside, or cannot be opened.
        """
        descriptor = self._opened(relative)
        if descriptor is None:
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise ParseError("not a regular file")
        return os.fdopen(descriptor, "rb")

    def peek(self, relative: str) -> bytes:
        """Return the first bytes of a file inside of any size, at most ``SNIFFED_BYTES``; none where there is no file.

        Raises:
            ParseError: as ``read``.
        """
        return self._read(relative, limits.SNIFFED_BYTES, whole=False) or b""

    def _read(self, relative: str, size: int, *, whole: bool = True) -> bytes | None:
        descriptor = self._opened(relative)
        if descriptor is None:
            return None
        try:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                return None
            if not stat.S_ISREG(status.st_mode):
                raise ParseError("not a regular file")
            if whole and status.st_size > self._largest:
                raise self._too_large()
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return _beginning(file, size, expected=status.st_size)
        except OSError as error:
            raise ParseError(why(error)) from error
        finally:
            os.close(descriptor)

    def _opened(self, relative: str) -> int | None:
        """Open a file; None where there is none."""
        try:
            return self._open(relative)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR):
                return None
            raise ParseError(why(error)) from error
        except ValueError:
            return None

    def _too_large(self) -> ParseError:
        return ParseError(f"larger than {self._largest // (1024 * 1024)} MiB")

    def _open(self, relative: str) -> int:
        if relative == self._trusted:
            return os.open(os.path.join(self.folder, relative), _FILE)
        if not _BY_DESCRIPTOR:
            return os.open(self._resolved(relative), _FILE)
        try:
            return self._open_inside(relative)
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):
                raise
        # somewhere on the way is a link; where it leads there is none any more, or somebody is playing
        real = self._resolved(relative)
        return self._open_inside(self.relative(real) or "")

    def _open_inside(self, relative: str) -> int:
        folder, _, name = relative.rpartition("/")
        if name in ("", ".", ".."):
            raise OSError(errno.EISDIR, "")
        return os.open(name, _FILE | _NO_LINK, dir_fd=self._descriptor(folder))

    def _descriptor(self, folder: str) -> int:
        """Return a folder that was opened step by step; valid until the next call."""
        if self._last is None or self._last[0] != folder:
            opened = self._descend(folder)
            if self._last:
                os.close(self._last[1])
            self._last = (folder, opened)
        return self._last[1]

    def _descend(self, folder: str) -> int:
        current = os.open(self._real, _FOLDER)
        for name in filter(None, folder.split("/")):
            try:
                if name == "..":
                    raise OSError(errno.ELOOP, "")
                below = os.open(name, _FOLDER | _NO_LINK, dir_fd=current)
            finally:
                os.close(current)
            current = below
        return current

    def _resolved(self, relative: str) -> str:
        """Return where a path really leads.

        Raises:
            ParseError: out of the target.
        """
        real = os.path.realpath(os.path.join(self.folder, relative))
        if real != self._real and not real.startswith(self._inside):
            raise ParseError(LEAVES)
        return real


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _beginning(file: BinaryIO, size: int, *, expected: int) -> bytes:
    """Return the first bytes; memory is asked for as the file has them, and no more is read if it goes on growing."""
    pieces: list[bytes] = []
    wanted = min(size, expected + 1)
    while wanted > 0:
        piece = file.read(wanted)
        pieces.append(piece)
        size -= len(piece)
        if len(piece) < wanted:
            break
        wanted = min(size, _PIECE)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def why(error: OSError) -> str:
    """Return the reason in words, without the path, which is not fit to be shown."""
    return (os.strerror(error.errno) if error.errno else "cannot be read").lower()

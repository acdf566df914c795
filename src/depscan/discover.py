"""Walk the targets: which files there are, and the one safe way to open them."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from depscan.errors import ParseError, UsageError
from depscan.model import Diagnostic, Level
from depscan.redact import clean
from depscan.syntax import limits

SKIPPED_FOLDERS = frozenset(
    {
        ".bzr", ".git", ".gradle", ".hg", ".idea", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn",
        ".terraform", ".tox", ".venv", "__pycache__", "bower_components", "node_modules", "site-packages", "venv",
    }
)  # fmt: skip
"""Folders of installed copies, caches and version control: what is installed there is what a manifest asked for."""

STANDARD_INPUT = "-"


class FoundFile(Struct, kw_only=True):
    """A regular file of a target, not opened yet."""

    path: str
    """Relative to its root, POSIX."""
    shown_path: str
    named: bool
    """Named by the user, so that every format is tried and larger sizes are allowed."""
    read: Callable[[str], bytes | None]
    peek: Callable[[str], bytes]
    memo: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Shared by the files of a root; see ``SourceFile``."""


class Walk(Struct, kw_only=True):
    """What walking adds up besides the files."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)


class Root:
    """A folder that reading never leaves."""

    def __init__(self, folder: str, *, largest: int = limits.FILE_BYTES) -> None:
        self.folder = folder
        self.memo: dict[tuple[str, str], Any] = {}
        self._real = os.path.realpath(folder)
        self._inside = self._real.rstrip(os.sep) + os.sep
        self._largest = largest
        self._parents: dict[str, bool] = {}

    def holds(self, path: str) -> bool:
        """Tell whether an absolute path, links resolved, lies inside."""
        real = os.path.realpath(path)
        return real == self._real or real.startswith(self._inside)

    def read(self, relative: str) -> bytes | None:
        """Return the bytes of a file inside; None where there is none.

        Raises:
            ParseError: it is not a regular file, lies outside, cannot be read or is too large.
        """
        data = self._read(relative, self._largest + 1)
        if data is not None and len(data) > self._largest:
            raise ParseError(f"larger than {self._largest // (1024 * 1024)} MiB")
        return data

    def peek(self, relative: str) -> bytes:
        """Return the first bytes of a file inside, at most ``SNIFFED_BYTES``; none where there is no file.

        Raises:
            ParseError: as ``read``.
        """
        return self._read(relative, limits.SNIFFED_BYTES) or b""

    def _read(self, relative: str, size: int) -> bytes | None:
        descriptor = self._open(relative)
        if descriptor is None:
            return None
        try:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                return None
            if not stat.S_ISREG(status.st_mode):
                raise ParseError("not a regular file")
            if status.st_size > self._largest:
                raise ParseError(f"larger than {self._largest // (1024 * 1024)} MiB")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(size)
        except OSError as error:
            raise ParseError(_why(error)) from error
        finally:
            os.close(descriptor)

    def _open(self, relative: str) -> int | None:
        """Open without waiting for anything, following links only where they stay inside."""
        path = os.path.join(self.folder, relative)
        parent = os.path.dirname(path)
        if parent not in self._parents:
            self._parents[parent] = self.holds(parent)
        if not self._parents[parent]:
            raise ParseError("a link that leaves the target")
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | getattr(os, "O_NOCTTY", 0)
        try:
            try:
                return os.open(path, flags | os.O_NOFOLLOW)
            except OSError as error:
                if error.errno != errno.ELOOP:
                    raise
            if not self.holds(path):
                raise ParseError("a link that leaves the target")
            return os.open(path, flags)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR):
                return None
            raise ParseError(_why(error)) from error
        except ValueError:
            return None


def discover(targets: Sequence[str], walk: Walk, *, exclude: Sequence[str] = ()) -> Iterator[FoundFile]:
    """Yield the files of the targets, each target sorted by path.

    Args:
        targets: folders, files, or ``-`` for a document on standard input.
        walk: receives what could not be entered and which folders were skipped by name.
        exclude: globs matched against the relative path and against each name in it.

    Raises:
        UsageError: a target does not exist or is neither a file nor a folder.
    """
    several = len(targets) > 1
    for target in targets:
        if target == STANDARD_INPUT:
            yield FoundFile(path="-", shown_path="<stdin>", named=True, read=_read_standard_input, peek=_no_peek)
            continue
        try:
            mode = os.stat(target).st_mode
        except (OSError, ValueError) as error:
            reason = _why(error) if isinstance(error, OSError) else "not a path"
            raise UsageError(f"{clean(target)}: {reason}") from error
        if stat.S_ISDIR(mode):
            prefix = f"{clean(Path(target).as_posix()).strip('/')}/" if several else ""
            yield from _walk(Root(target), prefix, walk, exclude)
        elif stat.S_ISREG(mode):
            folder, name = os.path.split(target)
            shown = clean(Path(target).as_posix() if several else name)
            root = Root(folder or ".", largest=limits.NAMED_FILE_BYTES)
            yield FoundFile(path=name, shown_path=shown, named=True, read=root.read, peek=root.peek)
        else:
            raise UsageError(f"{clean(target)}: neither a file nor a folder")


def _no_peek(_path: str) -> bytes:
    return b""


def _read_standard_input(path: str) -> bytes | None:
    if path != STANDARD_INPUT:  # nothing lies beside it
        return None
    data = sys.stdin.buffer.read(limits.NAMED_FILE_BYTES + 1)
    if len(data) > limits.NAMED_FILE_BYTES:
        raise ParseError("standard input is too large")
    return data


def _walk(root: Root, prefix: str, walk: Walk, exclude: Sequence[str]) -> Iterator[FoundFile]:
    stack = [""]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(os.path.join(root.folder, folder) if folder else root.folder) as entries:
                listing = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            _note(walk, prefix + clean(folder or "."), _why(error))
            continue
        below: list[str] = []
        for entry in listing:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if exclude and _excluded(path, entry.name, exclude):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name in SKIPPED_FOLDERS:
                        walk.skipped.add(entry.name)
                    else:
                        below.append(path)
                    continue
                if entry.is_symlink():
                    # a folder behind a link is walked where it really is, if that is inside
                    if entry.is_dir() or not _readable_link(root, path, prefix, walk):
                        continue
                elif not entry.is_file(follow_symlinks=False):
                    continue
            except OSError as error:
                _note(walk, prefix + clean(path), _why(error))
                continue
            yield FoundFile(
                path=path,
                shown_path=prefix + clean(path),
                named=False,
                read=root.read,
                peek=root.peek,
                memo=root.memo,
            )
        stack.extend(reversed(below))


def _readable_link(root: Root, path: str, prefix: str, walk: Walk) -> bool:
    absolute = os.path.join(root.folder, path)
    if not root.holds(absolute):
        _note(walk, prefix + clean(path), "a link that leaves the target")
        return False
    try:
        return stat.S_ISREG(os.stat(absolute).st_mode)
    except OSError as error:
        _note(walk, prefix + clean(path), f"a link that leads nowhere: {_why(error)}")
        return False


def _excluded(path: str, name: str, exclude: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern.rstrip("/")) or fnmatchcase(name, pattern.rstrip("/")) for pattern in exclude)


def _note(walk: Walk, path: str, reason: str) -> None:
    walk.diagnostics.append(Diagnostic(level=Level.WARNING, code="unreadable", message=reason, path=path))


def _why(error: OSError) -> str:
    return (os.strerror(error.errno) if error.errno else "cannot be read").lower()

"""Walk the targets: which files there are, and which of them cannot be looked at."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import NoReturn

from depscan.confine import LEAVES, Root, why
from depscan.errors import ParseError, UsageError
from depscan.found import INSTALLED_FOLDERS, SKIPPED_FOLDERS, FoundFile, Walk, is_excluded, keeps_copies
from depscan.model import Diagnostic, Level
from depscan.redact import clean
from depscan.syntax import limits

STANDARD_INPUT = "-"
_IMAGE_MARKS = ("oci-layout", "manifest.json")
"""One of these lies at the top of a folder that has the layout of a container image."""


def discover(
    targets: Sequence[str],
    walk: Walk,
    *,
    exclude: Sequence[str] = (),
    exclude_by_target: Sequence[Sequence[str]] = (),
    leave_out: Sequence[str] = (),
    installed: bool = False,
) -> Iterator[FoundFile]:
    """Yield the files of the targets, each target sorted by path.

    Args:
        targets: folders, files, archives and images among them, or ``-`` for a document on standard input.
        walk: receives what could not be entered and which folders were skipped by name.
        exclude: globs matched against the relative path and against each name in it.
        exclude_by_target: more of them for each target, in order.
        leave_out: absolute paths of files that are passed over, as if they were not there.
        installed: enter folders of installed copies, too.

    Raises:
        UsageError: a target does not exist or is neither a file nor a folder.
    """
    everywhere, labels = exclude, _labels(targets)
    for number, (target, label) in enumerate(zip(targets, labels, strict=True)):
        exclude = (*everywhere, *(exclude_by_target[number] if number < len(exclude_by_target) else ()))
        if target == STANDARD_INPUT:
            yield FoundFile(path="-", shown_path="<stdin>", named=True, read=_read_standard_input, peek=_no_peek)
            continue
        try:
            mode = os.stat(target).st_mode
        except (OSError, ValueError) as error:
            reason = why(error) if isinstance(error, OSError) else "not a path"
            raise UsageError(f"{clean(target) or 'an empty name'}: {reason}") from error
        if stat.S_ISDIR(mode):
            root = Root(target)
            left_out = frozenset(filter(None, map(root.relative, leave_out)))
            yield from _walk(root, f"{label}/" if label else "", walk, exclude, left_out, installed=installed)
            if _may_be_an_image(root):
                from depscan.images import folder_files

                yield from folder_files(root, label or "image", walk, exclude=exclude, installed=installed)
        elif stat.S_ISREG(mode):
            folder, name = os.path.split(target)
            root = Root(folder or ".", largest=limits.NAMED_FILE_BYTES, trusted=name)
            shown_path = label or clean(name)
            from depscan.images import archive_files

            inside = archive_files(root, name, shown_path, walk, exclude=exclude, installed=installed)
            if inside is not None:
                yield from inside
            else:
                yield FoundFile(
                    path=name,
                    shown_path=shown_path,
                    named=True,
                    read=root.read,
                    peek=root.peek,
                    listing=_listing(root, exclude),
                )
        else:
            raise UsageError(f"{clean(target)}: neither a file nor a folder")


def _may_be_an_image(root: Root) -> bool:
    try:
        return any(root.peek(mark) for mark in _IMAGE_MARKS)
    except ParseError:
        return False


def _labels(targets: Sequence[str]) -> list[str]:
    """Return what stands before the paths of each target: nothing where there is only one.

    Of absolute paths what they have in common is left out: it tells the machine's folders, perhaps a person's name.
    """
    if len(targets) == 1:
        return [""]
    absolute = [target for target in targets if os.path.isabs(target)]
    common = os.path.commonpath(absolute) if absolute else ""
    labels = []
    for target in targets:
        path = PurePath(target)
        if path.is_absolute():
            path = PurePath(path.name) if path == PurePath(common) else path.relative_to(common)
        labels.append(clean(path.as_posix()).strip("/"))
    return labels


def base_of(targets: Sequence[str]) -> str:
    """Return the folder that paths are relative to, as seen from the root of its repository, else from here.

    Services show findings in files of a repository, whichever part of it was scanned. Empty where there is nothing to
    put before a path, and for absolute targets of which each has a label of its own.
    """
    if len(targets) == 1:
        folder = targets[0] if os.path.isdir(targets[0]) else os.path.dirname(targets[0])
    elif any(os.path.isabs(target) for target in targets):
        return ""
    else:
        folder = "."
    here = root = os.path.realpath(folder or ".")
    while not os.path.lexists(os.path.join(root, ".git")):
        above = os.path.dirname(root)
        if above == root:
            root = os.path.realpath(".")
            break
        root = above
    below = os.path.join(root, "")
    return here[len(below) :].replace(os.sep, "/") if here.startswith(below) else ""


def _no_peek(_path: str) -> bytes:
    return b""


def _read_standard_input(path: str) -> bytes | None:
    if path != STANDARD_INPUT:  # nothing lies beside it
        return None
    if sys.stdin is None:
        raise ParseError("standard input is closed")
    try:
        data = sys.stdin.buffer.read(limits.NAMED_FILE_BYTES + 1)
    except OSError as error:
        raise ParseError(why(error)) from error
    if len(data) > limits.NAMED_FILE_BYTES:
        raise ParseError("standard input is too large")
    return data


def _walk(
    root: Root,
    prefix: str,
    walk: Walk,
    exclude: Sequence[str],
    leave_out: frozenset[str],
    *,
    installed: bool,
) -> Iterator[FoundFile]:
    stack = [("", False)]
    looked_at = _listing(root, exclude)
    while stack:
        folder, copies = stack.pop()
        try:
            listing = root.listing(folder)
        except OSError as error:
            walk.note(prefix + clean(folder or "."), why(error))
            continue
        below: list[tuple[str, bool]] = []
        kept = keeps_copies(folder, listing)
        for name, kind in listing:
            path = f"{folder}/{name}" if folder else name
            if path in leave_out or (exclude and is_excluded(path, name, exclude)):
                continue
            if kind == "folder":
                are_copies = kept or name in INSTALLED_FOLDERS
                if (are_copies or name in SKIPPED_FOLDERS) and not (installed and are_copies):
                    walk.skipped.add("vendor" if kept else name)
                else:
                    below.append((path, copies or are_copies))
            elif kind == "file":
                yield FoundFile(
                    path=path,
                    shown_path=prefix + clean(path),
                    named=False,
                    read=root.read,
                    peek=root.peek,
                    memo=root.memo,
                    listing=looked_at,
                    installed=copies,
                )
            elif found := _special(root, path, prefix + clean(path), kind):
                yield found
        if folder.count("/") >= limits.FOLDER_DEPTH and below:
            walk.note(prefix + clean(folder), "folders nested too deeply")
            below.clear()
        stack.extend(reversed(below))


def _listing(root: Root, exclude: Sequence[str]) -> Callable[[str], list[tuple[str, str]]]:
    """Return what tells extractors what a folder holds that walking would look at."""

    def listing(folder: str) -> list[tuple[str, str]]:
        return [
            (name, kind)
            for name, kind in root.listing(folder)
            if (kind != "folder" or name not in SKIPPED_FOLDERS)
            and not (exclude and is_excluded(f"{folder}/{name}".lstrip("/"), name, exclude))
        ]

    return listing


def _special(root: Root, path: str, shown_path: str, kind: str) -> FoundFile | None:
    """Return a link, or what only has the name of a file; None for a link to a folder inside."""
    unless_asked_for = None
    reason = "not a regular file"
    if kind == "link":
        try:
            leads_to = root.link(path)
            if leads_to == "folder":  # it is walked where it really is
                return None
            if leads_to == "file":
                return FoundFile(
                    path=path, shown_path=shown_path, named=False, read=root.read, peek=root.peek, memo=root.memo
                )
        except ParseError as error:
            reason = str(error)
            unless_asked_for = Diagnostic(
                level=Level.WARNING if LEAVES in reason else Level.NOTE,
                code="unreadable",
                message=reason,
                path=shown_path,
            )

    def refuse(_path: str) -> NoReturn:
        raise ParseError(reason)

    return FoundFile(
        path=path,
        shown_path=shown_path,
        named=False,
        read=refuse,
        peek=refuse,
        unless_asked_for=unless_asked_for,
    )

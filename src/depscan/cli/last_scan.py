"""The last scan, kept in the user's cache so that ``depscan explain 3`` knows what is meant; never needed."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import msgspec

from depscan import saved
from depscan.errors import UsageError
from depscan.knowledge import locate
from depscan.pipeline import current_minute
from depscan.render import json
from depscan.report import Report

NAME = "last-scan.json"
_NONE = "no scan is kept: give a target, or run `depscan scan` first"


def folder() -> Path | None:
    """Return where the last scan is kept; None for users without a home."""
    return locate.cache_folder()


def keep(report: Report) -> None:
    """Keep what ``depscan explain`` needs of a report; where that is not possible, nothing is said.

    The folder is the user's own, the file is for nobody else, and it is whole or not there.
    """
    place = folder()
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        data = msgspec.json.encode(json.rows(report) | {"time": current_minute()})
        temporary = place / f".last-scan-{os.getpid()}"
        with contextlib.suppress(FileNotFoundError):  # of a process that was ended at once
            temporary.unlink()
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(temporary, place / NAME)
        except BaseException:  # also when interrupted: nothing is left behind
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise


def kept() -> tuple[saved.SavedReport, str]:
    """Return the last scan and when it was.

    Raises:
        UsageError: there is none, or it cannot be read.
    """
    place = folder()
    path = place / NAME if place else None
    if path is None or not _is_own(path):
        raise UsageError(_NONE)
    try:
        report = saved.read_report(os.fspath(path))
    except UsageError as error:  # it names a folder of the machine
        raise UsageError("the last scan cannot be read back: run `depscan scan` again") from error
    return report, report.time


def _is_own(path: os.PathLike[str]) -> bool:
    """Tell whether a file is there that nobody but the user can have written."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
    return ours and stat.S_ISREG(status.st_mode)

"""Where text goes: standard output or a file, plain or coloured; everything else goes to standard error."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from typing import TextIO

from depscan.errors import UsageError
from depscan.redact import neutral

PIPE_WIDTH = 120
NARROWEST = 60
WIDEST = 400
"""A terminal that says otherwise is not believed."""
PROGRESS_AFTER_SECONDS = 1.0


def write(text: str | bytes) -> None:
    """Write results to standard output in UTF-8, whatever the locale; unencodable characters are escaped.

    Raises:
        UsageError: it cannot be written.
    """
    if sys.stdout is None:
        raise UsageError("cannot write to standard output: it is closed")
    try:
        sys.stdout.flush()
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(text if isinstance(text, str) else text.decode())
        else:
            buffer.write(_encoded(text))
            buffer.flush()
    except BrokenPipeError:  # the reader has seen enough; what the scan found does not change by that
        forsake(sys.stdout)
    except OSError as error:
        forsake(sys.stdout)
        raise UsageError(f"cannot write to standard output: {(error.strerror or str(error)).lower()}") from error


def write_json(plain: object) -> None:
    """Write plain data as indented JSON, in ASCII: nothing that a saved report says can reach the terminal as it is.

    Raises:
        UsageError: standard output cannot be written.
    """
    import json

    write(json.dumps(plain, indent=2) + "\n")


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


def forsake(stream: TextIO) -> None:
    """Let a stream that cannot be written lead nowhere, so that the interpreter does not complain when it flushes."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def note(message: str) -> None:
    """Write lines to standard error, neutralised; if there is none, nobody is left to be told."""
    text = "".join(f"depscan: {neutral(line)}\n" for line in message.split("\n"))
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        forsake(sys.stderr)


def check_output(path: str) -> None:
    """Look before the work begins whether a file can be written.

    Raises:
        UsageError: it has no folder, is one, or may not be written.
    """
    folder = os.path.dirname(os.path.abspath(path))
    replaced = not os.path.exists(path) or os.path.isfile(path)
    if not path:
        raise UsageError("cannot write a file without a name")
    if os.path.isdir(path):
        code = errno.EISDIR
    elif not os.path.isdir(folder):
        code = errno.ENOTDIR if os.path.exists(folder) else errno.ENOENT
    elif not os.access(folder if replaced else path, os.W_OK):
        code = errno.EACCES
    else:
        return
    raise UsageError(f"cannot write {path}: {os.strerror(code).lower()}")


def write_file(path: str, text: str | bytes) -> None:
    """Write a file atomically: it is whole or not there.

    Raises:
        UsageError: it cannot be written.
    """
    data = _encoded(text)
    folder = os.path.dirname(os.path.abspath(path))
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "wb") as special:  # /dev/stdout, a named pipe: nothing to replace
                special.write(data)
            return
        import tempfile

        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".depscan-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, _mode_for(path))
            os.replace(temporary, path)
        except BaseException:  # also when interrupted: nothing is left behind
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error


def _mode_for(path: str) -> int:
    if os.path.exists(path):
        return stat.S_IMODE(os.stat(path).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def wants_colour(choice: str) -> bool:
    """Tell whether to colour standard output: ``always``, ``never``, or by terminal, NO_COLOR, FORCE_COLOR, TERM."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return _is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def columns(given: int | None) -> int:
    """Return the width to fill: as given, the terminal's, or a fixed one for pipes."""
    if given:
        return given
    return max(_terminal_columns(PIPE_WIDTH), NARROWEST) if _is_terminal(sys.stdout) else PIPE_WIDTH


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _terminal_columns(fallback: int) -> int:
    import shutil

    return min(shutil.get_terminal_size((fallback, 24)).columns, WIDEST)


class Progress:
    """A line on standard error, only on a terminal and only when a scan takes longer than a second."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted and _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._start = time.monotonic()
        self._last = 0.0
        self._shown = False

    def callback(self) -> Callable[[int, str], None] | None:
        """Return what the scan is to tell, or None if nobody watches."""
        return self._tell if self._wanted else None

    def _tell(self, seen: int, path: str) -> None:
        now = time.monotonic()
        if now - self._start < PROGRESS_AFTER_SECONDS or now - self._last < 0.1:
            return
        self._last = now
        self._shown = True
        width = _terminal_columns(80) - 1
        sys.stderr.write("\r" + f"{seen:,} files  {path}"[:width].ljust(width))
        sys.stderr.flush()

    def done(self) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * (_terminal_columns(80) - 1) + "\r")
            sys.stderr.flush()

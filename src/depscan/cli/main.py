"""The entry point: the only place that catches everything and the only one that exits."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence

from depscan._version import VERSION_LINE
from depscan.errors import DepscanError, ExitStatus

HELP_TEXTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "_data", "help.txt")
HELP_COLUMNS = 80


class Terminated(BaseException):
    """Somebody asked the process to end."""


def run() -> None:
    """Run the program and exit with its status."""
    gc.disable()  # nothing here makes cycles; collecting would walk modules and components again and again
    signal.signal(signal.SIGTERM, _terminate)
    if sys.stdout is not None:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a narrow locale costs a letter
    status = main(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        sys.exit(status)  # noqa: TID251 - a closed stream is the interpreter's to deal with
    os._exit(status)  # everything is written; taking down a million values would be felt


def _terminate(_signal: int, _frame: object) -> None:
    raise Terminated


def main(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit status."""
    try:
        return _main(arguments)
    except DepscanError as error:
        _say(str(error))
        return error.status
    except BrokenPipeError:  # the reader went away
        _forsake_output()
        return ExitStatus.OK
    except KeyboardInterrupt:
        _say("interrupted")
        return ExitStatus.INTERRUPTED
    except Terminated:
        _say("terminated")
        return ExitStatus.TERMINATED
    except OSError as error:  # a full disk, no memory for a process table: not of our making
        _forsake_output()
        return _report(arguments, error, f"cannot go on: {_reason(error)}", ExitStatus.USAGE)
    except MemoryError as error:
        return _report(arguments, error, "this takes more memory than there is", ExitStatus.USAGE)
    except Exception as error:  # noqa: BLE001 - nobody is left to catch it
        bug = (
            f"a bug in depscan ({type(error).__name__}); please report it, with what the same command says with --debug"
        )
        return _report(arguments, error, bug, ExitStatus.BUG)


def _main(arguments: Sequence[str]) -> int:
    text = VERSION_LINE + "\n" if list(arguments) in (["--version"], ["-V"]) else _prepared_help(arguments)
    if text is not None:  # before anything is imported: it is asked for in scripts
        if sys.stdout is not None:
            sys.stdout.write(text)
            sys.stdout.flush()
        return ExitStatus.OK
    from depscan.cli.app import call

    status = call([argument for argument in arguments if argument != "--debug"])
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _reason(error: OSError) -> str:
    text = (error.strerror or type(error).__name__).lower()
    return f"{error.filename}: {text}" if isinstance(error.filename, str) else text


def _report(arguments: Sequence[str], error: Exception, message: str, status: ExitStatus) -> ExitStatus:
    if "--debug" in arguments:
        import traceback

        _say("".join(traceback.format_exception(error)).rstrip())
    _say(message)
    return status


def _prepared_help(arguments: Sequence[str]) -> str | None:
    """Return the help text that a wheel carries; None in a checkout, on narrow terminals and for anything else.

    It is what the declarations print, kept because importing them takes three times as long as all the rest.
    """
    if not arguments or arguments[-1] not in ("--help", "-h"):
        return None
    try:
        columns = int(os.environ.get("COLUMNS") or (os.get_terminal_size().columns if sys.stdout.isatty() else 80))
        if columns < HELP_COLUMNS:
            return None
        with open(HELP_TEXTS, encoding="utf-8") as file:
            texts = file.read().split("\f")
    except (OSError, ValueError):
        return None
    wanted = " ".join(arguments[:-1])
    return next((text.partition("\n")[2] for text in texts if text.partition("\n")[0] == wanted), None)


def _say(message: str) -> None:
    from depscan.cli.console import note

    note(message)


def _forsake_output() -> None:
    from depscan.cli.console import forsake

    if sys.stdout is not None:
        forsake(sys.stdout)

"""The entry point: the only place that catches everything and the only one that exits."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from depscan._version import __version__
from depscan.errors import DepscanError, ExitStatus

HELP_TEXTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "_data", "help.txt")
HELP_COLUMNS = 80
VERSION_LINE = f"sovereign-depscan {__version__} (command depscan; not OWASP dep-scan)"


def run() -> None:
    """Run the program and exit with its status."""
    gc.disable()  # nothing here makes cycles; collecting would walk modules and components again and again
    sys.exit(main(sys.argv[1:]))  # noqa: TID251 - the one place that exits


def main(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit status."""
    if list(arguments) in (["--version"], ["-V"]):
        print(VERSION_LINE)  # noqa: T201 - before anything is imported: it is asked for in scripts
        return ExitStatus.OK
    text = _prepared_help(arguments)
    if text is not None:
        sys.stdout.write(text)
        return ExitStatus.OK
    debug = "--debug" in arguments
    try:
        from depscan.cli.app import call

        status = call([argument for argument in arguments if argument != "--debug"])
        sys.stdout.flush()
        return status
    except DepscanError as error:
        _say(str(error))
        return error.status
    except BrokenPipeError:
        # the reader went away; keep the interpreter from complaining when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.OK
    except KeyboardInterrupt:
        _say("interrupted")
        return ExitStatus.INTERRUPTED
    except Exception as error:
        if debug:
            raise
        _say(
            f"a bug in depscan ({type(error).__name__}); please report it, with what the same command says with --debug"
        )
        return ExitStatus.BUG


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
    from depscan.redact import clean, redact

    for line in message.split("\n"):
        sys.stderr.write(f"depscan: {clean(redact(line))}\n")

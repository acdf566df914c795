"""The entry point: the only place that catches everything and the only one that exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from depscan._version import __version__
from depscan.errors import DepscanError, ExitStatus

VERSION_LINE = f"sovereign-depscan {__version__} (command depscan; not OWASP dep-scan)"


def run() -> None:
    """Run the program and exit with its status."""
    sys.exit(main(sys.argv[1:]))  # noqa: TID251 - the one place that exits


def main(arguments: Sequence[str]) -> int:
    """Run the program with these arguments and return its exit status."""
    if list(arguments) in (["--version"], ["-V"]):
        print(VERSION_LINE)  # noqa: T201 - before anything is imported: it is asked for in scripts
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


def _say(message: str) -> None:
    from depscan.redact import clean, redact

    for line in message.split("\n"):
        sys.stderr.write(f"depscan: {clean(redact(line))}\n")

"""Every error depscan raises on purpose, and the exit status each one ends in.

::

    DepscanError
    ├── UsageError        2   wrong option, missing target, unwritable output
    ├── NothingToScan     3   no file that any format recognises
    ├── KnowledgeError    4   vendors.yaml, rules/ or settings do not validate
    └── ParseError        -   one file could not be read: becomes a Diagnostic, never ends a scan

``IncompleteScan`` (status 5) is not an error: it is a verdict of ``--strict`` and ``--min-coverage``.
"""

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the process answers; it never depends on the output format."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_TO_SCAN = 3
    INVALID_KNOWLEDGE = 4
    INCOMPLETE = 5
    BUG = 70
    INTERRUPTED = 130
    TERMINATED = 143


EXIT_STATUS_MEANINGS: dict[ExitStatus, str] = {
    ExitStatus.OK: "no finding that fails (without `--fail-on` and rules, reporting never fails)",
    ExitStatus.FINDINGS: "at least one finding of `--fail-on` or a rule that is new or worse, and not waived",
    ExitStatus.USAGE: "wrong option, missing target, unreadable input or unwritable output",
    ExitStatus.NOTHING_TO_SCAN: "nothing recognised: an empty directory is not a clean bill",
    ExitStatus.INVALID_KNOWLEDGE: "`vendors.yaml`, `rules/` or the settings do not validate, or contradict themselves",
    ExitStatus.INCOMPLETE: "`--strict` with something unread, or coverage below `--min-coverage`",
    ExitStatus.BUG: "a bug in depscan",
    ExitStatus.INTERRUPTED: "interrupted",
    ExitStatus.TERMINATED: "asked to end (SIGTERM)",
}


class DepscanError(Exception):
    """Base of everything depscan raises on purpose; ``str()`` is one line fit for the user."""

    status: ExitStatus = ExitStatus.BUG


class UsageError(DepscanError):
    """The command line asks for something that cannot be done."""

    status = ExitStatus.USAGE


class NothingToScan(DepscanError):  # noqa: N818 - reads as what it is
    """No file in the targets is of a format that depscan reads."""

    status = ExitStatus.NOTHING_TO_SCAN


class KnowledgeError(DepscanError):
    """Knowledge does not validate; the message starts with file and line."""

    status = ExitStatus.INVALID_KNOWLEDGE


class ParseError(DepscanError):
    """One scanned file cannot be understood (any further).

    Args:
        message: the reason, without quoting the file's content.
        line: where, counted from 1, if the format has lines.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line

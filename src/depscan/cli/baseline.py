"""``depscan baseline``: write the findings of today, so that only what is new or worse fails."""

from __future__ import annotations

import os

from msgspec import Struct, structs

from depscan.cli.console import Progress, check_output, note, write, write_file
from depscan.cli.layering import Given, layered
from depscan.errors import ExitStatus, UsageError
from depscan.finding import State
from depscan.gate import baseline
from depscan.knowledge.load import load_knowledge
from depscan.pipeline import scan
from depscan.redact import shown
from depscan.render import words

_STANDARD_OUTPUT = "-"


class Request(Struct, frozen=True, kw_only=True):
    """The options as given."""

    targets: tuple[str, ...]
    output: str
    given: Given
    quiet: bool


def run(request: Request) -> int:
    """Scan, write the baseline, and return the exit status."""
    to_file = request.output != _STANDARD_OUTPUT
    if to_file:
        check_output(request.output)
    layers = layered(request.given, request.targets, load_knowledge)
    settings = layers.settings
    if settings.fail_on is None and not settings.rules:
        raise UsageError("no rule is in force, so there are no findings: give --fail-on, or rules in depscan.toml")
    if to_file:
        settings = structs.replace(settings, leave_out=(os.path.realpath(request.output),))
    progress = Progress(wanted=not request.quiet)
    try:
        report = scan(request.targets, settings, knowledge=layers.knowledge, progress=progress.callback())
    finally:
        progress.done()
    text = baseline.write(report.findings)
    if not to_file:
        write(text)
        return ExitStatus.OK
    write_file(request.output, text)
    waived = sum(finding.state is State.WAIVED for finding in report.findings)
    left_out = f"; {waived} waived left out" if waived else ""
    note(f"{words.plural(len(report.findings) - waived, 'finding')} written to {shown(request.output)}{left_out}")
    return ExitStatus.OK

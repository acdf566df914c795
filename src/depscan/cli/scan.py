"""``depscan scan``: the main job."""

from __future__ import annotations

import sys

from msgspec import Struct

from depscan.cli.console import Progress, columns, wants_colour, write, write_file
from depscan.errors import ExitStatus, UsageError
from depscan.gate.settings import Settings
from depscan.knowledge.load import load_knowledge
from depscan.model import Report, Severity
from depscan.pipeline import scan
from depscan.render import table

FORMATS = ("table", "json")


class Request(Struct, frozen=True, kw_only=True):
    """The options as given."""

    targets: tuple[str, ...]
    format: str | None
    output: str | None
    fail_on: str | None
    home: str
    exclude: tuple[str, ...]
    include_dev: bool
    min_coverage: float | None
    strict: bool
    show_all: bool
    colour: str
    width: int | None
    quiet: bool
    knowledge: tuple[str, ...]


def run(request: Request) -> int:
    """Scan, write the result, and return the exit status."""
    format_ = request.format or _format_of(request.output)
    knowledge = load_knowledge(request.knowledge, on_compile=lambda: _note("compiling knowledge …"))
    home = _home(request.home, knowledge.scoring.areas)
    settings = Settings(
        home=home,
        exclude=request.exclude,
        include_dev=request.include_dev,
        knowledge=request.knowledge,
        fail_on=Severity(request.fail_on) if request.fail_on else None,
    )
    progress = Progress(wanted=not request.quiet)
    try:
        report = scan(request.targets, settings, knowledge=knowledge, progress=progress.callback())
    finally:
        progress.done()
    _output(report, format_, request)
    return _status(report, request)


def _home(text: str, areas: dict[str, frozenset[str]]) -> str:
    """Return the area in capitals, checked: an unknown one would make every law extraterritorial."""
    code = {"UK": "GB"}.get(text.upper(), text.upper())
    if code not in areas and not (len(code) == 2 and code.isalpha()):
        raise UsageError(f"--home {text}: neither an area ({', '.join(sorted(areas))}) nor a two-letter country code")
    return code


def _format_of(output: str | None) -> str:
    return "json" if output and output.endswith(".json") else "table"


def _output(report: Report, format_: str, request: Request) -> None:
    if format_ == "json":
        from depscan.render import json

        text = json.render(report)
    elif request.output in (None, "-") and wants_colour(request.colour) and len(report.assessments) <= table.RICH_ROWS:
        _output_rich(report, request)
        return
    else:
        width = columns(request.width) if request.output in (None, "-") else request.width or 120
        text = table.render(report, width=width, show_all=request.show_all)
    if request.output and request.output != "-":
        write_file(request.output, text)
    else:
        write(text)


def _output_rich(report: Report, request: Request) -> None:
    from rich.console import Console

    console = Console(
        width=columns(request.width), force_terminal=True, legacy_windows=False, soft_wrap=False, emoji=False
    )
    table.render_rich(report, console, show_all=request.show_all)


def _status(report: Report, request: Request) -> int:
    if report.findings:
        return ExitStatus.FINDINGS
    if request.strict and report.inventory.files_failed:
        _note(f"{report.inventory.files_failed} files could not be read (--strict)")
        return ExitStatus.INCOMPLETE
    if request.min_coverage is not None and report.coverage * 100 < request.min_coverage:
        _note(f"coverage {report.coverage * 100:.1f} % is below {request.min_coverage:g} % (--min-coverage)")
        return ExitStatus.INCOMPLETE
    return ExitStatus.OK


def _note(message: str) -> None:
    sys.stderr.write(f"depscan: {message}\n")

"""``depscan scan``: the main job."""

from __future__ import annotations

import os

from msgspec import Struct

from depscan.cli import last_scan
from depscan.cli.basis import checked_home
from depscan.cli.console import Progress, check_output, columns, note, wants_colour, write, write_file
from depscan.errors import ExitStatus, UsageError
from depscan.gate.settings import Settings
from depscan.knowledge.load import load_knowledge
from depscan.model import Level, Severity
from depscan.pipeline import scan
from depscan.render import table, words
from depscan.report import Report

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
    installed: bool
    source: bool
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
    if request.output not in (None, "-"):
        check_output(request.output)
    knowledge = load_knowledge(request.knowledge, on_compile=lambda: note("compiling knowledge …"))
    home = checked_home(request.home, knowledge.scoring.areas)
    settings = Settings(
        home=home,
        exclude=request.exclude,
        leave_out=(os.path.realpath(request.output),) if request.output else (),
        include_dev=request.include_dev,
        installed=request.installed,
        source=request.source,
        knowledge=request.knowledge,
        fail_on=Severity(request.fail_on) if request.fail_on else None,
    )
    progress = Progress(wanted=not request.quiet)
    try:
        try:
            report = scan(request.targets, settings, knowledge=knowledge, progress=progress.callback())
        finally:
            progress.done()
        _output(report, format_, request)
        last_scan.keep(report)
    except MemoryError as error:
        error.__traceback__ = None  # the frames below hold what has filled the memory
        raise UsageError("this takes more memory than there is") from None
    return _status(report, request)


def _format_of(output: str | None) -> str:
    return "json" if output and output.endswith(".json") else "table"


def _output(report: Report, format_: str, request: Request) -> None:
    if format_ == "json":
        from depscan.render import json

        text: str | bytes = json.render_bytes(report)
    elif request.output in (None, "-") and wants_colour(request.colour) and len(report.assessments) <= table.RICH_ROWS:
        text = table.render_rich(report, width=columns(request.width), show_all=request.show_all)
    else:
        width = columns(request.width) if request.output in (None, "-") else request.width or 120
        text = table.render(report, width=width, show_all=request.show_all)
    if request.output not in (None, "-"):
        write_file(request.output, text)
    else:
        write(text)


def _status(report: Report, request: Request) -> int:
    if report.failing:
        return ExitStatus.FINDINGS
    if request.strict and (unread := _unread(report)):
        note(f"{unread} (--strict)")
        return ExitStatus.INCOMPLETE
    if request.min_coverage is not None and report.coverage * 100 < request.min_coverage:
        note(f"coverage {report.coverage * 100:.1f} % is below {request.min_coverage:g} % (--min-coverage)")
        return ExitStatus.INCOMPLETE
    return ExitStatus.OK


def _unread(report: Report) -> str:
    """Say what was lost: whole files, or parts of files; nothing where all is read."""
    failed = report.inventory.files_failed
    warnings = [diagnostic for diagnostic in report.inventory.diagnostics if diagnostic.level is Level.WARNING]
    parts = [f"{words.plural(failed, 'file')} could not be read"] if failed else []
    if warnings:
        parts.append(f"{words.plural(len(warnings), 'warning')}, first: {warnings[0].path}: {warnings[0].message}")
    return "; ".join(parts)

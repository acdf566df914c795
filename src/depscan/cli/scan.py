"""``depscan scan``: the main job."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec import Struct, structs

from depscan.cli import gating, last_scan
from depscan.cli.console import Progress, note
from depscan.cli.layering import Given, Layered, layered
from depscan.cli.outputs import STANDARD_OUTPUT, Look, Output, emit, outputs
from depscan.errors import ExitStatus, UsageError
from depscan.knowledge.load import load_knowledge
from depscan.model import Level
from depscan.pipeline import scan
from depscan.render import words
from depscan.report import Report


class Request(Struct, frozen=True, kw_only=True):
    """The options as given."""

    targets: tuple[str, ...]
    format: str | None
    outputs: tuple[str, ...]
    given: Given
    """What is laid over the settings file."""
    show_all: bool
    colour: str
    width: int | None
    quiet: bool
    verbose: bool


def run(request: Request) -> int:
    """Scan, write the result, and return the exit status."""
    wanted = outputs(request.outputs, request.format)
    layers = layered(request.given, request.targets, load_knowledge)
    if request.verbose:
        note(layers.told)
    settings = structs.replace(
        layers.with_baseline(request.given.baseline),
        leave_out=tuple(os.path.realpath(output.path) for output in wanted if output.path != STANDARD_OUTPUT),
    )
    knowledge = layers.knowledge
    progress = Progress(wanted=not request.quiet)
    try:
        try:
            report = scan(request.targets, settings, knowledge=knowledge, progress=progress.callback())
        finally:
            progress.done()
        emit(report, wanted, Look(width=request.width, colour=request.colour, show_all=request.show_all))
        last_scan.keep(report)
    except MemoryError as error:
        error.__traceback__ = None  # the frames below hold what has filled the memory
        raise UsageError("this takes more memory than there is") from None
    gating.tell(report, settings)
    if request.verbose:
        _tell(report, wanted)
    return _status(report, layers)


def _tell(report: Report, wanted: Sequence[Output]) -> None:
    inventory = report.inventory
    note(f"knowledge {report.knowledge.version} ({report.knowledge.digest})")
    note(
        f"{words.plural(inventory.files_seen, 'file')} seen, {inventory.files_read} read,"
        f" {inventory.files_failed} failed;"
        f" {words.plural(len(inventory.components), 'component')},"
        f" {words.plural(len(report.assessments), 'dependency', 'dependencies')}"
    )
    if inventory.skipped_folders:
        note(f"not looked into: {', '.join(inventory.skipped_folders)}")
    for output in wanted:
        note(f"written: {output.format} to {'standard output' if output.path == STANDARD_OUTPUT else output.path}")


def _status(report: Report, layers: Layered) -> int:
    if report.failing:
        return ExitStatus.FINDINGS
    if layers.strict and (unread := _unread(report)):
        note(f"{unread} (--strict)")
        return ExitStatus.INCOMPLETE
    if layers.min_coverage is not None and report.coverage * 100 < layers.min_coverage:
        note(f"coverage {report.coverage * 100:.1f} % is below {layers.min_coverage:g} % (--min-coverage)")
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

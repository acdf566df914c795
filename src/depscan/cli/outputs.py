"""Where a report goes, and in which form: several files and standard output at once."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct

from depscan.cli.console import check_output, columns, wants_colour, write, write_file
from depscan.errors import UsageError
from depscan.render import table
from depscan.report import Report

STANDARD_OUTPUT = "-"
FILE_WIDTH = 120
"""Columns of a table in a file."""
_MODULES = {
    "json": ("json", "render_bytes"),
    "sarif": ("sarif", "render"),
    "cyclonedx": ("cyclonedx", "render"),
    "cyclonedx-1.7": ("cyclonedx", "render_1_7"),
    "spdx": ("spdx", "render"),
    "junit": ("junit", "render"),
    "gitlab-codequality": ("gitlab", "render_code_quality"),
    "gitlab-dependencies": ("gitlab", "render_dependencies"),
    "github": ("github", "render"),
    "github-summary": ("github", "render_summary"),
    "markdown": ("markdown", "render"),
    "csv": ("csv", "render"),
}
"""Format → module of ``depscan.render`` and its function; imported when asked for."""
FORMATS = ("table", *_MODULES)
_NAMES = (
    ("gl-code-quality-report.json", "gitlab-codequality"),
    ("gl-dependency-scanning-report.json", "gitlab-dependencies"),
    (".cdx.json", "cyclonedx"),
    (".spdx.json", "spdx"),
    (".sarif.json", "sarif"),
    (".sarif", "sarif"),
    (".json", "json"),
    (".xml", "junit"),
    (".md", "markdown"),
    (".csv", "csv"),
    (".txt", "table"),
)
"""Ends of names, the more telling first."""


class Output(Struct, frozen=True):
    """One form of the report, and where it goes."""

    format: str
    path: str
    """``-`` for standard output."""


class Look(Struct, frozen=True, kw_only=True):
    """How the table looks."""

    width: int | None = None
    colour: str = "auto"
    show_all: bool = False


def outputs(given: Sequence[str], format_: str | None) -> tuple[Output, ...]:
    """Return where the report goes.

    Args:
        given: ``FILE``, ``FORMAT:FILE`` or ``-``, as often as wanted; none: standard output.
        format_: for what does not tell its format; the only output is of this format in any case.

    Raises:
        UsageError: two outputs to one place, a file that cannot be written, a format that does not exist.
    """
    texts = given or (STANDARD_OUTPUT,)
    found = tuple(_output(text, format_, only=len(texts) == 1) for text in texts)
    places = [output.path if output.path == STANDARD_OUTPUT else os.path.realpath(output.path) for output in found]
    for place, output in zip(places, found, strict=True):
        if places.count(place) > 1:
            where = "standard output" if place == STANDARD_OUTPUT else output.path
            raise UsageError(f"-o: two outputs go to {where}")
        if output.path != STANDARD_OUTPUT:
            check_output(output.path)
    return found


def _output(text: str, format_: str | None, *, only: bool) -> Output:
    name, colon, path = text.partition(":")
    if colon and name in FORMATS:
        return Output(name, path)
    if colon and not os.path.dirname(name) and (near := get_close_matches(name, FORMATS, n=1, cutoff=0.8)):
        raise UsageError(f"-o {text}: no format {name}; did you mean {near[0]}?")
    told = next((known for end, known in _NAMES if text.lower().endswith(end)), None)
    if only and format_:
        told = format_
    return Output(told or format_ or "table", text)


def emit(report: Report, wanted: Sequence[Output], look: Look) -> None:
    """Render the report once for each output and write it, files first: standard output may be closed early.

    Raises:
        UsageError: something cannot be written.
    """
    for output in sorted(wanted, key=lambda output: output.path == STANDARD_OUTPUT):
        text = _rendered(report, output, look)
        if output.path == STANDARD_OUTPUT:
            write(text)
        else:
            write_file(output.path, text)


def _rendered(report: Report, output: Output, look: Look) -> str | bytes:
    if output.format == "table":
        return _table(report, output, look)
    module, function = _MODULES[output.format]
    rendered: str | bytes = getattr(importlib.import_module(f"depscan.render.{module}"), function)(report)
    return rendered


def _table(report: Report, output: Output, look: Look) -> str:
    if output.path != STANDARD_OUTPUT:
        return table.render(report, width=look.width or FILE_WIDTH, show_all=look.show_all)
    width = columns(look.width)
    if wants_colour(look.colour) and len(report.assessments) <= table.RICH_ROWS:
        return table.render_rich(report, width=width, show_all=look.show_all)
    return table.render(report, width=width, show_all=look.show_all)

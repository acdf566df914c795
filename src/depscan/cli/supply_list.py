"""The list of components with suppliers, countries and reliance that C3A and CADA ask for, as a CSV or JSON file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from msgspec import structs

from depscan.assess.risk import assess
from depscan.assess.supply import Supplied, supplied
from depscan.cli.basis import Basis
from depscan.cli.console import check_output, note, write_file
from depscan.errors import UsageError
from depscan.knowledge.index import Knowledge
from depscan.redact import clean
from depscan.render import words

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


def export(path: str, asked: Basis, known: Knowledge) -> None:
    """Write the list.

    Args:
        path: its ending, ``.csv`` or ``.json``, tells the format.
        asked: what was scanned, or a saved report.
        known: vendors, products, channels.

    Raises:
        UsageError: another ending, or the file cannot be written.
    """
    ending = path.rpartition(".")[2].lower()
    if ending not in ("csv", "json"):
        raise UsageError(f"--export {path}: give a file that ends with .csv or .json")
    check_output(path)
    assessments = assess(asked.dependencies, known, home=asked.home, date=asked.date)
    rows = list(supplied(asked.components(), assessments, known))
    write_file(path, _csv(rows) if ending == "csv" else _json(rows))
    note(f"{path}: {words.plural(len(rows), 'component')}")


def _csv(rows: Iterable[Supplied]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Supplied.__struct_fields__)
    for row in rows:
        writer.writerow([_cell(value) for value in structs.astuple(row)])
    return text.getvalue()


def _cell(value: str) -> str:
    """A text from a scanned file must not become a formula, nor control characters anything."""
    text = clean(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(rows: Iterable[Supplied]) -> str:
    return json.dumps([structs.asdict(row) for row in rows], indent=2) + "\n"

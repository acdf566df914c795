"""Inventories of software and contracts as CSV: what a client's spreadsheet is exported to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.inventories._table import HEADER_ROWS, Header, find_header, products
from depscan.model import Component
from depscan.syntax.decode import to_text

_DELIMITERS = (";", ",", "\t", "|")
_LINES_OF_A_CELL = 50


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the products listed.

    Raises:
        ParseError: no header of an inventory, or not readable as a table.
    """
    text = _as_windows_meant(source.text())
    found = _dialect(text)
    if found is None:
        raise ParseError("not an inventory: no header that names software and its vendor, cost, licence or contract")
    delimiter, start, header = found
    rows: list[tuple[int, Sequence[str]]] = []
    error: ParseError | None = None
    try:
        rows.extend(_rows(source, text, delimiter))
    except ParseError as caught:
        error = caught
    yield from products(source, header, rows[start + 1 :])
    if error:
        raise error


def _dialect(text: str) -> tuple[str, int, Header] | None:
    """Return the delimiter that makes sense of the first lines, the index of the header, and the header."""
    best: tuple[str, int, Header] | None = None
    for delimiter in _DELIMITERS:
        try:
            head = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEADER_ROWS))
        except csv.Error:
            continue
        found = find_header(head)
        if found and (best is None or len(found[1].columns) > len(best[2].columns)):
            best = (delimiter, *found)
    return best


def _rows(source: SourceFile, text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield line and cells of each row; behind a quote that is not closed, quotes are taken for text."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if reader.line_num - line > _LINES_OF_A_CELL:
                break
            yield line, row
            line = reader.line_num + 1
        else:
            return
    except csv.Error:  # a cell beyond all measure
        pass
    source.warn("odd-quotes", "a quote that is not closed", line=line)
    try:
        for offset, row in enumerate(csv.reader(lines[line - 1 :], delimiter=delimiter, quoting=csv.QUOTE_NONE)):
            yield line + offset, [cell.strip(' "') for cell in row]
    except csv.Error as error:
        raise ParseError("not readable as CSV: a line beyond all measure") from error


def _as_windows_meant(text: str) -> str:
    """Return Latin-1 text as Windows-1252, which has the euro sign where Latin-1 has control characters."""
    if any("\x80" <= character <= "\x9f" for character in text):
        try:
            return text.encode("latin-1").decode("cp1252", "replace")
        except UnicodeEncodeError:
            return text
    return text


def _sniff(head: bytes) -> bool:
    lines, newline, _ = head.rpartition(b"\n")
    try:
        text, _ = to_text(lines if newline else head)
    except ParseError:  # UTF-16 cut in the middle of a character, or binary
        try:
            text, _ = to_text(head[: len(head) // 2 * 2 - 2])
        except ParseError:
            return False
    return _dialect(text) is not None


EXTRACTOR = Extractor(
    name="inventory-csv",
    ecosystem="inventory",
    patterns=(),
    sniffed_patterns=("*.csv", "*.CSV", "*.tsv"),
    sniff=_sniff,
    parse=parse,
    description="products, vendors, annual cost, renewal, notice …; English or French headings, any delimiter",
    spec_url="https://www.rfc-editor.org/rfc/rfc4180",
)

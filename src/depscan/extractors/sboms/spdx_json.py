"""SPDX JSON, 2.0 to 2.3: as it is, as a forge exports it, and as old tools wrapped it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._lines import Lines
from depscan.extractors.sboms._salvage import typed_or_plain
from depscan.extractors.sboms._spdx import Reading
from depscan.extractors.sboms._spdx_form import Document, Package
from depscan.extractors.sboms._spdx_plain import understood
from depscan.extractors.sboms._statement import is_attestation
from depscan.model import Component
from depscan.syntax import json


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages besides those that the document describes; files and snippets are no components.

    Raises:
        ParseError: not JSON, or not SPDX 2.
    """
    data, document, value = typed_or_plain(source, Document)
    lost = 0
    if document is not None:
        document = document.sbom or document
    if document is None or not (document.version or "").startswith("SPDX-"):
        document, lost = understood(source, json.read_any(data) if value is None else value, Document)
    line_of = _line_finder(Lines(data))
    yield from Reading(source=source, document=document, line_of=line_of, unusable=lost).components()


def _line_finder(lines: Lines) -> Callable[[Package], int | None]:
    if not lines.are_there:
        return lambda _: None
    by_id, by_name, line_of_member = lines.opening("SPDXID"), lines.opening("name"), lines.finder("packages")
    return lambda package: line_of_member(by_id + package.id if package.id else f"{by_name}{package.name}")


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{" or is_attestation(text):
        return False
    return b'"SPDXRef-DOCUMENT"' in text or b'"SPDX-2.' in text


EXTRACTOR = Extractor(
    name="spdx-json",
    ecosystem="sbom",
    patterns=("*.spdx.json",),
    sniffed_patterns=("*.json", "*.spdx", "*.sbom", "sbom"),
    sniff=_sniff,
    parse=parse,
    description="2.0 to 2.3, also as GitHub exports it: suppliers, licences, scopes, direct or transitive",
    spec_url="https://spdx.github.io/spdx-spec/v2.3/",
)

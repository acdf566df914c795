"""SPDX JSON, 2.0 to 2.3: as it is, as a forge exports it, and as old tools wrapped it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._lines import Lines
from depscan.extractors.sboms._salvage import salvaged, typed_or_plain
from depscan.extractors.sboms._spdx import Reading
from depscan.extractors.sboms._spdx_form import Document, Package
from depscan.model import Component
from depscan.syntax import json

_DOCUMENT = "SPDXRef-DOCUMENT"
_WRAPPERS = ("sbom", "Document")


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
        document, lost = _salvage(source, json.read_any(data) if value is None else value)
    line_of = _line_finder(Lines(data))
    yield from Reading(source=source, document=document, line_of=line_of, unusable=lost).components()


def _salvage(source: SourceFile, value: Any) -> tuple[Document, int]:
    """Return what can be understood, from within what old tools and a forge wrap around it."""
    if isinstance(value, dict):
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)
    if not isinstance(value, dict):
        raise ParseError("not an SPDX document: not a JSON object")
    if "@graph" in value:
        raise ParseError("an SPDX 3 document, which is another format")
    version = value.get("spdxVersion") or value.get("specVersion")
    if not str(version).startswith("SPDX-") and value.get("SPDXID") != _DOCUMENT:
        raise ParseError("not an SPDX 2 document: no spdxVersion")
    packages = value.get("packages")
    if not isinstance(packages, list | None):
        source.warn("wrong-type", "packages is not a list and is left out")
    # until 2.1, packages stood where they are described, each under its class
    described = value.get("documentDescribes")
    nested = [item for item in described if isinstance(item, dict)] if isinstance(described, list) else []
    entries = [*(packages if isinstance(packages, list) else ()), *nested]
    unwrapped = [item.get("Package", item) if isinstance(item, dict) else item for item in entries]
    document, lost = salvaged({**value, "spdxVersion": version, "packages": unwrapped}, Document)
    return document, lost[Package]


def _line_finder(lines: Lines) -> Callable[[Package], int | None]:
    if not lines.are_there:
        return lambda _: None
    by_id, by_name, line_of_member = lines.opening("SPDXID"), lines.opening("name"), lines.finder("packages")
    return lambda package: line_of_member(by_id + package.id if package.id else f"{by_name}{package.name}")


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{":
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

"""CycloneDX JSON, 1.2 to 1.7: what an SBOM reports besides the product that it describes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx import KNOWN_VERSIONS, Reading
from depscan.extractors.sboms._cyclonedx_form import Bom, Entry, Service
from depscan.extractors.sboms._lines import Lines
from depscan.extractors.sboms._salvage import salvaged, typed_or_plain
from depscan.extractors.sboms._statement import is_attestation
from depscan.model import Component


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield components and services, nested ones too; not the product itself, nor files, keys and data sets.

    Raises:
        ParseError: not JSON, or not CycloneDX.
    """
    data, bom, document = typed_or_plain(source, Bom)
    lost = 0
    if bom is None:
        bom, lost = _salvage(source, document)
    if not _is_cyclonedx(bom):
        raise ParseError("not a CycloneDX document: no bomFormat")
    if bom.version not in KNOWN_VERSIONS:
        source.warn("unknown-version", "not a version of CycloneDX that depscan knows; read as if it were")
    lines = Lines(data)
    yield from Reading(
        source=source,
        bom=bom,
        line_of=_entry_lines(lines),
        line_of_service=_service_lines(lines),
        telling=b"cdx:" in data,
        unusable=lost,
    ).components()


def _is_cyclonedx(bom: Bom) -> bool:
    if (bom.format or "").lower() == "cyclonedx" or "cyclonedx" in (bom.schema or "").lower():
        return True
    return bom.version in KNOWN_VERSIONS and bom.components is not None


def _salvage(source: SourceFile, document: Any) -> tuple[Bom, int]:
    if not isinstance(document, dict):
        raise ParseError("not a CycloneDX document: not a JSON object")
    for key in ("components", "services", "dependencies"):
        if not isinstance(document.get(key), list | None):
            source.warn("wrong-type", f"{key} is not a list and is left out")
    bom, lost = salvaged(document, Bom)
    return bom, lost[Entry] + lost[Service]


def _entry_lines(lines: Lines) -> Callable[[Entry], int | None]:
    """Return a function that tells a component's line, by its package URL or its name."""
    if not lines.are_there:
        return lambda _: None
    by_purl, by_name, line_of = lines.opening("purl"), lines.opening("name"), lines.finder("components")
    return lambda entry: line_of(by_purl + entry.purl if entry.purl else f"{by_name}{entry.name}")


def _service_lines(lines: Lines) -> Callable[[Service], int | None]:
    if not lines.are_there:
        return lambda _: None
    by_name, line_of = lines.opening("name"), lines.finder("services")
    return lambda service: line_of(f"{by_name}{service.name}")


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{" or is_attestation(text):
        return False
    # where keys are sorted, the format's name comes last; no other format has the key bom-ref
    return (b'"bomFormat"' in text and b"CycloneDX" in text) or b'"bom-ref"' in text


EXTRACTOR = Extractor(
    name="cyclonedx-json",
    ecosystem="sbom",
    patterns=("bom.json", "*.bom.json", "*.cdx.json", "*.cyclonedx.json"),
    sniffed_patterns=("*.json", "*.cdx", "*.bom", "*.sbom", "bom", "sbom", "*.xml"),
    sniff=_sniff,
    parse=parse,
    description="1.2 to 1.7: components at any depth, services, suppliers with country, licences, direct or transitive",
    spec_url="https://cyclonedx.org/docs/latest/json/",
)

"""CycloneDX JSON, 1.2 to 1.7: what an SBOM reports besides the product that it describes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx import (
    KNOWN_VERSIONS,
    PROPERTIES,
    Bom,
    Dependency,
    Entry,
    Metadata,
    Reading,
    Service,
)
from depscan.extractors.sboms._salvage import salvaged, salvaged_list
from depscan.model import Component
from depscan.syntax import json
from depscan.syntax.decode import to_utf8

_NAME = re.compile(rb'"name"([ \t]*:[ \t]*)"')
_NEAR = 65_536


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield components and services, nested ones too; not the product itself, nor files, keys and data sets.

    Raises:
        ParseError: not JSON, or not CycloneDX.
    """
    data = to_utf8(source.bytes())
    bom, unusable = _read(source, data)
    if bom.version not in KNOWN_VERSIONS:
        source.warn("unknown-version", "not a version of CycloneDX that depscan knows; read as if it were")
    reading = Reading(
        source=source,
        bom=bom,
        line_of=_line_finder(data, b'"components"', bom.components),
        line_of_service=_line_finder(data, b'"services"', bom.services),
        with_properties=any(name in data for name in PROPERTIES),
        unusable=unusable,
    )
    yield from reading.components()


def _read(source: SourceFile, data: bytes) -> tuple[Bom, int]:
    """Return the document and the number of entries lost; the typed reading is all or nothing, hence the other."""
    bom = None
    try:
        bom = json.read_struct(data, Bom)
        document = json.read_any(data) if bom is None else None
    except json.TooDeep:
        document = json.read_deep(source.text())
    except ParseError:
        text = source.text().encode("utf-8", "replace")
        if text == data:
            raise
        return _read(source, text)  # it was not UTF-8
    lost = 0
    if bom is None:
        bom, lost = _salvage(source, document)
    if not _is_cyclonedx(bom):
        raise ParseError("not a CycloneDX document: no bomFormat")
    return bom, lost


def _is_cyclonedx(bom: Bom) -> bool:
    if (bom.format or "").lower() == "cyclonedx" or "cyclonedx" in (bom.schema or "").lower():
        return True
    return bom.version in KNOWN_VERSIONS and bom.components is not None


def _salvage(source: SourceFile, document: Any) -> tuple[Bom, int]:
    bom = salvaged(document, Bom)
    if bom is None:
        raise ParseError("not a CycloneDX document: not a JSON object")
    for key in ("components", "services", "dependencies"):
        if not isinstance(document.get(key, []), list | None):
            source.warn("wrong-type", f"{key} is not a list and is left out")
    bom.components, lost = salvaged_list(document.get("components"), Entry, "components")
    bom.services, lost_services = salvaged_list(document.get("services"), Service, "services")
    bom.dependencies, _ = salvaged_list(document.get("dependencies"), Dependency)
    metadata = document.get("metadata")
    root = metadata.get("component") if isinstance(metadata, dict) else None
    parts, _ = salvaged_list([root] if root else None, Entry, "components")
    bom.metadata = Metadata(component=parts[0] if parts else None)
    return bom, lost + lost_services


def _line_finder(
    data: bytes, key: bytes, entries: list[Entry] | list[Service] | None
) -> Callable[[Entry | Service], int | None]:
    """Return a function that tells the line of each entry, in document order, by its package URL or its name."""
    if not entries or data.count(b"\n", 0, 1_000_000) < 2:
        return lambda _: None
    separator = _NAME.search(data, 0, _NEAR)
    colon = separator[1].decode() if separator else ":"
    escaped = rb"\/" in data[:_NEAR]

    def needle(entry: Entry | Service) -> bytes:
        text = getattr(entry, "purl", None)
        text = f'"{text}"' if text else f'"name"{colon}"{entry.name}"'
        return (text.replace("/", "\\/") if escaped else text).encode()

    find = json.Finder(data, _start(data, key, needle(entries[0]))).line_of
    return lambda entry: find(needle(entry))


def _start(data: bytes, key: bytes, first: bytes) -> int:
    """Return the position of the key before the first entry: the metadata's tools have components as well."""
    position = data.find(key)
    for _ in range(100):
        if position < 0 or data.find(first, position, position + _NEAR) >= 0:
            break
        position = data.find(key, position + 1)
    return max(position, 0)


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # UTF-16
    return b'"bomFormat"' in text and b"CycloneDX" in text and text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"{"


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

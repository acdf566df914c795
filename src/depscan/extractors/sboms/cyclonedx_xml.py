"""CycloneDX XML, 1.0 to 1.7: the same as the JSON says, read as it streams by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx import KNOWN_VERSIONS, Reading
from depscan.extractors.sboms._cyclonedx_elements import BOM, LinedEntry, LinedService
from depscan.extractors.sboms._cyclonedx_form import Bom, Entry, Service
from depscan.extractors.sboms._rules import Builder
from depscan.model import Component

_NAMESPACE = "http://cyclonedx.org/schema/bom/"
_DECLARED = re.compile(rb"xmlns(?::[\w.-]+)?\s*=\s*[\"']http://cyclonedx\.org/schema/bom/")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield components and services, nested ones too; not the product itself, nor files, keys and data sets.

    Raises:
        ParseError: not well-formed, with a DOCTYPE, or not CycloneDX; what stands before the error is yielded.
    """
    bom, failure = Bom(), None
    builder = Builder({"bom": BOM}, bom, source.bytes()[:200])
    try:
        builder.read(source.bytes(), "not a CycloneDX document: the root element is not bom")
    except ParseError as error:
        failure = error
    bom.version = builder.namespace.removeprefix(_NAMESPACE) or None
    if failure is None and bom.version not in KNOWN_VERSIONS:
        source.warn("unknown-version", "not a version of CycloneDX that depscan knows; read as if it were")
    if failure is None or bom.components:
        yield from Reading(source=source, bom=bom, line_of=_line_of, line_of_service=_line_of).components()
    if failure is not None:
        raise failure


def _line_of(entry: Entry | Service) -> int | None:
    return entry.line if isinstance(entry, LinedEntry | LinedService) else None


def _sniff(head: bytes) -> bool:
    return _DECLARED.search(head.replace(b"\0", b"")) is not None  # without what UTF-16 puts between


EXTRACTOR = Extractor(
    name="cyclonedx-xml",
    ecosystem="sbom",
    patterns=("bom.xml", "*.bom.xml", "*.cdx.xml", "*.cyclonedx.xml"),
    sniffed_patterns=("*.xml", "*.cdx", "*.bom", "*.sbom", "bom", "sbom", "*.json"),
    sniff=_sniff,
    parse=parse,
    description="1.0 to 1.7: components at any depth, services, suppliers with country, licences, direct or transitive",
    spec_url="https://cyclonedx.org/docs/latest/xml/",
)

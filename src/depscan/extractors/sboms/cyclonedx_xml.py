"""CycloneDX XML, 1.0 to 1.7: the same as the JSON says, read as it streams by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx import KNOWN_VERSIONS, Reading
from depscan.extractors.sboms._cyclonedx_elements import BOM, Attributes, LinedEntry, LinedService, Rule
from depscan.extractors.sboms._cyclonedx_form import Bom, Entry, Service
from depscan.model import Component
from depscan.syntax import limits, xml

_NAMESPACE = "http://cyclonedx.org/schema/bom/"
_DECLARED = re.compile(rb"xmlns(?::[\w.-]+)?\s*=\s*[\"']http://cyclonedx\.org/schema/bom/")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield components and services, nested ones too; not the product itself, nor files, keys and data sets.

    Raises:
        ParseError: not well-formed, with a DOCTYPE, or not CycloneDX; what stands before the error is yielded.
    """
    bom, failure = Bom(), None
    try:
        _Builder(bom, source.bytes()[:200]).read(source.bytes())
    except ParseError as error:
        failure = error
    if failure is None and bom.version not in KNOWN_VERSIONS:
        source.warn("unknown-version", "not a version of CycloneDX that depscan knows; read as if it were")
    if failure is None or bom.components:
        yield from Reading(source=source, bom=bom, line_of=_line_of, line_of_service=_line_of).components()
    if failure is not None:
        raise failure


def _line_of(entry: Entry | Service) -> int | None:
    return entry.line if isinstance(entry, LinedEntry | LinedService) else None


class _Builder:
    """Follows the rules while expat reads; elements without a rule cost two calls each."""

    def __init__(self, bom: Bom, beginning: bytes) -> None:
        self._bom = bom
        self._parser = xml.parser(beginning)
        self._stack: list[tuple[Rule, Any]] = []
        self._skipped = 0
        self._pieces: list[str] = []

    def read(self, data: bytes) -> None:
        """Fill the document.

        Raises:
            ParseError: not well-formed, or the root element is another's.
        """
        self._parser.StartElementHandler = self._start_root
        self._parser.EndElementHandler = self._end
        xml.run(self._parser, data)

    def _start_root(self, name: str, _attributes: Attributes) -> None:
        namespace, _, local = name.rpartition("}")
        if local != "bom":
            line = self._parser.CurrentLineNumber
            raise ParseError("not a CycloneDX document: the root element is not bom", line=line)
        self._bom.version = namespace.removeprefix(_NAMESPACE) or None
        self._stack.append((BOM, self._bom))
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Attributes) -> None:
        rule, owner = self._stack[-1]
        wanted = rule.children.get(name.rpartition("}")[2])
        if wanted is None:
            self._skipped = 1
            self._parser.StartElementHandler = self._start_skipped
            self._parser.EndElementHandler = self._end_skipped
            return
        line = self._parser.CurrentLineNumber
        if len(self._stack) >= limits.DEPTH * 50:
            raise ParseError("nested too deeply", line=line)
        self._stack.append((wanted, wanted.opens(owner, attributes, line)))
        if wanted.has_text:
            self._pieces.clear()
            self._parser.CharacterDataHandler = self._pieces.append

    def _end(self, _name: str) -> None:
        rule, own = self._stack.pop()
        text = ""
        if rule.has_text:
            self._parser.CharacterDataHandler = None
            text = "".join(self._pieces).strip()
        if rule.closes is not None:
            rule.closes(self._stack[-1][1], own, text)

    def _start_skipped(self, _name: str, _attributes: Attributes) -> None:
        self._skipped += 1

    def _end_skipped(self, _name: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end


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

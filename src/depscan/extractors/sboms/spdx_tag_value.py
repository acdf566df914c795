"""SPDX tag-value, 1.2 to 2.3: a tag and a value a line, with texts between ``<text>`` and ``</text>``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._spdx import Reading, line_of
from depscan.extractors.sboms._spdx_form import (
    Creation,
    LinedDocument,
    LinedPackage,
    Reference,
    Relationship,
    added,
)
from depscan.model import Component

_TEXT, _TEXT_END = "<text>", "</text>"
_OTHERS = frozenset({"FileName", "SnippetSPDXID", "LicenseID", "ExtractedText"})
"""What begins something that is no package."""
_FIELDS = {
    "PackageVersion": "version",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageDownloadLocation": "download",
    "PackageLicenseConcluded": "concluded",
    "PackageLicenseDeclared": "declared",
    "PrimaryPackagePurpose": "purpose",
}
_BEGINNING = re.compile(rb"(?m)^[ \t]{0,20}SPDXVersion[ \t]{0,20}:")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages besides those that the document describes; files and snippets are no components.

    Raises:
        ParseError: not tag-value, or a text without end; what stands before it is yielded.
    """
    scanner = _Scanner()
    failure = scanner.read(source.lines())
    document = scanner.document
    if not (document.version or "").startswith("SPDX-"):
        raise failure or ParseError("not an SPDX tag-value document: no SPDXVersion")
    yield from Reading(source=source, document=document, line_of=line_of, unusable=scanner.nameless).components()
    if failure is not None:
        raise failure


class _Scanner:
    """Reads line by line; what a tag means depends on the section it is in."""

    def __init__(self) -> None:
        self._creators: list[str] = []
        self.document = LinedDocument(creation=Creation(creators=self._creators))
        self.nameless = 0
        self._package: LinedPackage | None = None
        self._elsewhere = False
        self._handlers: dict[str, Callable[[str, int], None]] = {
            "SPDXVersion": self._version,
            "Creator": self._creator,
            "PackageName": self._open,
            "SPDXID": self._identifier,
            "ExternalRef": self._reference,
            "Relationship": self._relationship,
            **{tag: self._setter(field) for tag, field in _FIELDS.items()},
            **dict.fromkeys(_OTHERS, self._leave),
        }

    def read(self, lines: list[str]) -> ParseError | None:
        """Fill the document; return what is wrong with the rest, if something is."""
        handler_of, text_since = self._handlers.get, 0
        for number, line in enumerate(lines, 1):
            if text_since:
                if _TEXT_END in line:
                    text_since = 0
                continue
            if not line:
                continue
            tag, _, value = line.partition(":")
            handler = handler_of(tag)
            if handler is None and (tag[:1].isspace() or tag[-1:].isspace()):
                handler = handler_of(tag.strip())
            if _TEXT in value and value.lstrip().startswith(_TEXT):
                value = value.partition(_TEXT)[2]
                if _TEXT_END not in value:
                    text_since = number
                value = value.partition(_TEXT_END)[0]
            if handler:
                handler(value.strip(), number)
        return ParseError("a text without end; what follows is left out", line=text_since) if text_since else None

    def _version(self, value: str, _line: int) -> None:
        self.document.version = self.document.version or value

    def _creator(self, value: str, _line: int) -> None:
        self._creators.append(value)

    def _open(self, value: str, line: int) -> None:
        self._elsewhere = False
        self._package = LinedPackage(name=value, line=line) if value else None
        if self._package:
            self.document.packages = added(self.document.packages, self._package)
        else:
            self.nameless += 1
            self._elsewhere = True

    def _leave(self, _value: str, _line: int) -> None:
        self._package, self._elsewhere = None, True

    def _identifier(self, value: str, _line: int) -> None:
        if self._package is not None:
            self._package.id = self._package.id or value
        elif not self._elsewhere:
            self.document.id = self.document.id or value

    def _setter(self, field: str) -> Callable[[str, int], None]:
        def set_once(value: str, _line: int) -> None:
            if self._package is not None and getattr(self._package, field) is None:
                setattr(self._package, field, value)

        return set_once

    def _reference(self, value: str, _line: int) -> None:
        parts = value.split(maxsplit=2)
        if self._package is not None and len(parts) == 3 and parts[1].lower() == "purl":
            self._package.references = [*(self._package.references or ())[:20], Reference("purl", parts[2])]

    def _relationship(self, value: str, _line: int) -> None:
        parts = value.split(maxsplit=3)
        if len(parts) >= 3:
            relationship = Relationship(parts[0], parts[1].upper(), parts[2])
            self.document.relationships = added(self.document.relationships, relationship)


def _sniff(head: bytes) -> bool:
    return _BEGINNING.search(head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")) is not None


EXTRACTOR = Extractor(
    name="spdx-tag-value",
    ecosystem="sbom",
    patterns=("*.spdx", "*.spdx.txt", "*.spdx.tag", "*.spdx.tv"),
    sniffed_patterns=("*.sbom", "sbom", "sbom.txt", "*.sbom.txt"),
    sniff=_sniff,
    parse=parse,
    description="1.2 to 2.3: suppliers, licences, scopes, direct or transitive; files and snippets are passed over",
    spec_url="https://spdx.github.io/spdx-spec/v2.3/",
)

"""SPDX YAML, 2.2 and 2.3: the members of the JSON in another notation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._spdx import Reading, line_of
from depscan.extractors.sboms._spdx_form import LinedDocument
from depscan.extractors.sboms._spdx_plain import understood
from depscan.model import Component
from depscan.syntax import limits, yaml

_VERSION = re.compile(rb"""(?m)^["']?spdxVersion["']?:[ \t]{0,20}["']?SPDX-2""")
_DOCUMENT = re.compile(rb"""(?m)^["']?SPDXID["']?:[ \t]{0,20}["']?SPDXRef-DOCUMENT""")
_TAG_VALUE = re.compile(rb"(?m)^(?:SPDXVersion|PackageName|DocumentName):")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages besides those that the document describes; files and snippets are no components.

    Raises:
        ParseError: not YAML, or not SPDX 2.
    """
    text = source.text()
    documents = yaml.read_documents(text)
    document, lost = understood(source, next(documents, None), LinedDocument, max(limits.YAML_NODES, len(text)))
    yield from Reading(source=source, document=document, line_of=line_of, unusable=lost).components()
    if next(documents, None) is not None:
        raise ParseError("a second YAML document follows, which is left out")


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")  # without what UTF-16 puts between
    if text.lstrip(b"\xff\xfe \t\r\n").startswith((b"{", b"<")) or _TAG_VALUE.search(text):
        return False
    return bool(_VERSION.search(text) or _DOCUMENT.search(text))


EXTRACTOR = Extractor(
    name="spdx-yaml",
    ecosystem="sbom",
    patterns=("*.spdx.yaml", "*.spdx.yml"),
    sniffed_patterns=("*.spdx", "*.sbom", "sbom", "sbom.yaml", "sbom.yml", "*.sbom.yaml", "*.sbom.yml"),
    sniff=_sniff,
    parse=parse,
    description="2.2 and 2.3: suppliers, licences, scopes, direct or transitive",
    spec_url="https://spdx.github.io/spdx-spec/v2.3/",
)

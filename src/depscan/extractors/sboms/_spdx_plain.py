"""SPDX 2 as plain values, from JSON of the wrong types or from YAML: what can be understood of it."""

from __future__ import annotations

from typing import Any, TypeVar

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.sboms._salvage import salvaged
from depscan.extractors.sboms._spdx_form import Document, LinedPackage, Package

T = TypeVar("T", bound=Document)

_DOCUMENT = "SPDXRef-DOCUMENT"
_WRAPPERS = ("sbom", "Document")


def understood(source: SourceFile, value: Any, type_: type[T], most: int | None = None) -> tuple[T, int]:
    """Return what can be understood, from within what old tools and a forge wrap around it, and how many are lost.

    Args:
        source: where warnings go.
        value: the document.
        type_: what to return.
        most: entries that there may be, where one may stand in many places.

    Raises:
        ParseError: not SPDX 2, or more entries than that.
    """
    if isinstance(value, dict):
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)
    if not isinstance(value, dict):
        raise ParseError("not an SPDX document: not an object with members")
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
    document, lost = salvaged({**value, "spdxVersion": version, "packages": unwrapped, "sbom": None}, type_, most)
    return document, lost[Package] + lost[LinedPackage]

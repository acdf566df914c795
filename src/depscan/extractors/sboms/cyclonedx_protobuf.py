"""CycloneDX protobuf, 1.3 to 1.7: the same as the JSON says, in fields by number; binary, hence without lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms._cyclonedx import KNOWN_VERSIONS, Reading
from depscan.extractors.sboms._cyclonedx_form import Bom, Entry, Service
from depscan.extractors.sboms._salvage import salvaged
from depscan.model import Component
from depscan.syntax.protobuf import Field, Message, read

# Numbers of https://github.com/CycloneDX/specification/tree/master/schema; those of 1.3 hold in all later versions.
_TYPES = (
    "", "application", "framework", "library", "operating-system", "device", "file", "container", "firmware",
    "device-driver", "platform", "machine-learning-model", "data", "cryptographic-asset",
)  # fmt: skip
_SCOPES = ("", "required", "optional", "excluded")
_REFERENCES = (*("other",) * 11, "distribution")

_ORGANISATION = Message({1: Field("name"), 5: Field("address", Message({2: Field("country")}))})
_LICENCES = Field(
    "licenses",
    Message(
        {
            1: Field("license", Message({1: Field("id"), 2: Field("name")})),
            2: Field("expression"),
            5: Field("", Message({1: Field("expression")})),
        }
    ),
    many=True,
)
_PROPERTY = Message({1: Field("name"), 2: Field("value")})
_REFERENCE = Message({1: Field("type", words=_REFERENCES), 2: Field("url")})
_COMPONENT = Message(
    {
        1: Field("type", words=_TYPES),
        3: Field("bom-ref"),
        4: Field("supplier", _ORGANISATION),
        5: Field("author"),
        6: Field("publisher"),
        7: Field("group"),
        8: Field("name"),
        9: Field("version"),
        11: Field("scope", words=_SCOPES),
        13: _LICENCES,
        16: Field("purl"),
        20: Field("externalReferences", _REFERENCE, many=True),
        22: Field("properties", _PROPERTY, many=True),
        28: Field("manufacturer", _ORGANISATION),
        33: Field("versionRange"),
    }
)
_COMPONENT[21] = Field("components", _COMPONENT, many=True)
_SERVICE = Message(
    {
        1: Field("bom-ref"),
        2: Field("provider", _ORGANISATION),
        3: Field("group"),
        4: Field("name"),
        5: Field("version"),
        7: Field("endpoints", many=True),
        11: _LICENCES,
    }
)
_SERVICE[13] = Field("services", _SERVICE, many=True)
_DEPENDENCY = Message({1: Field("ref")})
_DEPENDENCY[2] = Field("dependencies", _DEPENDENCY, many=True)
_BOM = Message(
    {
        1: Field("specVersion"),
        4: Field("metadata", Message({4: Field("component", _COMPONENT)})),
        5: Field("components", _COMPONENT, many=True),
        6: Field("services", _SERVICE, many=True),
        8: Field("dependencies", _DEPENDENCY, many=True),
    }
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield components and services, nested ones too; not the product itself, nor files, keys and data sets.

    Raises:
        ParseError: not protobuf, or not CycloneDX; what stands before the error is yielded.
    """
    document, failure = read(source.bytes(), _BOM)
    version = document.get("specVersion", "")
    if version not in KNOWN_VERSIONS:
        if not version.startswith("1."):
            raise failure or ParseError("not a CycloneDX document: no spec_version")
        source.warn("unknown-version", "not a version of CycloneDX that depscan knows; read as if it were")
    document["dependencies"] = _edges(document.get("dependencies", ()))
    bom, lost = salvaged(document, Bom)
    if failure is None or bom.components:
        yield from Reading(
            source=source,
            bom=bom,
            line_of=lambda _: None,
            line_of_service=lambda _: None,
            unusable=lost[Entry] + lost[Service],
        ).components()
    if failure is not None:
        raise failure


def _edges(dependencies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return who depends on what as the JSON has it: here, dependencies hold dependencies."""
    edges = []
    waiting = [*dependencies]
    while waiting:
        dependency = waiting.pop()
        within = dependency.get("dependencies", [])
        if within:
            edges.append({"ref": dependency.get("ref"), "dependsOn": [inner.get("ref", "") for inner in within]})
            waiting += within
    return edges


def _sniff(head: bytes) -> bool:
    """Tell by the first field, which is the version: ``1.6`` in three bytes."""
    return head.startswith(b"\n\x031.") and head[4:5].isdigit()


EXTRACTOR = Extractor(
    name="cyclonedx-protobuf",
    ecosystem="sbom",
    patterns=("bom.pb", "*.bom.pb", "*.cdx.pb", "*.cdx.bin", "*.cyclonedx.pb"),
    sniffed_patterns=("*.cdx", "*.bom", "*.pb", "*.sbom", "bom", "sbom"),
    sniff=_sniff,
    parse=parse,
    description="1.3 to 1.7, binary: what the JSON says, without lines",
    spec_url="https://cyclonedx.org/docs/latest/proto/",
)

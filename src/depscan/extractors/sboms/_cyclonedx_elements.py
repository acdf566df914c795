"""What the elements of CycloneDX XML mean: rules that fill the same document as the JSON."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

from depscan.extractors.sboms._cyclonedx_form import Bom, Dependency, Entry, Metadata, Service
from depscan.extractors.sboms._rules import Attributes, Rule, item, listed, member, part, text


class LinedEntry(Entry, gc=False):
    """A component that knows its line."""

    line: int = 0


class LinedService(Service, gc=False):
    """A service that knows its line."""

    line: int = 0


def _party(name: str) -> Rule:
    address = Rule(
        opens=lambda owner, _attributes, _line: owner.setdefault("address", {}),
        children={"country": member("country")},
    )
    return part(name, dict, {"name": member("name"), "address": address})


def _open_licence(owner: list[Any], _attributes: Attributes, _line: int) -> dict[str, str]:
    licence: dict[str, str] = {}
    owner.append({"license": licence})
    return licence


def _open_reference(owner: list[Any], attributes: Attributes, _line: int) -> dict[str, str]:
    owner.append({"type": attributes.get("type", "")})
    reference: dict[str, str] = owner[-1]
    return reference


def _open_entry(owner: list[Entry], attributes: Attributes, line: int) -> Entry:
    owner.append(LinedEntry(type=attributes.get("type"), ref=attributes.get("bom-ref"), line=line))
    return owner[-1]


def _open_root(owner: Bom, attributes: Attributes, line: int) -> Entry:
    root = LinedEntry(type=attributes.get("type"), ref=attributes.get("bom-ref"), line=line)
    owner.metadata = Metadata(component=root)
    return root


def _open_service(owner: list[Service], attributes: Attributes, line: int) -> Service:
    owner.append(LinedService(ref=attributes.get("bom-ref"), line=line))
    return owner[-1]


_Asks = tuple[str | None, list[str]]


def _open_asked(owner: _Asks, attributes: Attributes, _line: int) -> None:
    if "ref" in attributes:
        owner[1].append(attributes["ref"])


def _close_dependency(owner: list[Dependency], own: _Asks, _text: str) -> None:
    owner.append(Dependency(ref=own[0], on=Raw(msgspec.json.encode(own[1]))))


_LICENCES = part(
    "licenses",
    list,
    {
        "license": Rule(opens=_open_licence, children={"id": member("id"), "name": member("name")}),
        "expression": Rule(closes=lambda owner, _own, text: owner.append({"expression": text}), has_text=True),
    },
)
_PROPERTY = Rule(
    opens=lambda _owner, attributes, _line: {"name": attributes.get("name")},
    closes=lambda owner, own, text: owner.append({**own, "value": text}),
    has_text=True,
)
_REFERENCE = Rule(opens=_open_reference, children={"url": member("url")})
_OF_COMPONENT = {
    **{name: text(name) for name in ("publisher", "author", "group", "name", "version", "scope", "purl")},
    "versionRange": text("range"),
    "supplier": _party("supplier"),
    "manufacturer": _party("manufacturer"),
    "licenses": _LICENCES,
    "externalReferences": part("references", list, {"reference": _REFERENCE}),
    "properties": part("properties", list, {"property": _PROPERTY}),
}
_OF_COMPONENT["components"] = listed("components", {"component": Rule(opens=_open_entry, children=_OF_COMPONENT)})
_OF_SERVICE = {
    **{name: text(name) for name in ("group", "name", "version")},
    "provider": _party("provider"),
    "endpoints": listed("endpoints", {"endpoint": item()}),
    "licenses": _LICENCES,
}
_OF_SERVICE["services"] = listed("services", {"service": Rule(opens=_open_service, children=_OF_SERVICE)})
_DEPENDENCY = Rule(
    opens=lambda _owner, attributes, _line: (attributes.get("ref"), []),
    closes=_close_dependency,
    children={"dependency": Rule(opens=_open_asked)},
)

BOM = Rule(
    children={
        "metadata": Rule(children={"component": Rule(opens=_open_root, children=_OF_COMPONENT)}),
        "components": _OF_COMPONENT["components"],
        "services": _OF_SERVICE["services"],
        "dependencies": listed("dependencies", {"dependency": _DEPENDENCY}),
    }
)
"""The root element, whose owner is a ``Bom``."""

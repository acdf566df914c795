"""What the elements of CycloneDX XML mean: rules that fill the same document as the JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

from depscan.extractors.sboms._cyclonedx_form import Bom, Dependency, Entry, Metadata, Service

Attributes = dict[str, str]


class LinedEntry(Entry, gc=False):
    """A component that knows its line."""

    line: int = 0


class LinedService(Service, gc=False):
    """A service that knows its line."""

    line: int = 0


def _same(owner: Any, _attributes: Attributes, _line: int) -> Any:
    return owner


@dataclass(slots=True, kw_only=True)
class Rule:
    """What an element means: what it opens within its owner, and what closing it does there."""

    opens: Callable[[Any, Attributes, int], Any] = _same
    """From what the parent opened, attributes and line to what the children's rules are given."""
    closes: Callable[[Any, Any, str], None] | None = None
    """Given what the parent opened, what this opened, and the text if there is to be one."""
    children: dict[str, Rule] = field(default_factory=dict)
    """By local name; whatever has no rule is skipped with all that it holds."""
    has_text: bool = False


def _text(name: str) -> Rule:
    return Rule(closes=lambda owner, _own, text: setattr(owner, name, text), has_text=True)


def _member(key: str) -> Rule:
    return Rule(closes=lambda owner, _own, text: owner.__setitem__(key, text), has_text=True)


def _item() -> Rule:
    return Rule(closes=lambda owner, _own, text: owner.append(text), has_text=True)


def _part(name: str, make: Callable[[], Any], children: dict[str, Rule]) -> Rule:
    """Collect plain values, and keep them as the JSON would have them."""
    return Rule(
        opens=lambda _owner, _attributes, _line: make(),
        closes=lambda owner, own, _text: setattr(owner, name, Raw(msgspec.json.encode(own))),
        children=children,
    )


def _list(name: str, children: dict[str, Rule]) -> Rule:
    def opens(owner: Any, _attributes: Attributes, _line: int) -> Any:
        if getattr(owner, name) is None:
            setattr(owner, name, [])
        return getattr(owner, name)

    return Rule(opens=opens, children=children)


def _party(name: str) -> Rule:
    address = Rule(
        opens=lambda owner, _attributes, _line: owner.setdefault("address", {}),
        children={"country": _member("country")},
    )
    return _part(name, dict, {"name": _member("name"), "address": address})


def _open_licence(owner: list[Any], _attributes: Attributes, _line: int) -> dict[str, str]:
    licence: dict[str, str] = {}
    owner.append({"license": licence})
    return licence


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


_LICENCES = _part(
    "licenses",
    list,
    {
        "license": Rule(opens=_open_licence, children={"id": _member("id"), "name": _member("name")}),
        "expression": Rule(closes=lambda owner, _own, text: owner.append({"expression": text}), has_text=True),
    },
)
_PROPERTY = Rule(
    opens=lambda _owner, attributes, _line: {"name": attributes.get("name")},
    closes=lambda owner, own, text: owner.append({**own, "value": text}),
    has_text=True,
)
_OF_COMPONENT = {
    **{name: _text(name) for name in ("publisher", "author", "group", "name", "version", "scope", "purl")},
    "versionRange": _text("range"),
    "supplier": _party("supplier"),
    "manufacturer": _party("manufacturer"),
    "licenses": _LICENCES,
    "properties": _part("properties", list, {"property": _PROPERTY}),
}
_OF_COMPONENT["components"] = _list("components", {"component": Rule(opens=_open_entry, children=_OF_COMPONENT)})
_OF_SERVICE = {
    **{name: _text(name) for name in ("group", "name", "version")},
    "provider": _party("provider"),
    "endpoints": _list("endpoints", {"endpoint": _item()}),
    "licenses": _LICENCES,
}
_OF_SERVICE["services"] = _list("services", {"service": Rule(opens=_open_service, children=_OF_SERVICE)})
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
        "dependencies": _list("dependencies", {"dependency": _DEPENDENCY}),
    }
)
"""The root element, whose owner is a ``Bom``."""

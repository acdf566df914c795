"""The form of a CycloneDX document, whatever its notation, as far as it is of interest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

T = TypeVar("T")

NOTHING = Raw(b"")
"""What stands for a part that is absent."""


class Entry(Struct, gc=False):
    """One component as the document gives it; what few components have is left undecoded."""

    type: str | None = None
    name: str | None = None
    group: str | None = None
    version: str | None = None
    purl: str | None = None
    ref: str | None = msgspec.field(name="bom-ref", default=None)
    scope: str | None = None
    publisher: str | None = None
    author: str | None = None
    range: str | None = msgspec.field(name="versionRange", default=None)
    licenses: Raw = NOTHING
    supplier: Raw = NOTHING
    manufacturer: Raw = NOTHING
    properties: Raw = NOTHING
    references: Raw = msgspec.field(name="externalReferences", default=NOTHING)
    components: list[Entry] | None = None


class Service(Struct, gc=False):
    """One service as the document gives it."""

    name: str | None = None
    group: str | None = None
    version: str | None = None
    ref: str | None = msgspec.field(name="bom-ref", default=None)
    endpoints: list[str] | None = None
    provider: Raw = NOTHING
    licenses: Raw = NOTHING
    services: list[Service] | None = None


class Dependency(Struct, gc=False):
    """Who depends on what; decoded for the few that are asked for."""

    ref: str | None = None
    on: Raw = msgspec.field(name="dependsOn", default=NOTHING)


class Metadata(Struct, gc=False):
    """The part of the metadata that matters: the product described."""

    component: Entry | None = None


class Bom(Struct, gc=False):
    """A document, as far as it is of interest."""

    format: str | None = msgspec.field(name="bomFormat", default=None)
    version: str | None = msgspec.field(name="specVersion", default=None)
    schema: str | None = msgspec.field(name="$schema", default=None)
    metadata: Metadata | None = None
    components: list[Entry] | None = None
    services: list[Service] | None = None
    dependencies: list[Dependency] | None = None


class Licence(Struct, gc=False):
    """A licence by SPDX id or by name."""

    id: str | None = None
    name: str | None = None


class LicenceChoice(Struct, gc=False):
    """A licence or an SPDX expression."""

    license: Licence | None = None
    expression: str | None = None


class Address(Struct, gc=False):
    """Where an organisation is, since 1.6."""

    country: str | None = None


class Party(Struct, gc=False):
    """An organisation."""

    name: str | None = None
    address: Address | None = None


class Reference(Struct, gc=False):
    """Where more of a component is, by what there is."""

    type: str | None = None
    url: str | None = None


class Property(Struct, gc=False):
    """A name and a value outside the specification."""

    name: str | None = None
    value: str | None = None


def decoded(said: bytes, type_: type[T]) -> T | None:
    """Return a part that was left undecoded; None if there is none, or it has other types than it should."""
    try:
        return msgspec.json.decode(said, type=type_) if said else None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def walk(entries: list[T] | None, name: str) -> Iterator[tuple[str, int, T]]:
    """Yield (pointer of the list, index, entry) in document order at any depth, each before what is within it.

    Args:
        entries: components or services.
        name: the field that holds them, also within one another.
    """
    stack: list[tuple[str, Iterator[tuple[int, T]]]] = [(name, enumerate(entries or ()))]
    while stack:
        prefix, rest = stack[-1]
        for index, entry in rest:
            yield prefix, index, entry
            within = getattr(entry, name)
            if within:
                pointer = f"{prefix}[{index}].{name}"
                stack.append((pointer if len(pointer) < 200 else f"{name}[…].{name}", enumerate(within)))
                break
        else:
            stack.pop()

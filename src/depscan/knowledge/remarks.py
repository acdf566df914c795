"""What is not wrong in the records, but missing, unused or doubtful: for those who tend them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from depscan.knowledge import schema
from depscan.knowledge.index import normalised
from depscan.knowledge.read import Origin, Records, read_folders

_REFERRED = ("fund", "state")
"""Kinds of vendors that are in only because something refers to them."""
_NEEDS_FACTS = ("hosted-service", "proprietary-software", "source-available")
_FACTS = ("licence", "interface", "data_export", "alternatives")


class Remark(Struct, frozen=True):
    """One thing to look at."""

    place: str
    """``file:line``."""
    says: str


def remarks(folders: list[Path], date: str) -> list[Remark]:
    """Return what to look at in records that validate, in the order of the checks.

    Args:
        folders: knowledge folders, the later overriding the earlier by id.
        date: today, ISO 8601: a check in the future did not happen.
    """
    records = read_folders(folders)
    checks: tuple[Callable[[Records], Iterator[tuple[Origin, str]]], ...] = (
        _unused_vendors,
        _unused_categories,
        _missing_facts,
        _alternatives,
        _unclassified_licences,
        _unsourced,
        _shared_domains,
    )
    found = [Remark(str(origin), says) for check in checks for origin, says in check(records)]
    found += [Remark(str(origin), says) for origin, says in _future(records, date)]
    return found


def _unused_vendors(records: Records) -> Iterator[tuple[Origin, str]]:
    used = {product.vendor for product, _ in records.products.values()}
    used |= {publisher.vendor for found in records.publishers.values() for publisher, _ in found}
    for vendor, _ in records.vendors.values():
        used |= {owner.vendor for owner in vendor.owners}
        used |= {technology.vendor for technology in vendor.technology_origin if technology.vendor}
    for vendor, origin in records.vendors.values():
        if vendor.id not in used and vendor.kind in _REFERRED:
            yield origin, f"{vendor.id}: a {vendor.kind} that owns nothing in here"


def _unused_categories(records: Records) -> Iterator[tuple[Origin, str]]:
    used = {product.category for product, _ in records.products.values()}
    for category in records.categories.values():
        if category.id not in used:
            yield Origin("categories.yaml", 1), f"{category.id}: no product is of this category"


def _missing_facts(records: Records) -> Iterator[tuple[Origin, str]]:
    for product, origin in records.products.values():
        missing = [name for name in _FACTS if getattr(product, name) is None]
        if missing and product.delivery in _NEEDS_FACTS:
            yield origin, f"{product.id}: {', '.join(missing)} not given, so its lock-in is an interval"


def _alternatives(records: Records) -> Iterator[tuple[Origin, str]]:
    names = {normalised(product.name): product.id for product, _ in records.products.values()}
    for product, origin in records.products.values():
        for alternative in product.alternatives or ():
            if alternative.product == product.id:
                yield origin, f"{product.id}: is given as its own alternative"
            known = names.get(normalised(alternative.name)) if alternative.name else None
            if known:
                yield origin, f"{product.id}: the alternative {alternative.name!r} is in the catalogue as {known}"


def _unclassified_licences(records: Records) -> Iterator[tuple[Origin, str]]:
    licences = records.scoring.licences if records.scoring else {}
    known = {"proprietary", *licences.get("osi", ()), *licences.get("source-available", ())}
    for product, origin in records.products.values():
        plain = (product.licence or "proprietary").replace("(", " ").replace(")", " ")
        parts = [part for part in plain.split() if part not in ("AND", "OR")]
        exceptions = {after for before, after in pairwise(parts) if before == "WITH"}
        unknown = [part for part in parts if part not in known | exceptions and part != "WITH"]
        if unknown:
            yield origin, f"{product.id}: licence {' '.join(unknown)} is not classified in scoring.yaml"


def _unsourced(records: Records) -> Iterator[tuple[Origin, str]]:
    for vendor, origin in records.vendors.values():
        without = [owner.vendor for owner in vendor.owners if owner.source is None]
        if without and vendor.confidence == "high":
            yield origin, f"{vendor.id}: no source says that {', '.join(without)} owns it"
        without = [event.date for event in vendor.history if event.source is None]
        if without and vendor.confidence == "high":
            yield origin, f"{vendor.id}: no source for what happened in {', '.join(without)}"
    for product, origin in records.products.values():
        without = [event.date for event in product.events if event.source is None]
        if without:
            yield origin, f"{product.id}: no source for what happened in {', '.join(without)}"


def _shared_domains(records: Records) -> Iterator[tuple[Origin, str]]:
    owners: dict[str, str] = {}
    for vendor, origin in records.vendors.values():
        for domain in vendor.domains:
            other = owners.setdefault(domain.lower(), vendor.id)
            if other != vendor.id:
                yield origin, f"{vendor.id}: the domain {domain} is also that of {other}"


def _future(records: Records, date: str) -> Iterator[tuple[Origin, str]]:
    for vendor, origin in records.vendors.values():
        inner = [*(owner.source for owner in vendor.owners), *(event.source for event in vendor.history)]
        yield from _to_come(vendor.id, origin, [*vendor.sources, *inner], date)
    for product, origin in records.products.values():
        yield from _to_come(product.id, origin, [*product.sources, *(e.source for e in product.events)], date)
    for law, origin in records.laws.values():
        yield from _to_come(law.id, origin, law.sources, date)


def _to_come(
    id_: str, origin: Origin, sources: Sequence[schema.SourceRecord | None], date: str
) -> Iterator[tuple[Origin, str]]:
    if any(source is not None and source.checked > date for source in sources):
        yield origin, f"{id_}: checked on a day that has not come"

"""Who ultimately controls a vendor, and in which countries it can be reached: walking owners, never a stored flag."""

from __future__ import annotations

from msgspec import Struct

from depscan.knowledge.index import Knowledge
from depscan.model import Control, ControlStep, Product, Vendor

UNKNOWN_OWNERSHIP = "unknown"


class Reach(Struct, frozen=True):
    """One connection between a vendor and a country."""

    country: str
    trigger: str
    """incorporated, headquartered, controlled, influence, presence or origin."""
    because: str
    """One printable line: the path from the vendor to the country."""


class Standing(Struct, frozen=True):
    """All that exposure needs to know about a vendor."""

    control: Control
    reaches: tuple[Reach, ...]
    known: bool
    """False if control, or the seat of a company, is not known: anything could be behind it."""
    nobody: bool
    """True for communities: there is no owner to be ordered."""


def standing(vendor: Vendor, knowledge: Knowledge) -> Standing:
    """Walk the owners of a vendor.

    Args:
        vendor: where to start.
        knowledge: the vendors that own it.
    """
    if vendor.kind == "community":
        step = ControlStep(vendor=vendor.id, name=vendor.name, country=None)
        control = Control(country=None, certainty=1.0, path=(step,), known=True)
        return Standing(control=control, reaches=(), known=True, nobody=True)
    reaches = _seat(vendor, "incorporated", "headquartered", vendor.name)
    reaches += [
        Reach(country, "presence", f"{vendor.name} is present in {country}") for country in sorted(vendor.presence)
    ]
    reaches += technology(vendor.name, vendor)
    path, known = _walk(vendor, knowledge, reaches)
    top = path[-1]
    control = Control(
        country=top.country if known else None,
        certainty=0.5 if not known else 1.0,
        path=tuple(path),
        known=known,
    )
    return Standing(control=control, reaches=tuple(dict.fromkeys(reaches)), known=known, nobody=False)


def technology(name: str, holder: Vendor | Product) -> list[Reach]:
    """Return the reaches through technology that a vendor or a product stands on under licence."""
    return [
        Reach(origin.country, "origin", f"{name}: {origin.because} ({origin.country})")
        for origin in holder.technology_origin
    ]


def _seat(vendor: Vendor, where_registered: str, where_managed: str, path: str) -> list[Reach]:
    reaches = []
    if vendor.incorporated:
        verb = "is registered in" if where_registered == "incorporated" else "→"
        reaches.append(Reach(vendor.incorporated, where_registered, f"{path} {verb} {vendor.incorporated}"))
    if vendor.headquarters and vendor.headquarters != vendor.incorporated:
        reaches.append(Reach(vendor.headquarters, where_managed, f"{path} is managed from {vendor.headquarters}"))
    return reaches


def _walk(vendor: Vendor, knowledge: Knowledge, reaches: list[Reach]) -> tuple[list[ControlStep], bool]:
    """Follow controlling owners upwards; owners with decisive influence, and their controllers, are noted as such."""
    path = [ControlStep(vendor=vendor.id, name=vendor.name, country=vendor.incorporated)]
    known = _is_known(vendor)
    seen = {vendor.id}
    current = vendor
    text = vendor.name
    while True:
        owners = [owner for owner in current.owners if owner.until is None]
        for owner in owners:
            if owner.influence and not owner.control:
                _note_influence(text, owner.vendor, owner.share, knowledge, reaches)
        controlling = [owner for owner in owners if owner.control and owner.vendor not in seen]
        if not controlling:
            return path, known
        # joint control: every controlling owner counts; the path follows the largest
        controlling.sort(key=lambda owner: (-(owner.share or 100), owner.vendor))
        for owner in controlling:
            seen.add(owner.vendor)
            parent = knowledge.vendor(owner.vendor)
            share = f" {owner.share:g} %" if owner.share else ""
            reaches += _seat(parent, "controlled", "controlled", f"{text} ← {parent.name}{share}")
            known = known and _is_known(parent)
        first = controlling[0]
        parent = knowledge.vendor(first.vendor)
        path.append(
            ControlStep(
                vendor=parent.id,
                name=parent.name,
                country=parent.incorporated,
                share=first.share,
                since=first.since,
                relation=first.kind or "owner",
                source=first.source,
            )
        )
        text = f"{text} ← {parent.name}"
        current = parent


def _note_influence(text: str, owner_id: str, share: float | None, knowledge: Knowledge, reaches: list[Reach]) -> None:
    seen: set[str] = set()
    part = f" {share:g} %" if share else ""
    while owner_id not in seen:
        seen.add(owner_id)
        owner = knowledge.vendor(owner_id)
        path = f"{text} ← {owner.name}{part} (decisive influence)"
        reaches += _seat(owner, "influence", "influence", path)
        parents = [o for o in owner.owners if o.control and o.until is None]
        if not parents:
            return
        owner_id, part = parents[0].vendor, ""


def _is_known(vendor: Vendor) -> bool:
    return vendor.ownership != UNKNOWN_OWNERSHIP and (vendor.incorporated is not None or vendor.kind == "state")

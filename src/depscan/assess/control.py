"""Who ultimately controls a vendor, and in which countries it can be reached: walking owners, never a stored flag."""

from __future__ import annotations

from msgspec import Struct

from depscan.knowledge.index import Knowledge
from depscan.model import Control, ControlStep, Ownership, Product, Vendor

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
    groups: frozenset[str] = frozenset()
    """Ids of those at the top: one, or several where control is joint."""
    unsure: tuple[str, ...] = ()
    """Names of those with decisive influence of whom it is not known who controls them."""


def standing(vendor: Vendor, knowledge: Knowledge) -> Standing:
    """Walk the owners of a vendor.

    Args:
        vendor: where to start.
        knowledge: the vendors that own it.
    """
    if vendor.kind == "community":
        step = ControlStep(vendor=vendor.id, name=vendor.name, country=None)
        control = Control(country=None, certainty=1.0, path=(step,), known=True)
        return Standing(control=control, reaches=(), known=True, nobody=True, groups=frozenset({vendor.id}))
    reaches = _seat(vendor, "incorporated", "headquartered", vendor.name)
    reaches += [
        Reach(country, "presence", f"{vendor.name} is present in {country}") for country in sorted(vendor.presence)
    ]
    reaches += technology(vendor.name, vendor)
    path = _path(vendor, knowledge)
    above = _walk(vendor, knowledge)
    control = Control(
        country=path[-1].country if above.known else None,
        certainty=1.0 if above.known else 0.5,
        path=tuple(path),
        known=above.known,
    )
    return Standing(
        control=control,
        reaches=tuple(dict.fromkeys([*reaches, *above.reaches])),
        known=above.known,
        nobody=False,
        groups=frozenset(above.groups),
        unsure=tuple(dict.fromkeys(above.unsure)),
    )


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


def _path(vendor: Vendor, knowledge: Knowledge) -> list[ControlStep]:
    """Return the way up through the largest controlling owner of each."""
    path = [ControlStep(vendor=vendor.id, name=vendor.name, country=vendor.incorporated)]
    seen = {vendor.id}
    current = vendor
    while True:
        first = next((owner for owner in _controlling(current) if owner.vendor not in seen), None)
        if first is None:
            return path
        seen.add(first.vendor)
        current = knowledge.vendor(first.vendor)
        path.append(
            ControlStep(
                vendor=current.id,
                name=current.name,
                country=current.incorporated,
                share=first.share,
                since=first.since,
                relation=first.kind or "owner",
                source=first.source,
            )
        )


class _Above(Struct):
    """What walking all owners gives: joint control reaches through each of them."""

    reaches: list[Reach]
    known: bool
    groups: set[str]
    unsure: list[str]


def _walk(vendor: Vendor, knowledge: Knowledge) -> _Above:
    """Follow every controlling owner upwards; owners with decisive influence, and their controllers, are noted."""
    above = _Above(reaches=[], known=_is_known(vendor), groups=set(), unsure=[])
    seen = {vendor.id}
    waiting = [(vendor, vendor.name)]
    for current, text in waiting:
        for owner in sorted(current.owners, key=lambda owner: owner.vendor):
            if owner.until is None and owner.influence and not owner.control:
                _note_influence(text, owner, knowledge, above)
        controlling = _controlling(current)
        if not controlling:
            above.groups.add(current.id)
        for owner in controlling:
            if owner.vendor in seen:
                continue
            seen.add(owner.vendor)
            parent = knowledge.vendor(owner.vendor)
            share = f" {owner.share:g} %" if owner.share else ""
            above.reaches += _seat(parent, "controlled", "controlled", f"{text} ← {parent.name}{share}")
            above.known = above.known and _is_known(parent)
            waiting.append((parent, f"{text} ← {parent.name}"))
    return above


def _controlling(vendor: Vendor) -> list[Ownership]:
    """Return the present owners with control, the largest first; an undisclosed share counts as the whole."""
    owners = [owner for owner in vendor.owners if owner.control and owner.until is None]
    return sorted(owners, key=lambda owner: (-(owner.share or 100), owner.vendor))


def _note_influence(text: str, owner: Ownership, knowledge: Knowledge, above: _Above) -> None:
    part = f" {owner.share:g} %" if owner.share else ""
    waiting = [owner.vendor]
    for number, id_ in enumerate(waiting):
        holder = knowledge.vendor(id_)
        path = f"{text} ← {holder.name}{'' if number else part} (decisive influence)"
        above.reaches += _seat(holder, "influence", "influence", path)
        if not _is_known(holder):
            above.unsure.append(holder.name)
        waiting += [parent.vendor for parent in _controlling(holder) if parent.vendor not in waiting]


def _is_known(vendor: Vendor) -> bool:
    return vendor.ownership != UNKNOWN_OWNERSHIP and (vendor.incorporated is not None or vendor.kind == "state")

"""What changed between two states of knowledge: who changed hands, what moved, and whose score moves with it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from depscan.assess.control import standing
from depscan.assess.risk import assess
from depscan.knowledge.index import Knowledge
from depscan.model import Event, Law, Ownership, Product, Vendor
from depscan.resolve import as_if_used


class Change(Struct, frozen=True, kw_only=True):
    """One difference."""

    kind: str
    """control, owners, seat, vendor, licence, delivery, event, law, score, added or removed."""
    subject: str
    """Id of the vendor, product or law."""
    name: str
    says: str
    """The old fact and the new one."""


class Move(Struct, frozen=True, kw_only=True):
    """A product whose score is another one than before."""

    product: str
    name: str
    before: tuple[float, float]
    after: tuple[float, float]
    severity_before: str
    severity_after: str


class Changes(Struct, frozen=True):
    """All differences between two states of knowledge, sorted."""

    changes: tuple[Change, ...]
    moves: tuple[Move, ...]


def compare(old: Knowledge, new: Knowledge, *, home: str, date: str) -> Changes:
    """Return what changed from one state of knowledge to the other.

    Args:
        old: the earlier state.
        new: the later state.
        home: the reader's legal area.
        date: the day for both: laws bind by their dates, which is no change of knowledge.
    """
    changes = [*_vendors(old, new), *_products(old, new), *_laws(old, new)]
    return Changes(tuple(changes), tuple(_moves(old, new, home, date)))


def _vendors(old: Knowledge, new: Knowledge) -> Iterator[Change]:
    before, after = set(old.vendor_ids), set(new.vendor_ids)
    for id_ in sorted(before - after):
        yield Change(kind="removed", subject=id_, name=old.vendor(id_).name, says="vendor removed")
    for id_ in sorted(after - before):
        yield Change(kind="added", subject=id_, name=new.vendor(id_).name, says="vendor added")
    for id_ in sorted(before & after):
        was, now = old.vendor(id_), new.vendor(id_)
        if _top(was, old) != _top(now, new):
            says = f"{_control(was, old)} → {_control(now, new)}"
            yield Change(kind="control", subject=id_, name=now.name, says=says)
        facts = [
            ("owners", _owners(was), _owners(now)),
            ("seat", _seat(was), _seat(now)),
        ]
        yield from _differences(id_, now.name, facts)
        yield from _new_events(id_, now.name, was.history, now.history)


def _products(old: Knowledge, new: Knowledge) -> Iterator[Change]:
    before, after = set(old.product_ids), set(new.product_ids)
    for id_ in sorted(before - after):
        yield Change(kind="removed", subject=id_, name=old.product(id_).name, says="product removed")
    for id_ in sorted(after - before):
        yield Change(kind="added", subject=id_, name=new.product(id_).name, says="product added")
    for id_ in sorted(before & after):
        was, now = old.product(id_), new.product(id_)
        facts = [
            ("vendor", was.vendor, now.vendor),
            ("delivery", was.delivery.value, now.delivery.value),
            ("licence", was.licence or "not known", now.licence or "not known"),
            ("technology", _technology(was), _technology(now)),
        ]
        yield from _differences(id_, now.name, facts)
        yield from _new_events(id_, now.name, was.events, now.events)


def _laws(old: Knowledge, new: Knowledge) -> Iterator[Change]:
    before, after = {law.id: law for law in old.laws}, {law.id: law for law in new.laws}
    for id_ in sorted(before.keys() | after.keys()):
        was, now = before.get(id_), after.get(id_)
        if was is None or now is None:
            law = was or now
            assert law is not None
            verb = "added" if was is None else "removed"
            yield Change(kind="law", subject=id_, name=law.name, says=f"law {verb}: {_law(law)}")
        elif _law(was) != _law(now):
            yield Change(kind="law", subject=id_, name=now.name, says=f"{_law(was)} → {_law(now)}")


def _moves(old: Knowledge, new: Knowledge, home: str, date: str) -> Iterator[Move]:
    both = sorted(set(old.product_ids) & set(new.product_ids))
    before, after = (
        {
            a.dependency.id: a
            for id_ in both
            for a in assess([as_if_used(known.product(id_))], known, home=home, date=date)
        }
        for known in (old, new)
    )
    for id_ in both:
        was, now = before[id_], after[id_]
        pairs = [(round(one.risk.low, 1), round(one.risk.high, 1)) for one in (was, now)]
        if pairs[0] != pairs[1] or was.severity is not now.severity:
            yield Move(
                product=id_,
                name=now.dependency.name,
                before=pairs[0],
                after=pairs[1],
                severity_before=was.severity.value,
                severity_after=now.severity.value,
            )


def _differences(id_: str, name: str, facts: list[tuple[str, str, str]]) -> Iterator[Change]:
    for kind, was, now in facts:
        if was != now:
            yield Change(kind=kind, subject=id_, name=name, says=f"{was} → {now}")


def _new_events(id_: str, name: str, was: tuple[Event, ...], now: tuple[Event, ...]) -> Iterator[Change]:
    known = {(event.date, event.kind) for event in was}
    for event in now:
        if (event.date, event.kind) not in known:
            yield Change(kind="event", subject=id_, name=name, says=f"{event.date} {event.kind}: {event.says}")


def _top(vendor: Vendor, known: Knowledge) -> tuple[str, str | None]:
    """A new name is no new owner."""
    control = standing(vendor, known).control
    return (control.path[-1].vendor if control.known else "", control.country)


def _control(vendor: Vendor, known: Knowledge) -> str:
    control = standing(vendor, known).control
    if not control.known:
        return "not known"
    return f"{control.path[-1].name} ({control.country or 'no country'})"


def _owners(vendor: Vendor) -> str:
    return ", ".join(sorted(_owner(owner) for owner in vendor.owners if owner.until is None)) or vendor.ownership


def _owner(owner: Ownership) -> str:
    share = f" {owner.share:g} %" if owner.share else ""
    role = " in control" if owner.control else " with influence" if owner.influence else ""
    return f"{owner.vendor}{share}{role}"


def _seat(vendor: Vendor) -> str:
    seat = vendor.incorporated or "not known"
    moved = vendor.headquarters and vendor.headquarters != vendor.incorporated
    return f"{seat}, managed from {vendor.headquarters}" if moved else seat


def _technology(product: Product) -> str:
    return ", ".join(sorted(origin.country for origin in product.technology_origin)) or "own"


def _law(law: Law) -> str:
    dates = f", from {law.valid_from}" if law.valid_from else ""
    dates += f", until {law.valid_to}" if law.valid_to else ""
    return f"{law.status}{dates}; effects {' '.join(law.effects)}; by {', '.join(law.triggers)}"

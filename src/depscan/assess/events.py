"""Dated events that bind: a change of licence, a shock of price or packaging, a change of control."""

from __future__ import annotations

from depscan.knowledge.index import Knowledge, Scoring
from depscan.model import Delivery, Event, Factor, Interval, Product

_ACQUIRED = "acquired"
_OPEN_DELIVERIES = (Delivery.OPEN_SOURCE, Delivery.MODEL_WEIGHTS)


def events(product: Product, knowledge: Knowledge, date: str) -> list[Factor]:
    """Return a factor for each event that counts at a date, the latest first, until the most is reached.

    Where it is not known who controls the vendor, it is not known either whether that changed lately.
    """
    scoring = knowledge.scoring
    changes, known = _changes_of_control(product, knowledge, date)
    counting = [event for event in product.events if _counts(event, date, scoring)]
    if not any(event.kind == _ACQUIRED for event in counting):
        counting += [event for event in changes[-1:] if _counts(event, date, scoring)]
    factors = []
    left = scoring.events_at_most
    for event in sorted(counting, key=lambda event: (event.date, event.kind, event.says), reverse=True):
        points = min(left, scoring.events.get(event.kind, 0.0))
        if points > 0:
            left -= points
            source = event.source.url if event.source else None
            factors.append(_factor(event.kind, (points, points), f"{event.date}: {event.says}", scoring, source))
    perhaps = min(left, scoring.events.get(_ACQUIRED, 0.0))
    if not known and perhaps > 0 and not any(event.kind == _ACQUIRED for event in counting):
        because = "not known: whether control changed lately"
        factors.append(_factor(_ACQUIRED, (0.0, perhaps), because, scoring, None))
    return factors


def unknown_events(scoring: Scoring) -> Factor:
    """Return the factor of a product that the catalogue does not know."""
    because = "not known: changes of licence, price or control"
    return _factor("events", (0.0, scoring.events_at_most), because, scoring, None)


def _factor(name: str, points: tuple[float, float], because: str, scoring: Scoring, source: str | None) -> Factor:
    low, high = points
    return Factor(
        factor=name,
        points=Interval(low=low, high=high),
        weight=scoring.events_at_most,
        because=because,
        source=source,
    )


def _counts(event: Event, date: str, scoring: Scoring) -> bool:
    """Tell whether an event has come and is recent enough; without a day it counts to the end of its month or year."""
    if event.date > date:
        return False
    years = scoring.events_years.get(event.kind)
    if years is None:
        return True
    since = f"{int(date[:4]) - years:04}{date[4:]}"
    return event.date >= since[: len(event.date)]


def _changes_of_control(product: Product, knowledge: Knowledge, date: str) -> tuple[list[Event], bool]:
    """Return when control over the vendor, or over who controls it, passed to somebody, and whether that is known."""
    if product.delivery in _OPEN_DELIVERIES:
        return [], True
    known = True
    found: list[Event] = []
    waiting = [product.vendor]
    for id_ in waiting:
        vendor = knowledge.vendor(id_)
        known = known and vendor.ownership != "unknown"
        for owner in vendor.owners:
            if not owner.control or owner.until is not None:
                continue
            if owner.vendor not in waiting:
                waiting.append(owner.vendor)
            if owner.since and owner.since <= date:
                says = f"control over {vendor.name} passed to {knowledge.vendor(owner.vendor).name}"
                found.append(Event(date=owner.since, kind=_ACQUIRED, says=says, source=owner.source))
    return sorted(found, key=lambda event: (event.date, event.says)), known

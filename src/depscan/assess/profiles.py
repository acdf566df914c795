"""Ownership tests over the same facts: SecNumCloud 19.6, the five per cent of CADA, decisive influence, fifty per cent.

Each says whether the facts of the catalogue meet it, break it, or do not tell; a share that nobody discloses is not
zero. None of them is an assessment by the authority that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from depscan.assess.law_book import home_countries
from depscan.knowledge.index import Knowledge
from depscan.model import Citation, Ownership, Vendor

HOLDS = "holds"
BROKEN = "does not hold"
NOT_KNOWN = "not known"

_ALONE, _TOGETHER = 24.0, 39.0
_LISTED = 5.0
_HALF = 50.0
_DEPTH = 12


class Finding(Struct, frozen=True):
    """One requirement of a profile."""

    requirement: str
    verdict: str
    because: str


class Profile(Struct, frozen=True):
    """A named ownership test."""

    id: str
    name: str
    citation: str
    test: Callable[[Vendor, Knowledge], Iterator[Finding]]


class Holding(Struct, frozen=True):
    """A part of a vendor that somebody holds, directly or through others."""

    owner: Vendor
    share: float | None
    """Percent; the product of the shares on the way; None where one of them is not disclosed."""
    way: str
    source: Citation | None


def holdings(vendor: Vendor, knowledge: Knowledge) -> list[Holding]:
    """Return who holds parts of a vendor, directly and through others, nearest first."""
    found: list[Holding] = []
    waiting: list[tuple[Vendor, float | None, str, frozenset[str]]] = [
        (vendor, 100.0, vendor.name, frozenset({vendor.id}))
    ]
    while waiting:
        held, so_far, way, seen = waiting.pop(0)
        for owner in _current(held):
            if owner.vendor in seen or len(seen) > _DEPTH:
                continue
            holder = knowledge.vendor(owner.vendor)
            share = None if so_far is None or owner.share is None else so_far * owner.share / 100
            told = f"{way} ← {holder.name}" + (f" {owner.share:g} %" if owner.share is not None else "")
            found.append(Holding(holder, share, told, owner.source))
            waiting.append((holder, share, told, seen | {holder.id}))
    return found


def _current(vendor: Vendor) -> list[Ownership]:
    return [owner for owner in vendor.owners if owner.until is None]


def _eu(knowledge: Knowledge) -> frozenset[str]:
    """Return the Member States: rules that speak of them do not mean the rest of the Economic Area."""
    return home_countries("EU27" if "EU27" in knowledge.scoring.areas else "EU", knowledge.scoring)


def _seats(vendor: Vendor, knowledge: Knowledge) -> Finding:
    name = "registered office, central administration and principal establishment in the Union"
    area = _eu(knowledge)
    places = {place for place in (vendor.incorporated, vendor.headquarters) if place}
    outside = sorted(places - area)
    if outside:
        return Finding(name, BROKEN, f"a seat in {', '.join(outside)}")
    if not vendor.incorporated:
        return Finding(name, NOT_KNOWN, "the catalogue has no country of registration")
    if not vendor.headquarters:
        return Finding(
            name, NOT_KNOWN, f"registered in {vendor.incorporated}; where it is managed is not in the catalogue"
        )
    return Finding(name, HOLDS, f"registered in {vendor.incorporated}, managed from {vendor.headquarters}")


def _direct(vendor: Vendor, knowledge: Knowledge) -> list[Holding]:
    """Return direct owners, each with the country it is ultimately held from as its own."""
    return [holding for holding in holdings(vendor, knowledge) if holding.way.count("←") == 1]


def _is_foreign(owner: Vendor, knowledge: Knowledge) -> bool | None:
    """Tell whether an owner is established outside the Union, or controlled from there; None if that is not known."""
    area = _eu(knowledge)
    places = [owner.incorporated, owner.headquarters, *(h.owner.incorporated for h in _controlling(owner, knowledge))]
    if any(place and place not in area for place in places):
        return True
    return False if owner.incorporated else None


def _controlling(vendor: Vendor, knowledge: Knowledge) -> list[Holding]:
    found: list[Holding] = []
    seen = {vendor.id}
    current = [vendor]
    while current:
        one = current.pop()
        for owner in _current(one):
            if owner.control and owner.vendor not in seen:
                seen.add(owner.vendor)
                holder = knowledge.vendor(owner.vendor)
                found.append(Holding(holder, owner.share, f"{one.name} ← {holder.name}", owner.source))
                current.append(holder)
    return found


def _secnumcloud(vendor: Vendor, knowledge: Knowledge) -> Iterator[Finding]:
    yield _seats(vendor, knowledge)
    yield from ownership_caps(vendor, knowledge)
    yield _appointing(vendor, knowledge)


def _appointing(vendor: Vendor, knowledge: Knowledge) -> Finding:
    name = "no veto, no right to appoint the majority of a body"
    control = [h for h in _direct(vendor, knowledge) if _controls(h, vendor) and _is_foreign(h.owner, knowledge)]
    if control:
        return Finding(name, BROKEN, f"controlled by {_told(control, knowledge)}")
    return Finding(name, NOT_KNOWN, "no catalogue tells articles of association")


def _controls(holding: Holding, vendor: Vendor) -> bool:
    return any(owner.control and owner.vendor == holding.owner.id for owner in _current(vendor))


def _told(found: list[Holding], knowledge: Knowledge) -> str:
    """Name owners, each with whoever abroad is behind it where that is another."""
    area = _eu(knowledge)
    told = []
    for holding in found:
        above = [h.owner for h in _controlling(holding.owner, knowledge) if h.owner.incorporated not in area]
        own = holding.owner.incorporated not in area
        behind = f", controlled by {above[-1].name} ({above[-1].incorporated})" if above and not own else ""
        told.append(f"{holding.way} ({holding.owner.incorporated or 'a country not known'}{behind})")
    return ", ".join(dict.fromkeys(told))


def ownership_caps(vendor: Vendor, knowledge: Knowledge) -> Iterator[Finding]:
    """Yield whether entities of third countries hold more than 24 % alone and 39 % together (SecNumCloud 19.6 b)."""
    foreign = [(h, _is_foreign(h.owner, knowledge)) for h in _direct(vendor, knowledge)]
    outside = [h for h, is_foreign in foreign if is_foreign]
    undisclosed = [h for h in outside if h.share is None]
    free = vendor.ownership in ("listed", "private", "unknown") and sum(h.share or 0 for h, _ in foreign) < 100 - _ALONE
    alone = f"no entity of a third country holds more than {_ALONE:g} %"
    large = [h for h in outside if h.share is not None and h.share > _ALONE]
    if large:
        yield Finding(alone, BROKEN, _told(large, knowledge))
    elif undisclosed:
        yield Finding(alone, NOT_KNOWN, f"{_told(undisclosed, knowledge)}: the share is not disclosed")
    elif free:
        yield Finding(alone, NOT_KNOWN, f"the catalogue names owners of less than {100 - _ALONE:g} %")
    else:
        yield Finding(alone, HOLDS, "by the owners in the catalogue")
    together = f"entities of third countries together hold no more than {_TOGETHER:g} %"
    total = sum(h.share or 0 for h in outside)
    if total > _TOGETHER:
        yield Finding(together, BROKEN, f"{total:g} % by {', '.join(h.owner.name for h in outside)}")
    elif free or undisclosed:
        yield Finding(together, NOT_KNOWN, "who holds the rest is not disclosed, or changes every day on an exchange")
    else:
        yield Finding(together, HOLDS, f"{total:g} % by the owners in the catalogue")


def listed_owners(vendor: Vendor, knowledge: Knowledge) -> Iterator[Finding]:
    """Yield every owner of five per cent or more, direct or indirect, with its share and country."""
    listed = [h for h in holdings(vendor, knowledge) if h.share is None or h.share >= _LISTED]
    for holding in listed:
        share = f"{holding.share:.4g} %" if holding.share is not None else "an undisclosed part"
        country = holding.owner.incorporated or "a country not known"
        source = f" [{holding.source.url}]" if holding.source else ""
        told = "" if holding.way.count("←") == 1 and holding.share is not None else f": {share}"
        yield Finding(f"owner of {_LISTED:g} % or more", "listed", f"{holding.way}{told}, {country}{source}")
    if not listed:
        yield Finding(f"owner of {_LISTED:g} % or more", NOT_KNOWN, "the catalogue names none")


def _decisive(vendor: Vendor, knowledge: Knowledge) -> Iterator[Finding]:
    name = "no decisive influence from a third country"
    area = _eu(knowledge)
    influences = [o for o in _current(vendor) if o.influence or o.control]
    chain = [*_controlling(vendor, knowledge), *(_held(vendor, owner, knowledge) for owner in influences)]
    outside = [h for h in chain if h.owner.incorporated and h.owner.incorporated not in area]
    if vendor.incorporated and vendor.incorporated not in area:
        yield Finding(name, BROKEN, f"{vendor.name} itself is registered in {vendor.incorporated}")
    elif outside:
        yield Finding(name, BROKEN, ", ".join(dict.fromkeys(f"{h.way} ({h.owner.incorporated})" for h in outside)))
    elif vendor.ownership == "unknown" or any(h.owner.ownership == "unknown" for h in chain):
        yield Finding(name, NOT_KNOWN, "the owners are not disclosed")
    else:
        yield Finding(name, HOLDS, "by the owners in the catalogue")


def _held(vendor: Vendor, owner: Ownership, knowledge: Knowledge) -> Holding:
    holder = knowledge.vendor(owner.vendor)
    return Holding(holder, owner.share, f"{vendor.name} ← {holder.name}", owner.source)


def _fifty(vendor: Vendor, knowledge: Knowledge) -> Iterator[Finding]:
    name = f"held to {_HALF:g} % or more by one owner: listed with it, it is caught as well"
    majority = [h for h in holdings(vendor, knowledge) if h.share is not None and h.share >= _HALF]
    control = [h for h in _controlling(vendor, knowledge) if h.owner.id not in {m.owner.id for m in majority}]
    for holding in majority:
        yield Finding(name, "caught with", f"{holding.way}: {holding.share:.4g} %")
    for holding in control:
        yield Finding(name, NOT_KNOWN, f"{holding.way} controls it; the share is not disclosed")
    if not majority and not control:
        verdict = NOT_KNOWN if vendor.ownership == "unknown" else "no one"
        yield Finding(
            name, verdict, "no owner of half or more in the catalogue; shares of several listed owners add up"
        )


PROFILES = {
    profile.id: profile
    for profile in (
        Profile(
            id="secnumcloud",
            name="SecNumCloud 3.2, requirement 19.6",
            citation="ANSSI, référentiel SecNumCloud 3.2, 19.6",
            test=_secnumcloud,
        ),
        Profile(
            id="cada",
            name="owners of five per cent or more, as CADA would have them listed",
            citation="COM(2026) 502, Annex II (a proposal)",
            test=listed_owners,
        ),
        Profile(
            id="decisive-influence",
            name="decisive influence from outside the Union",
            citation="Regulation (EU) 2021/697, Article 2(6)",
            test=_decisive,
        ),
        Profile(
            id="fifty-percent",
            name="the fifty per cent rules of OFAC and BIS",
            citation="OFAC guidance of 13 August 2014; 15 CFR 744, its rule on affiliates suspended until 2026-11-09:"
            " what holds since is to be looked up",
            test=_fifty,
        ),
    )
}

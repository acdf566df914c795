"""Exposure, 0 to 100: the worst (law, effect) that reaches a dependency, with all the others listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from depscan.assess.control import Reach, Standing, technology
from depscan.assess.law_book import IN_FORCE, Foreign, LawBook, law_book
from depscan.knowledge.index import Knowledge, Scoring
from depscan.model import Delivery, Dependency, Exposure, Interval

_SEATS = ("incorporated", "headquartered", "controlled", "influence")


class Exposed(NamedTuple):
    """What expose gives."""

    score: Interval
    exposures: tuple[Exposure, ...]
    """Every law that reaches the dependency, the deciding one first."""
    unknown: tuple[str, ...]
    """What is not known, a sentence each."""


def expose(
    dependency: Dependency, standing: Standing, knowledge: Knowledge, home: frozenset[str], date: str
) -> Exposed:
    """Return the score, every law that reaches the dependency, and what is not known.

    Laws of the home area are not extraterritorial and not listed. A law that does not bind at the date is listed and
    scores nothing. Where control is not known, or no law of the controlling country is in the catalogue, the upper end
    is what the worst known control would give.
    """
    scoring = knowledge.scoring
    reaches = connections(dependency, standing, knowledge)
    private = knowledge.product(dependency.product).private_content if dependency.product else None
    use = scoring.use[dependency.use]
    book = law_book(knowledge, home, date)
    found: list[Exposure] = []
    for foreign in book.concerning(dependency, {reach.country for reach in reaches}):
        found += _by_law(foreign, reaches, dependency.delivery, use, scoring, private=private)
    found.sort(key=lambda e: (not e.applies, -e.points.high, -e.points.low, -e.certainty, e.law, e.effect))
    binding = [exposure.points for exposure in found if exposure.applies]
    low = max((points.low for points in binding), default=0.0)
    high = max((points.high for points in binding), default=0.0)
    unknown = _unknown(standing, reaches, book, home)
    if unknown or standing.unsure:
        part = 1.0 if unknown else scoring.triggers["influence"]
        high = max(high, book.worst(dependency.delivery) * part * use)
        unknown += tuple(f"who controls {name}, which has decisive influence, is not known" for name in standing.unsure)
    return Exposed(Interval(low=low, high=high), tuple(found), unknown)


def connections(dependency: Dependency, standing: Standing, knowledge: Knowledge) -> list[Reach]:
    """Return what connects a dependency with countries: its vendor's seats, owners, presence; technology of both."""
    reaches = list(standing.reaches)
    if dependency.product:
        product = knowledge.product(dependency.product)
        reaches += technology(product.name, product)
    return reaches


def _unknown(standing: Standing, reaches: Iterable[Reach], book: LawBook, home: frozenset[str]) -> tuple[str, ...]:
    if standing.nobody:
        return ()
    sentences = [] if standing.known else [f"who controls {standing.control.path[0].name} is not known"]
    seats = {reach.country for reach in reaches if reach.trigger in _SEATS} - home - book.legislating
    sentences += [f"no law of {country} in force is in the catalogue" for country in sorted(seats)]
    return tuple(sentences)


def _by_law(
    foreign: Foreign,
    reaches: Iterable[Reach],
    delivery: Delivery,
    use: float,
    scoring: Scoring,
    *,
    private: bool | None,
) -> list[Exposure]:
    """Return the law's effects, each through the most certain connection."""
    best: dict[str, tuple[float, Reach]] = {}
    law, applies = foreign.law, foreign.status == IN_FORCE
    for reach in reaches:
        if reach.country not in foreign.countries or reach.trigger not in foreign.triggers:
            continue
        certainty = scoring.triggers[reach.trigger] * law.certainty
        for effect in law.effects:
            if reach.trigger == "origin" and effect not in scoring.origin_effects:
                continue
            if effect not in best or certainty > best[effect][0]:
                best[effect] = (certainty, reach)
    exposures = []
    for effect, (certainty, reach) in sorted(best.items()):
        low, high = scoring.effects[effect][delivery]
        if private is not None:  # the range is over what one keeps there
            low = high = high if private else low
        factor = certainty * use if applies else 0.0
        if high == 0:
            continue
        exposures.append(
            Exposure(
                law=law.id,
                law_name=law.name,
                effect=effect,
                trigger=reach.trigger,
                country=law.country,
                points=Interval(low=low * factor, high=high * factor),
                certainty=certainty,
                status=foreign.status,
                applies=applies,
                because=reach.because,
                citation=law.citation,
            )
        )
    return exposures

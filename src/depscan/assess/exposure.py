"""Exposure, 0 to 100: the worst (law, effect) that reaches a dependency, with all the others listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from depscan.assess.control import Reach, Standing, technology
from depscan.knowledge.index import Knowledge, Scoring
from depscan.model import Delivery, Dependency, Exposure, Interval, Law

_HOME_ALIASES = {"UK": "GB"}
_SEATS = ("incorporated", "headquartered", "controlled", "influence")


def home_countries(home: str, scoring: Scoring) -> frozenset[str]:
    """Return the countries of the reader's own legal area.

    Args:
        home: an area of ``scoring.yaml`` such as ``EU``, or a country code (``UK`` is understood).
        scoring: defines the areas.
    """
    code = _HOME_ALIASES.get(home.upper(), home.upper())
    return scoring.areas.get(code, frozenset({code}))


def in_force(law: Law, date: str) -> bool:
    """Tell whether a law binds at a date (ISO 8601); the dates decide, ``status`` only where they do not."""
    if law.status in ("proposed", "repealed"):
        return False
    if law.valid_from and date[: len(law.valid_from)] < law.valid_from:
        return False
    if law.valid_to:
        return date[: len(law.valid_to)] < law.valid_to
    return law.status == "in-force"


def status_at(law: Law, date: str) -> str:
    """Return the status of a law at a date: its dates decide here too."""
    if in_force(law, date):
        return "in-force"
    if law.status == "proposed" or not law.valid_from or date[: len(law.valid_from)] >= law.valid_from:
        return "lapsed" if law.status == "in-force" else law.status
    return "not-yet-in-force"


def holds_in(law: Law, scoring: Scoring) -> frozenset[str]:
    """Return the countries in which a law is law: its own, or those of the area that made it."""
    return scoring.areas.get(law.country, frozenset({law.country})) - frozenset(law.outside)


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
    found: list[Exposure] = []
    for law in knowledge.laws:
        if is_home(law, home, scoring) or not is_of_delivery(law, dependency) or not is_of_category(law, dependency):
            continue
        status = status_at(law, date)
        found += _by_law(law, reaches, dependency.delivery, use, scoring, private=private, status=status)
    found.sort(key=lambda e: (not e.applies, -e.points.high, -e.points.low, -e.certainty, e.law, e.effect))
    binding = [exposure.points for exposure in found if exposure.applies]
    low = max((points.low for points in binding), default=0.0)
    high = max((points.high for points in binding), default=0.0)
    unknown = _unknown(standing, reaches, knowledge, home, date)
    if unknown or standing.unsure:
        part = 1.0 if unknown else scoring.triggers["influence"]
        high = max(high, _worst(dependency.delivery, knowledge, home, date) * part * use)
        unknown += tuple(f"who controls {name}, which has decisive influence, is not known" for name in standing.unsure)
    return Exposed(Interval(low=low, high=high), tuple(found), unknown)


def connections(dependency: Dependency, standing: Standing, knowledge: Knowledge) -> list[Reach]:
    """Return what connects a dependency with countries: its vendor's seats, owners, presence; technology of both."""
    reaches = list(standing.reaches)
    if dependency.product:
        product = knowledge.product(dependency.product)
        reaches += technology(product.name, product)
    return reaches


def _unknown(
    standing: Standing, reaches: Iterable[Reach], knowledge: Knowledge, home: frozenset[str], date: str
) -> tuple[str, ...]:
    if standing.nobody:
        return ()
    sentences = [] if standing.known else [f"who controls {standing.control.path[0].name} is not known"]
    binding = [law for law in knowledge.laws if in_force(law, date)]
    catalogued = {country for law in binding for country in holds_in(law, knowledge.scoring)}
    seats = {reach.country for reach in reaches if reach.trigger in _SEATS}
    sentences += [f"no law of {country} in force is in the catalogue" for country in sorted(seats - home - catalogued)]
    return tuple(sentences)


def is_home(law: Law, home: frozenset[str], scoring: Scoring) -> bool:
    """A law of the Union is no foreign law to a reader whose home is one of its Member States."""
    return law.country in home or home <= holds_in(law, scoring)


def is_of_delivery(law: Law, dependency: Dependency) -> bool:
    """Tell whether a law has anything to say about this way of depending."""
    return dependency.delivery in law.deliveries


def is_of_category(law: Law, dependency: Dependency) -> bool:
    """Tell whether a law is for such products, where it is not for all."""
    return not law.categories or dependency.category in law.categories


def _by_law(
    law: Law,
    reaches: Iterable[Reach],
    delivery: Delivery,
    use: float,
    scoring: Scoring,
    *,
    private: bool | None,
    status: str,
) -> list[Exposure]:
    """Return the law's effects, each through the most certain connection."""
    best: dict[str, tuple[float, Reach]] = {}
    applies = status == "in-force"
    where = holds_in(law, scoring)
    for reach in reaches:
        if reach.country not in where or reach.trigger not in law.triggers:
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
                status=status,
                applies=applies,
                because=reach.because,
                citation=law.citation,
            )
        )
    return exposures


def _worst(delivery: Delivery, knowledge: Knowledge, home: frozenset[str], date: str) -> float:
    """Return what control from the worst known country would give."""
    scoring = knowledge.scoring
    return max(
        (
            scoring.effects[effect][delivery][1]
            for law in knowledge.laws
            if not is_home(law, home, scoring) and delivery in law.deliveries and in_force(law, date)
            for effect in law.effects
        ),
        default=0.0,
    )

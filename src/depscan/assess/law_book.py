"""The laws as they are seen from somewhere on a day: which are foreign, which bind, where, for what."""

from __future__ import annotations

from functools import cached_property, lru_cache

from msgspec import Struct

from depscan.knowledge.index import Knowledge, Scoring
from depscan.model import Delivery, Dependency, Law

_HOME_ALIASES = {"UK": "GB"}
IN_FORCE = "in-force"


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
    return law.status == IN_FORCE


def status_at(law: Law, date: str) -> str:
    """Return the status of a law at a date: its dates decide here too."""
    if in_force(law, date):
        return IN_FORCE
    if law.status == "proposed" or not law.valid_from or date[: len(law.valid_from)] >= law.valid_from:
        return "lapsed" if law.status == IN_FORCE else law.status
    return "not-yet-in-force"


def holds_in(law: Law, scoring: Scoring) -> frozenset[str]:
    """Return the countries in which a law is law: its own, or those of the area that made it."""
    return scoring.areas.get(law.country, frozenset({law.country})) - frozenset(law.outside)


def is_home(law: Law, home: frozenset[str], scoring: Scoring) -> bool:
    """A law of the Union is no foreign law to a reader whose home is one of its Member States."""
    return law.country in home or home <= holds_in(law, scoring)


def is_of_delivery(law: Law, dependency: Dependency) -> bool:
    """Tell whether a law has anything to say about this way of depending."""
    return dependency.delivery in law.deliveries


def is_of_category(law: Law, dependency: Dependency) -> bool:
    """Tell whether a law is for such products, where it is not for all."""
    return not law.categories or dependency.category in law.categories


class Foreign(Struct, frozen=True):
    """A law that is none of the home area's, with what its dates and its area make of it."""

    law: Law
    status: str
    """At the date."""
    countries: frozenset[str]
    """Where it is law."""
    triggers: frozenset[str]


class LawBook:
    """The laws of the catalogue, seen from a home area on a day; made once for a scan, asked for every dependency."""

    def __init__(self, knowledge: Knowledge, home: frozenset[str], date: str) -> None:
        self._scoring = knowledge.scoring
        everywhere = [(law, holds_in(law, knowledge.scoring)) for law in knowledge.laws]
        self._foreign = [
            Foreign(law, status_at(law, date), countries, frozenset(law.triggers))
            for law, countries in everywhere
            if not is_home(law, home, knowledge.scoring)
        ]
        self.legislating = frozenset(
            country for law, countries in everywhere if in_force(law, date) for country in countries
        )
        """Countries of which a law in force is in the catalogue, the home area's included."""
        self._concerning: dict[tuple[Delivery, str], list[Foreign]] = {}

    def concerning(self, dependency: Dependency, countries: set[str]) -> list[Foreign]:
        """Return the foreign laws of any of the countries that have anything to say about such a dependency."""
        key = (dependency.delivery, dependency.category)
        if key not in self._concerning:
            self._concerning[key] = [
                foreign
                for foreign in self._foreign
                if is_of_delivery(foreign.law, dependency) and is_of_category(foreign.law, dependency)
            ]
        return [foreign for foreign in self._concerning[key] if not foreign.countries.isdisjoint(countries)]

    def worst(self, delivery: Delivery) -> float:
        """Return what control from the worst known country would give, for certain use."""
        return self._worst.get(delivery, 0.0)

    @cached_property
    def _worst(self) -> dict[Delivery, float]:
        found: dict[Delivery, float] = {}
        for foreign in self._foreign:
            if foreign.status == IN_FORCE:
                for delivery in foreign.law.deliveries:
                    points = [self._scoring.effects[effect][delivery][1] for effect in foreign.law.effects]
                    found[delivery] = max(found.get(delivery, 0.0), *points)
        return found


@lru_cache(maxsize=32)
def law_book(knowledge: Knowledge, home: frozenset[str], date: str) -> LawBook:
    """Return the laws as seen from a home area (its countries) on a day (ISO 8601)."""
    return LawBook(knowledge, home, date)

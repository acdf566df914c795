"""Every law of the catalogue for one dependency: reached, or why not."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, structs

from depscan.assess.control import Reach, Standing
from depscan.assess.exposure import connections, expose
from depscan.assess.law_book import holds_in, home_countries, is_home, is_of_category, is_of_delivery
from depscan.assess.risk import standing_of
from depscan.knowledge.index import Knowledge
from depscan.model import Dependency, Exposure, Law, Product


class Why(StrEnum):
    """Why a law does not reach a dependency, in the order in which they are looked for."""

    HOME = "law of the home area"
    NOBODY = "nobody is behind it who could be ordered"
    DELIVERY = "not for this way of depending"
    NO_CONNECTION = "the vendor has no connection with its country"
    CATEGORY = "not for products of this category"
    OTHER_CONNECTION = "the connection is not one that it asks for"
    TECHNOLOGY = "connected by technology only, which its effects do not follow"
    NO_EFFECT = "its effects take nothing from this way of depending"
    NOT_IN_FORCE = "does not bind at the date"


class Missed(Struct, frozen=True):
    """A law that does not reach a dependency."""

    law: Law
    why: Why
    through: tuple[str, ...] = ()
    """Triggers that connect it with the country of the law, such as ``presence``, and do not suffice."""


class Reached(Struct, frozen=True):
    """A law that reaches a dependency, with its effects, the worst first."""

    law: Law
    exposures: tuple[Exposure, ...]


class Laws(Struct, frozen=True):
    """All laws of the catalogue, each in one of the two."""

    reached: tuple[Reached, ...]
    """The one that decides first."""
    missed: tuple[Missed, ...]
    """In the order of the catalogue."""


def laws(dependency: Dependency, knowledge: Knowledge, *, home: str, date: str) -> Laws:
    """Say of every law whether it reaches a dependency, by the functions that make its exposure.

    Args:
        dependency: as resolve gathered it; of several candidates the most exposed counts.
        knowledge: vendors, products, laws.
        home: the reader's legal area.
        date: the day the answer is for, ISO 8601.
    """
    area = home_countries(home, knowledge.scoring)
    standing = standing_of(dependency.vendor, knowledge)
    meant = _most_exposed(dependency, standing, knowledge, area, date)
    by_law: dict[str, list[Exposure]] = {}
    for exposure in expose(meant, standing, knowledge, area, date).exposures:
        by_law.setdefault(exposure.law, []).append(exposure)
    laws_by_id = {law.id: law for law in knowledge.laws}
    reached = tuple(
        Reached(laws_by_id[id_], tuple(exposures)) for id_, exposures in by_law.items() if exposures[0].applies
    )
    met = {one.law.id for one in reached}
    reaches = connections(meant, standing, knowledge)
    missed = (
        Missed(law, Why.NOT_IN_FORCE) if law.id in by_law else _missed(law, meant, standing, reaches, knowledge, area)
        for law in knowledge.laws
        if law.id not in met
    )
    return Laws(reached, tuple(missed))


def _most_exposed(
    dependency: Dependency, standing: Standing, knowledge: Knowledge, home: frozenset[str], date: str
) -> Dependency:
    if not dependency.candidates:
        return dependency
    each = [as_product(dependency, knowledge.product(id_)) for id_ in dependency.candidates]

    def score(one: Dependency) -> tuple[float, float]:
        exposed = expose(one, standing, knowledge, home, date).score
        return exposed.high, exposed.low

    return max(each, key=score)


def as_product(dependency: Dependency, product: Product) -> Dependency:
    """Return a dependency that may be one of several products as one of them."""
    return structs.replace(
        dependency, product=product.id, category=product.category, delivery=product.delivery, candidates=()
    )


def _missed(
    law: Law,
    dependency: Dependency,
    standing: Standing,
    reaches: list[Reach],
    knowledge: Knowledge,
    home: frozenset[str],
) -> Missed:
    scoring = knowledge.scoring
    if is_home(law, home, scoring):
        return Missed(law, Why.HOME)
    if standing.nobody:
        return Missed(law, Why.NOBODY)
    where = holds_in(law, scoring)
    through = tuple(dict.fromkeys(reach.trigger for reach in reaches if reach.country in where))
    if not through and standing.known:
        return Missed(law, Why.NO_CONNECTION)
    if not is_of_delivery(law, dependency):
        return Missed(law, Why.DELIVERY, through)
    if not is_of_category(law, dependency):
        return Missed(law, Why.CATEGORY, through)
    if not through:
        return Missed(law, Why.NO_CONNECTION)
    if through == ("origin",):
        return Missed(law, Why.TECHNOLOGY, through)
    if not set(through) & set(law.triggers):
        return Missed(law, Why.OTHER_CONNECTION, through)
    return Missed(law, Why.NO_EFFECT, through)

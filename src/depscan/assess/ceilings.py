"""The best level of each group that is left with a dependency: depscan's reading of a framework with levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from depscan.assess.control import standing, technology
from depscan.framework import Ceiling, Framework
from depscan.knowledge.index import Knowledge
from depscan.knowledge.licences import licence_class
from depscan.model import Assessment, Product, Scope, Use

_SURE = 0.5
"""Certainty from which on a law counts as reaching somebody."""
_IN_OPERATION = (Scope.RUNTIME, Scope.UNKNOWN, Scope.BUILD)


class Lid(Struct, frozen=True):
    """What one dependency does to one group."""

    group: str
    level: int
    dependency: str
    rule: str
    """The reason, in general."""
    fact: str
    """What makes it hold here."""
    counts: bool
    """False for what is only possibly used, or only in development and tests: shown, but holds nothing down."""


def lids(
    assessments: Sequence[Assessment], framework: Framework, knowledge: Knowledge, area: frozenset[str]
) -> tuple[Lid, ...]:
    """Return the lowest lid that each dependency puts on each group.

    Args:
        assessments: made with the framework's area as home.
        framework: with its ceilings.
        knowledge: vendors and products.
        area: countries of the framework's area.
    """
    found: dict[tuple[str, str], Lid] = {}
    for assessment in assessments:
        for lid in _of_one(assessment, framework, knowledge, area):
            known = found.get((lid.dependency, lid.group))
            if known is None or lid.level < known.level:
                found[lid.dependency, lid.group] = lid
    return tuple(found.values())


def _of_one(assessment: Assessment, framework: Framework, knowledge: Knowledge, area: frozenset[str]) -> Iterator[Lid]:
    dependency = assessment.dependency
    product = knowledge.product(dependency.product) if dependency.product else None
    counts = dependency.use is not Use.POSSIBLE and dependency.scope in _IN_OPERATION
    for ceiling in framework.ceilings:
        if ceiling.deliveries and dependency.delivery not in ceiling.deliveries:
            continue
        if ceiling.categories and dependency.category not in ceiling.categories:
            continue
        facts = _facts(ceiling, assessment, product, knowledge, area)
        if facts is not None:
            yield Lid(ceiling.group, ceiling.level, dependency.id, ceiling.because, facts, counts)


def _facts(
    ceiling: Ceiling, assessment: Assessment, product: Product | None, knowledge: Knowledge, area: frozenset[str]
) -> str | None:
    """Return the facts by which every condition of a ceiling holds; None if one does not, or is not known to."""
    told: list[str] = []
    for found in (
        _connected(ceiling, assessment, product, knowledge, area),
        _interface(ceiling, product),
        _licence(ceiling, product, knowledge),
        _export(ceiling, product),
        _located(ceiling, assessment, area),
    ):
        if found is None:
            return None
        if found:
            told.append(found)
    return "; ".join(told)


def _connected(
    ceiling: Ceiling, assessment: Assessment, product: Product | None, knowledge: Knowledge, area: frozenset[str]
) -> str | None:
    """Return a connection with a country outside, and a law of that country, as far as they are asked for."""
    if not ceiling.reaches:
        return _effect(ceiling, assessment, None, knowledge)
    if not knowledge.has_vendor(assessment.dependency.vendor):
        return None
    vendor = knowledge.vendor(assessment.dependency.vendor)
    reaches = [*standing(vendor, knowledge).reaches, *(technology(product.name, product) if product else ())]
    for reach in reaches:
        if reach.trigger in ceiling.reaches and reach.country not in area:
            law = _effect(ceiling, assessment, reach.country, knowledge)
            if law is not None:
                return f"{reach.because}; {law}" if law else reach.because
    return None


def _effect(ceiling: Ceiling, assessment: Assessment, country: str | None, knowledge: Knowledge) -> str | None:
    """Return a law that binds with one of the effects, of a country if one is given; empty if none is asked for."""
    if not ceiling.effects:
        return ""
    for exposure in assessment.exposures:
        binds = exposure.applies and exposure.points.high > 0 and exposure.certainty >= _SURE
        theirs = country is None or country in knowledge.scoring.areas.get(exposure.country, {exposure.country})
        if binds and theirs and exposure.effect in ceiling.effects:
            return f"{exposure.law_name} ({exposure.country})"
    return None


def _interface(ceiling: Ceiling, product: Product | None) -> str | None:
    if not ceiling.interfaces:
        return ""
    kind = product.interface.kind if product and product.interface else None
    return f"interface {kind}" if kind in ceiling.interfaces else None


def _licence(ceiling: Ceiling, product: Product | None, knowledge: Knowledge) -> str | None:
    if not ceiling.licences:
        return ""
    kind = licence_class(product.licence, knowledge.scoring) if product and product.licence else None
    return f"licence {product.licence}" if product and kind in ceiling.licences else None


def _export(ceiling: Ceiling, product: Product | None) -> str | None:
    if not ceiling.exports:
        return ""
    return f"export {product.data_export}" if product and product.data_export in ceiling.exports else None


def _located(ceiling: Ceiling, assessment: Assessment, area: frozenset[str]) -> str | None:
    if not ceiling.located:
        return ""
    outside = [place for place, _ in assessment.dependency.locations if len(place) == 2 and place not in area]
    return f"data in {', '.join(outside)}" if outside else None

"""What is not known about a dependency, and how far the risk would move if it were."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from depscan.assess.levers import Situation
from depscan.assess.reach import as_product
from depscan.assess.risk import combine
from depscan.knowledge.index import Knowledge
from depscan.model import Assessment, Delivery, Factor, Interval, Use

_MISSING = {
    "interface": "whether others implement its interface",
    "data": "whether data can be exported whole",
    "licence": "the licence of the software",
    "substitutes": "what could take its place",
    "contract": "the contract",
    "depth": "how many services of its group there are, its owner being unknown",
}


class Unknown(Struct, frozen=True, kw_only=True):
    """One missing fact."""

    what: str
    part: str
    """The part of the score that is an interval for it: exposure, lock-in or use."""
    spans: Interval | None
    """What that part ranges over; None for what is no interval."""
    best: Interval
    """Risk if the fact were the best there is."""
    worst: Interval


def unknowns(assessment: Assessment, situation: Situation) -> tuple[Unknown, ...]:
    """Return each missing fact with the risk at its best and at its worst, what moves the risk most first."""
    found = [
        *_exposure(assessment, situation),
        *(_of_factor(assessment, factor, situation.knowledge) for factor in assessment.factors if _is_open(factor)),
        *_use(assessment, situation),
    ]
    return tuple(sorted(found, key=lambda u: (-(u.worst.high - u.best.high) - (u.worst.low - u.best.low), u.what)))


def _is_open(factor: Factor) -> bool:
    return round(factor.points.high, 6) > round(factor.points.low, 6)


def _exposure(assessment: Assessment, situation: Situation) -> Iterator[Unknown]:
    dependency, exposure = assessment.dependency, assessment.exposure
    if dependency.candidates:
        yield _which_is_meant(assessment, situation)
        return
    if assessment.unknown and exposure.high > exposure.low:
        ends = [
            _risk(assessment, exposure=Interval(low=end, high=end), knowledge=situation.knowledge)
            for end in _ends(exposure)
        ]
        yield Unknown(what="; ".join(assessment.unknown), part="exposure", spans=exposure, best=ends[0], worst=ends[1])
    product = situation.knowledge.product(dependency.product) if dependency.product else None
    if product and product.delivery is Delivery.DISTRIBUTION_CHANNEL and product.private_content is None:
        public, private = (
            situation.assess(dependency, situation.knowledge.supposing(structs.replace(product, private_content=kept)))
            for kept in (False, True)
        )
        if private.exposure != public.exposure:
            spans = Interval(low=public.exposure.low, high=private.exposure.high)
            yield Unknown(
                what="whether private code or images are kept there",
                part="exposure",
                spans=spans,
                best=public.risk,
                worst=private.risk,
            )


def _which_is_meant(assessment: Assessment, situation: Situation) -> Unknown:
    dependency = assessment.dependency
    each = []
    for id_ in dependency.candidates:
        product = situation.knowledge.product(id_)
        each.append(situation.assess(as_product(dependency, product)))
    each.sort(key=lambda one: (one.risk.high, one.risk.low))
    return Unknown(
        what=assessment.unknown[0], part="exposure", spans=assessment.exposure, best=each[0].risk, worst=each[-1].risk
    )


def _of_factor(assessment: Assessment, factor: Factor, knowledge: Knowledge) -> Unknown:
    """The factors add up, at most to 100: each end of this one with both ends of the others."""
    others = [one.points for one in assessment.factors if one is not factor]
    low, high = sum(points.low for points in others), sum(points.high for points in others)
    ends = [
        _risk(assessment, lock_in=Interval(low=min(100.0, low + end), high=min(100.0, high + end)), knowledge=knowledge)
        for end in _ends(factor.points)
    ]
    what = _MISSING.get(factor.factor, factor.factor)
    if factor.factor == "contract" and "not known: " in factor.because:
        what = f"of the contract: {factor.because.rpartition('not known: ')[2]}"
    return Unknown(what=what, part="lock-in", spans=factor.points, best=ends[0], worst=ends[1])


def _use(assessment: Assessment, situation: Situation) -> Iterator[Unknown]:
    dependency = assessment.dependency
    if dependency.use is Use.CERTAIN:
        return
    certain = situation.assess(structs.replace(dependency, use=Use.CERTAIN)).risk
    what = f"whether it is used at all (now {dependency.use.value})"
    yield Unknown(what=what, part="use", spans=None, best=Interval(low=0.0, high=0.0), worst=certain)


def _risk(
    assessment: Assessment,
    *,
    exposure: Interval | None = None,
    lock_in: Interval | None = None,
    knowledge: Knowledge,
) -> Interval:
    return combine(exposure or assessment.exposure, lock_in or assessment.lock_in, knowledge.scoring).times(
        assessment.scope_weight
    )


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high

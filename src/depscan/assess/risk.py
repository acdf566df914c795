"""Put exposure and lock-in together: one assessment for each dependency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import structs

from depscan.assess.control import Standing, standing
from depscan.assess.exposure import Exposed, expose, home_countries
from depscan.assess.lock_in import lock_in
from depscan.knowledge.index import Knowledge, Scoring
from depscan.model import (
    Alternative,
    Assessment,
    Control,
    ControlStep,
    Delivery,
    Dependency,
    Factor,
    Interval,
    Severity,
)

_BANDS = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_SERVICES = (Delivery.HOSTED_SERVICE, Delivery.PROPRIETARY_SOFTWARE, Delivery.DISTRIBUTION_CHANNEL)


def assess(dependencies: Sequence[Dependency], knowledge: Knowledge, *, home: str, date: str) -> tuple[Assessment, ...]:
    """Return an assessment for each dependency, the riskiest first.

    Args:
        dependencies: what resolve gathered.
        knowledge: vendors, products, laws, scoring.
        home: the reader's legal area: an area of ``scoring.yaml`` or a country code.
        date: the day the answer is for, ISO 8601: laws bind by their dates.
    """
    countries = home_countries(home, knowledge.scoring)
    standings = {d.vendor: _standing(d.vendor, knowledge) for d in dependencies}
    depths: dict[str, int] = {}
    for dependency in dependencies:
        if dependency.delivery in _SERVICES:
            group = _group(standings[dependency.vendor])
            depths[group] = depths.get(group, 0) + 1
    assessed = [
        _one(d, standings[d.vendor], depths.get(_group(standings[d.vendor]), 1), knowledge, countries, date)
        for d in dependencies
    ]
    return tuple(sorted(assessed, key=lambda a: (-a.risk.high, -a.risk.low, a.dependency.id)))


def combine(exposure: Interval, lock: Interval, scoring: Scoring) -> Interval:
    """Return 0.6 × the larger + 0.4 × the smaller (the numbers of ``scoring.yaml``), at both ends."""

    def mean(one: float, other: float) -> float:
        return scoring.larger * max(one, other) + scoring.smaller * min(one, other)

    return Interval(low=mean(exposure.low, lock.low), high=mean(exposure.high, lock.high))


def severity(score: float, scoring: Scoring) -> Severity:
    """Return the band of a risk score, which is compared as it is shown: rounded to whole points."""
    for band in _BANDS:
        if round(score) >= scoring.bands[band.value]:
            return band
    return Severity.MINIMAL


def _standing(vendor_id: str, knowledge: Knowledge) -> Standing:
    try:
        return standing(knowledge.vendor(vendor_id), knowledge)
    except KeyError:  # a product of an inventory with nobody known behind it
        step = ControlStep(vendor=vendor_id, name="unknown", country=None)
        control = Control(country=None, certainty=0.0, path=(step,), known=False)
        return Standing(control=control, reaches=(), known=False, nobody=False)


def _group(standing_: Standing) -> str:
    return standing_.control.path[-1].vendor


def _one(
    dependency: Dependency,
    standing_: Standing,
    depth: int,
    knowledge: Knowledge,
    home: frozenset[str],
    date: str,
) -> Assessment:
    scoring = knowledge.scoring
    if dependency.candidates:
        (exposure, exposures, unknown), (lock, factors) = _any_of(dependency, standing_, depth, knowledge, home, date)
    else:
        exposure, exposures, unknown = expose(dependency, standing_, knowledge, home, date)
        lock, factors = lock_in(dependency, depth, knowledge, date)
    weight = scoring.scope[dependency.scope]
    risk = combine(exposure, lock, scoring).times(weight)
    return Assessment(
        dependency=dependency,
        vendor_name=standing_.control.path[0].name,
        control=standing_.control,
        exposure=exposure,
        exposures=exposures,
        lock_in=lock,
        factors=factors,
        risk=risk,
        scope_weight=weight,
        severity=severity(risk.high, scoring),
        alternatives=_alternatives(dependency, knowledge),
        unknown=unknown,
    )


def _any_of(
    dependency: Dependency,
    standing_: Standing,
    depth: int,
    knowledge: Knowledge,
    home: frozenset[str],
    date: str,
) -> tuple[Exposed, tuple[Interval, tuple[Factor, ...]]]:
    """Assess what may be one of several products: from the best of them to the worst."""
    products = [knowledge.product(id_) for id_ in dependency.candidates]
    each = [structs.replace(dependency, product=p.id, delivery=p.delivery, candidates=()) for p in products]
    exposed = [expose(one, standing_, knowledge, home, date) for one in each]
    worst = max(exposed, key=lambda e: (e.score.high, e.score.low))
    names = [product.name for product in products]
    unknown = (f"which is meant is not known: {' or '.join(names)}", *worst.unknown)
    by_factor: dict[tuple[str, int], list[tuple[Factor, str]]] = {}
    for one, name in zip(each, names, strict=True):
        met: Counter[str] = Counter()  # two price rises are two factors
        for factor in lock_in(one, depth, knowledge, date)[1]:
            by_factor.setdefault((factor.factor, met[factor.factor]), []).append((factor, name))
            met[factor.factor] += 1
    factors = tuple(_hull(found, len(each)) for found in by_factor.values())
    low = min(100.0, sum(factor.points.low for factor in factors))
    high = min(100.0, sum(factor.points.high for factor in factors))
    exposure = Interval(low=min(e.score.low for e in exposed), high=worst.score.high)
    return Exposed(exposure, worst.exposures, unknown), (Interval(low=low, high=high), factors)


def _hull(found: list[tuple[Factor, str]], of: int) -> Factor:
    """One factor for several products; what only some of them have may be nothing."""
    lows = [factor.points.low for factor, _ in found] + [0.0] * (len(found) < of)
    points = Interval(low=min(lows), high=max(factor.points.high for factor, _ in found))
    worst, name = max(found, key=lambda one: one[0].points.high)
    return structs.replace(worst, points=points, because=f"at worst, {name}: {worst.because}")


def _alternatives(dependency: Dependency, knowledge: Knowledge) -> tuple[tuple[Alternative, str, str | None], ...]:
    if not dependency.product:
        return ()
    found: list[tuple[Alternative, str, str | None]] = []
    for alternative in knowledge.product(dependency.product).alternatives or ():
        if alternative.product:
            product = knowledge.product(alternative.product)
            control = _standing(product.vendor, knowledge).control
            found.append((alternative, product.name, control.country))
        else:
            found.append((alternative, alternative.name or "", None))
    return tuple(found)

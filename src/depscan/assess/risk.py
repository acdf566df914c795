"""Put exposure and lock-in together: one assessment for each dependency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from msgspec import structs

from depscan.assess.control import Standing, standing
from depscan.assess.exposure import Exposed, expose
from depscan.assess.law_book import home_countries
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
    standings = {d.vendor: standing_of(d.vendor, knowledge) for d in dependencies}
    depths = _depths(dependencies, standings)
    depth = {vendor: _depth(standing_, depths) for vendor, standing_ in standings.items()}
    assessed = [_one(d, standings[d.vendor], depth[d.vendor], knowledge, countries, date) for d in dependencies]
    return tuple(sorted(assessed, key=lambda a: (-a.risk.high, -a.risk.low, a.dependency.id)))


def assess_beside(
    dependency: Dependency, others: Sequence[Dependency], knowledge: Knowledge, *, home: str, date: str
) -> Assessment:
    """Return the assessment of one dependency among others, of which only their number in its group matters.

    Args:
        dependency: as it is, or as it is supposed to be.
        others: all that is depended on besides.
        knowledge: vendors, products, laws, scoring.
        home: the reader's legal area.
        date: the day the answer is for, ISO 8601.
    """
    everything = (dependency, *others)
    standings = {d.vendor: standing_of(d.vendor, knowledge) for d in everything}
    own = standings[dependency.vendor]
    depth = _depth(own, _depths(everything, standings))
    return _one(dependency, own, depth, knowledge, home_countries(home, knowledge.scoring), date)


def _depths(dependencies: Sequence[Dependency], standings: dict[str, Standing]) -> dict[str, set[str]]:
    """Return the services, software products and channels of each group."""
    found: dict[str, set[str]] = {}
    for dependency in dependencies:
        if dependency.delivery in _SERVICES:
            for group in _groups(standings[dependency.vendor]):
                found.setdefault(group, set()).add(dependency.id)
    return found


def _depth(standing_: Standing, services: dict[str, set[str]]) -> tuple[int, int]:
    """Return how many services of one's group there are, and at most: an unknown owner may be that of another group."""
    own = [services.get(group, set()) for group in _groups(standing_)]
    known = max(1, *map(len, own))
    if standing_.known:
        return known, known
    return known, max([known, *(len(one | other) for one in own for other in services.values())])


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


@lru_cache(maxsize=4096)
def standing_of(vendor_id: str, knowledge: Knowledge) -> Standing:
    """Return what exposure needs to know about a vendor; of one that the catalogue lacks nothing is known."""
    try:
        return standing(knowledge.vendor(vendor_id), knowledge)
    except KeyError:  # a product of an inventory with nobody known behind it
        step = ControlStep(vendor=vendor_id, name="unknown", country=None)
        control = Control(country=None, certainty=0.0, path=(step,), known=False)
        return Standing(control=control, reaches=(), known=False, nobody=False)


def _groups(standing_: Standing) -> frozenset[str]:
    return standing_.groups or frozenset({standing_.control.path[-1].vendor})


def _one(
    dependency: Dependency,
    standing_: Standing,
    depth: tuple[int, int],
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
    depth: tuple[int, int],
    knowledge: Knowledge,
    home: frozenset[str],
    date: str,
) -> tuple[Exposed, tuple[Interval, tuple[Factor, ...]]]:
    """Assess what may be one of several products: from the best of them to the worst."""
    products = [knowledge.product(id_) for id_ in dependency.candidates]
    each = [
        structs.replace(dependency, product=p.id, category=p.category, delivery=p.delivery, candidates=())
        for p in products
    ]
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
            control = standing_of(product.vendor, knowledge).control
            found.append((alternative, product.name, control.country))
        else:
            found.append((alternative, alternative.name or "", None))
    return tuple(found)

"""Lock-in, 0 to 100: six weighted factors and dated events, each with its fact; a missing fact is an interval."""

from __future__ import annotations

from depscan.assess.contract import contract
from depscan.assess.events import events, unknown_events
from depscan.knowledge.index import Knowledge, Scoring
from depscan.knowledge.licences import licence_class
from depscan.model import Delivery, Dependency, Factor, Interval, Product

_OPEN_DELIVERIES = (Delivery.OPEN_SOURCE, Delivery.MODEL_WEIGHTS)


def lock_in(
    dependency: Dependency, depth: tuple[int, int], knowledge: Knowledge, date: str
) -> tuple[Interval, tuple[Factor, ...]]:
    """Return the score and its factors, which add up to it (at most 100).

    Args:
        dependency: what one depends on.
        depth: distinct services of the same group in this scan, this one included: as is known, and at most.
        knowledge: the product's facts and the scoring.
        date: the day the answer is for, ISO 8601: some events count for some years.
    """
    scoring = knowledge.scoring
    if dependency.product:
        product = knowledge.product(dependency.product)
        factors = [
            _interface(product, scoring),
            _data(product, scoring),
            _licence(product, scoring),
            _substitutes(product, knowledge),
            _depth(dependency, depth, scoring),
            _contract(dependency, date, scoring),
            *events(product, knowledge, date),
        ]
    elif dependency.delivery is Delivery.OPEN_SOURCE:
        factors = _open_packages(dependency, date, scoring)
    else:
        names = ("interface", "data", "licence", "substitutes")
        factors = [_unknown(name, scoring) for name in names]
        factors += [_depth(dependency, depth, scoring), _contract(dependency, date, scoring), unknown_events(scoring)]
    low = min(100.0, sum(factor.points.low for factor in factors))
    high = min(100.0, sum(factor.points.high for factor in factors))
    return Interval(low=low, high=high), tuple(factors)


def _factor(
    name: str, value: float | tuple[float, float], because: str, scoring: Scoring, source: str | None
) -> Factor:
    weight = scoring.weights[name]
    low, high = value if isinstance(value, tuple) else (value, value)
    points = Interval(low=weight * low, high=weight * high)
    return Factor(factor=name, points=points, weight=weight, because=because, source=source)


def _unknown(name: str, scoring: Scoring) -> Factor:
    return _factor(name, (0.0, 1.0), "not known", scoring, None)


def _source(product: Product) -> str | None:
    return product.sources[0].url if product.sources else None


def _interface(product: Product, scoring: Scoring) -> Factor:
    interface = product.interface
    if interface is None:
        return _unknown("interface", scoring)
    because = {
        "open-standard": "open standard",
        "de-facto": "de-facto standard",
        "extended": "a standard with extensions of its own",
        "proprietary": "an interface of a single vendor",
    }[interface.kind]
    if interface.standard:
        because += f" ({interface.standard})"
    if interface.implementations:
        because += f"; also implemented by {', '.join(interface.implementations[:3])}"
    return _factor("interface", scoring.interface[interface.kind], because, scoring, _source(product))


def _data(product: Product, scoring: Scoring) -> Factor:
    if product.delivery in _OPEN_DELIVERIES:
        return _factor("data", 0.0, "the data lies with whoever runs it", scoring, _source(product))
    if product.data_export is None:
        return _unknown("data", scoring)
    because = {
        "standard": "complete export in standard formats",
        "proprietary": "export only in formats of its own",
        "none": "no export, or data bound to the vendor's logic",
    }[product.data_export]
    return _factor("data", scoring.data_export[product.data_export], because, scoring, _source(product))


def _licence(product: Product, scoring: Scoring) -> Factor:
    kind = licence_class(product.licence, scoring) if product.licence else None
    if kind is None:
        because = f"licence {product.licence} is not classified" if product.licence else "licence not known"
        return _factor("licence", (0.0, 1.0), because, scoring, None)
    because = {
        "osi": f"the software is open source ({product.licence}) and can be run elsewhere",
        "source-available": f"the source can be read, its use is restricted ({product.licence})",
        "proprietary": "the software is proprietary",
    }[kind]
    return _factor("licence", scoring.licence[kind], because, scoring, _source(product))


def _substitutes(product: Product, knowledge: Knowledge) -> Factor:
    scoring = knowledge.scoring
    alternatives = product.alternatives
    if product.delivery in _OPEN_DELIVERIES:
        return _factor("substitutes", 0.0, "anyone may carry it on under another roof", scoring, _source(product))
    if alternatives is None:
        return _unknown("substitutes", scoring)
    names = [a.name or knowledge.product(a.product or "").name for a in alternatives]
    is_open = any(a.product and knowledge.product(a.product).delivery is Delivery.OPEN_SOURCE for a in alternatives)
    size = ("none", "one", "two", "several")[min(len(names), 3)]
    if size == "several" and is_open:
        size = "several-with-open"
    because = f"{len(names)} known: {', '.join(names[:3])}" if names else "none known"
    return _factor("substitutes", scoring.substitutes[size], because, scoring, _source(product))


def _depth(dependency: Dependency, depth: tuple[int, int], scoring: Scoring) -> Factor:
    if dependency.delivery in _OPEN_DELIVERIES:
        return _factor("depth", 0.0, "does not bind to its publisher's other offers", scoring, None)
    low, high = (min(1.0, max(0, number - 1) / (scoring.depth_full_at - 1)) for number in depth)
    known, most = depth
    because = "the only service of its group here" if known <= 1 else f"{known} services of the same group here"
    if most > known:
        because += f", at most {most}: who controls it is not known"
    return _factor("depth", (low, high), because, scoring, None)


def _contract(dependency: Dependency, date: str, scoring: Scoring) -> Factor:
    if dependency.delivery in _OPEN_DELIVERIES:
        return _factor("contract", 0.0, "no contract is needed", scoring, None)
    value, because = contract(dependency, date, scoring)
    return _factor("contract", (value.low, value.high), because, scoring, None)


def _open_packages(dependency: Dependency, date: str, scoring: Scoring) -> list[Factor]:
    return [
        _factor("interface", 0.0, "open source: the interface can be carried on by anyone", scoring, None),
        _factor("data", 0.0, "runs where you run it", scoring, None),
        _factor("licence", 0.0, "open source", scoring, None),
        _factor("substitutes", 0.0, "may be forked", scoring, None),
        _depth(dependency, (1, 1), scoring),
        _contract(dependency, date, scoring),
    ]

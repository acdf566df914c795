"""The tables of docs/method.md: every number of the score and every law, as the knowledge has them."""

from __future__ import annotations

from collections.abc import Iterable

from depscan.assess.law_book import status_at
from depscan.knowledge.load import load_knowledge
from depscan.model import Delivery, Law, Scope
from depscan.render import words
from depscan.worked import DATE

_TRIGGERS = {
    "incorporated": "the vendor is registered there",
    "controlled": "whoever controls the vendor is registered or managed there",
    "headquartered": "the vendor is managed from there and registered elsewhere",
    "influence": "an owner from there has decisive influence below a majority",
    "origin": "the technology comes from there, under licence",
    "presence": "the vendor has a subsidiary or staff there",
    "offering": "the service is offered there; no vendor carries this fact yet, so it connects nobody",
}
_USES = {
    "certain": "a cloud resource, an endpoint in a configuration, a deployment; a package or image for itself",
    "likely": "a client library asked for directly, an inventory line, a setting that does not say where",
    "possible": "a client library that comes along, or is for tests or development only",
}
_VALUES = {
    "open-standard": "an open standard",
    "de-facto": "a de-facto standard with other implementations",
    "extended": "a standard with extensions of the vendor's",
    "proprietary": "of a single vendor",
    "standard": "complete, in standard formats",
    "none": "none",
    "osi": "open source",
    "source-available": "source to be read, use restricted",
    "one": "one",
    "two": "two",
    "several": "three or more, none open source",
    "several-with-open": "three or more, one of them open source",
}
_NOT_STANDARD = {"data": {"proprietary": "only in formats of the vendor's"}, "licence": {"proprietary": "proprietary"}}
_EVENTS = {
    "relicensed": "the licence became another",
    "price": "a shock of price",
    "packaging": "a shock of packaging: bundles, end of perpetual licences",
    "acquired": "control of the vendor, or of who controls it, passed on",
    "discontinued": "the product is given up",
}


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(titles)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def effects() -> str:
    """Return severity by effect and delivery."""
    scoring = load_knowledge().scoring
    rows = (
        [f"**{effect}** {words.EFFECT[effect]}", *(_range(by_delivery[delivery]) for delivery in Delivery)]
        for effect, by_delivery in ((effect, scoring.effects[effect]) for effect in words.EFFECT)
    )
    return _table(["effect", *(words.DELIVERY[delivery] for delivery in Delivery)], rows)


def _range(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{high:g}" if low == high else f"{low:g} to {high:g}"


def triggers() -> str:
    """Return the certainty of each connection."""
    known = load_knowledge().scoring.triggers
    return _table(
        ["connection", "certainty", "meaning"], ([name, f"{known[name]:g}", said] for name, said in _TRIGGERS.items())
    )


def uses() -> str:
    """Return the certainty of use."""
    known = load_knowledge().scoring.use
    return _table(
        ["use", "certainty", "by what evidence"], ([name, f"{known[name]:g}", said] for name, said in _USES.items())
    )


def scopes() -> str:
    """Return the weight of each scope."""
    known = load_knowledge().scoring.scope
    return _table(["needed", "weight"], ([scope.value, f"{known[scope]:g}"] for scope in Scope))


def risk() -> str:
    """Return the formula and where each band begins."""
    scoring = load_knowledge().scoring
    limits = ", ".join(
        f"{name} from {limit:g}" for name, limit in sorted(scoring.bands.items(), key=_last, reverse=True)
    )
    return (
        f"Risk = ({scoring.larger:g} × the larger + {scoring.smaller:g} × the smaller of exposure and lock-in)"
        f" × weight of the scope. Bands: {limits}, below that minimal."
    )


def laws() -> str:
    """Return every law, by country."""
    known = sorted(load_knowledge().laws, key=lambda law: (law.country, law.id))
    titles = ["law", "of", "effects", "connections", "deliveries", "certainty", f"status on {DATE}", "citation"]
    return _table(titles, map(_law, known))


def _law(law: Law) -> list[str]:
    categories = f", only {', '.join(law.categories)}" if law.categories else ""
    deliveries = "all" if len(law.deliveries) == len(Delivery) else ", ".join(words.DELIVERY[d] for d in law.deliveries)
    dates = f" {law.valid_from or '?'} to {law.valid_to}" if law.valid_to else f" since {law.valid_from}"
    status = f"{status_at(law, DATE)}{dates if law.valid_from or law.valid_to else ''}"
    if law.confidence.value != "high":
        status += f"; our reading is of {law.confidence.value} confidence"
    return [
        law.name,
        law.country,
        " ".join(law.effects),
        ", ".join(law.triggers),
        f"{deliveries}{categories}",
        f"{law.certainty:g}",
        status,
        law.citation,
    ]


def lock_in() -> str:
    """Return the factors of lock-in, with what each value means."""
    scoring = load_knowledge().scoring
    values = {
        "interface": _values("interface", scoring.interface),
        "data": _values("data", scoring.data_export),
        "licence": _values("licence", scoring.licence),
        "substitutes": _values("substitutes", scoring.substitutes),
        "depth": f"0: the only service of its group in this scan; 1: {scoring.depth_full_at} or more; evenly between",
        "contract": "; ".join(f"{name.replace('_', ' ')} {part:g}" for name, part in scoring.contract.items())
        + f". Notice: 0 up to {scoring.notice_months[0]:g} months, 0.5 up to {scoring.notice_months[1]:g}, then 1."
        f" Term: 0 up to {scoring.term_years[0]:g} year left, 0.5 up to {scoring.term_years[1]:g}, then 1",
    }
    rows = ([name, f"{scoring.weights[name]:g}", said] for name, said in values.items())
    return _table(["factor", "weight", "value 0 to 1"], rows)


def _values(factor: str, known: dict[str, float]) -> str:
    said = _VALUES | _NOT_STANDARD.get(factor, {})
    return "; ".join(f"{value:g}: {said[name]}" for name, value in sorted(known.items(), key=_last))


def _last(pair: tuple[str, float]) -> float:
    return pair[1]


def events() -> str:
    """Return the points of each kind of event."""
    scoring = load_knowledge().scoring
    rows = (
        [kind, f"{points:g}", f"{scoring.events_years[kind]} years" if kind in scoring.events_years else "for good"]
        for kind, points in sorted(scoring.events.items(), key=_last)
    )
    table = _table(["event", "points", "counts"], ([f"{row[0]}: {_EVENTS[row[0]]}", *row[1:]] for row in rows))
    return f"{table}\n\nAll events together: at most {scoring.events_at_most:g} points."

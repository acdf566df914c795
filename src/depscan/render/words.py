"""How values are put into words, shared by the outputs that people read."""

from __future__ import annotations

from depscan.model import Assessment, Delivery, Evidence, Exposure, Interval
from depscan.redact import clean

DELIVERY = {
    Delivery.HOSTED_SERVICE: "hosted service",
    Delivery.PROPRIETARY_SOFTWARE: "proprietary",
    Delivery.SOURCE_AVAILABLE: "source-available",
    Delivery.OPEN_SOURCE: "open source",
    Delivery.DISTRIBUTION_CHANNEL: "channel",
    Delivery.MODEL_WEIGHTS: "model weights",
}
EFFECT = {
    "D": "data access",
    "B": "compelled assistance",
    "S": "stop of service",
    "X": "export restriction",
    "V": "vulnerability disclosure",
    "L": "localisation",
}
TRIGGER = {
    "incorporated": "registered there",
    "headquartered": "managed from there",
    "controlled": "controlled from there",
    "influence": "decisive influence from there",
    "presence": "present there",
    "offering": "offered there",
    "origin": "technology from there",
}


def score(interval: Interval) -> str:
    """Return ``72``, or ``60–72`` where something is not known."""
    low, high = round(interval.low), round(interval.high)
    return str(high) if low == high else f"{low}–{high}"


def whose(assessment: Assessment) -> str:
    """Return the vendor, who ultimately controls it, and the country."""
    path = assessment.control.path
    name = path[0].name
    top = path[-1]
    if not assessment.control.known:
        return clean(f"{name} → control not known")
    if top.country is None:
        return clean(f"{name} (no owner)")
    if len(path) == 1:
        return clean(f"{name} ({top.country})")
    return clean(f"{name} → {top.name} ({top.country})")


def deciding(assessment: Assessment) -> Exposure | None:
    """Return the law and effect that decide the exposure, if any binds."""
    for exposure in assessment.exposures:
        if exposure.applies and exposure.points.high > 0:
            return exposure
    return None


def law(assessment: Assessment) -> str:
    """Return which law reaches it and why, in a few words."""
    exposure = deciding(assessment)
    if exposure is None:
        return clean("; ".join(assessment.unknown)) or "none known"
    others = len({e.law for e in assessment.exposures if e.applies}) - 1
    more = f", +{others} law{'s' if others > 1 else ''}" if others else ""
    text = f"{exposure.law_name} ({exposure.country}): {EFFECT[exposure.effect]}, {TRIGGER[exposure.trigger]}{more}"
    return clean(text)


def place(seen: Evidence) -> str:
    """Return ``path:line``."""
    where = f"{seen.path}:{seen.line}" if seen.line else seen.path
    return clean(where)


def first_seen(assessment: Assessment) -> str:
    """Return the best place and how many more there are."""
    dependency = assessment.dependency
    if not dependency.evidence:
        return ""
    more = dependency.evidence_count - 1
    return place(dependency.evidence[0][1]) + (f" +{more}" if more else "")


def percent(share: float) -> str:
    """Return ``61 %``; never 100 % for what is not all of it, nor 0 % for what is not none."""
    value = round(share * 100)
    if value == 100 and share < 1:
        value = 99
    if value == 0 and share > 0:
        return "<1 %"
    return f"{value} %"


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """Return the number with its noun."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"

"""The whole picture: origin shares and concentration over services, software, channels and whatever is paid for.

Libraries are left out: their number would drown everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from depscan.model import Assessment, Delivery, Exposure, Use
from depscan.report import Portfolio, Share, SinglePoint

COUNTED = (
    Delivery.HOSTED_SERVICE,
    Delivery.PROPRIETARY_SOFTWARE,
    Delivery.SOURCE_AVAILABLE,
    Delivery.DISTRIBUTION_CHANNEL,
)
UNKNOWN = "unknown"
NOBODY = "none"
_FOUNDATIONS = (
    "identity", "dns", "cdn", "kubernetes", "cloud-platform", "paas", "secrets", "forge", "ci", "package-registry",
    "image-registry", "payment", "email-delivery",
)  # fmt: skip
"""Categories of which everything else stops working, or can no longer be changed, if the only one stops."""
_FEW = 4
_HALF = 0.5


def portfolio(assessments: Sequence[Assessment], categories: Mapping[str, str] | None = None) -> Portfolio:
    """Return shares by country of control, group, law and effect, largest first, and how concentrated they are.

    Args:
        assessments: of a scan.
        categories: names of categories by id, for the sentences.
    """
    counted = [a for a in assessments if a.dependency.delivery in COUNTED or a.dependency.annual_cost]
    by_group = _shares(counted, _group)
    return Portfolio(
        counted=len(counted),
        by_country=_shares(counted, _country),
        by_group=by_group,
        hhi=_index([share.share for share in by_group]),
        spend=_spend(counted),
        by_location=_locations(counted),
        by_law=_reached(counted, lambda exposure: (exposure.law, exposure.law_name)),
        by_effect=_reached(counted, lambda exposure: (exposure.effect, exposure.effect)),
        hhi_risk=_index([share.risk for share in by_group]),
        hhi_spend=_index_of_spend(by_group),
        elsewhere=_elsewhere(counted),
        channels=tuple(a.dependency.id for a in counted if a.dependency.delivery is Delivery.DISTRIBUTION_CHANNEL),
        single_points=tuple(_single_points(counted, by_group, categories or {})),
    )


def _group(assessment: Assessment) -> tuple[str, str]:
    return assessment.control.path[-1].vendor, assessment.control.path[-1].name


def _index(parts: Sequence[float]) -> float:
    """Return the Herfindahl-Hirschman index of parts of a whole, 0 to 10,000."""
    total = sum(parts)
    return sum((100 * part / total) ** 2 for part in parts) if total else 0.0


def _index_of_spend(groups: Sequence[Share]) -> tuple[tuple[str, float], ...]:
    currencies = sorted({currency for group in groups for currency, _ in group.spend})
    return tuple(
        (currency, _index([dict(group.spend).get(currency, 0.0) for group in groups])) for currency in currencies
    )


def _reached(assessments: Sequence[Assessment], key: Callable[[Exposure], tuple[str, str]]) -> tuple[Share, ...]:
    """Count each dependency once for each law, or effect, that binds and has weight."""
    groups: dict[tuple[str, str], list[Assessment]] = {}
    for assessment in assessments:
        binding = (exposure for exposure in assessment.exposures if exposure.applies and exposure.points.high > 0)
        for found in dict.fromkeys(key(exposure) for exposure in binding):
            groups.setdefault(found, []).append(assessment)
    return _as_shares(groups, len(assessments))


def _elsewhere(assessments: Sequence[Assessment]) -> tuple[tuple[str, str, int], ...]:
    sums: dict[tuple[str, str], int] = {}
    for assessment in assessments:
        if assessment.dependency.delivery is Delivery.HOSTED_SERVICE:
            control = _country(assessment)[0]
            for place, count in assessment.dependency.locations:
                if place != control:
                    sums[place, control] = sums.get((place, control), 0) + count
    return tuple(sorted(((*pair, count) for pair, count in sums.items()), key=lambda row: (-row[2], row[0], row[1])))


def _single_points(
    assessments: Sequence[Assessment], groups: Sequence[Share], categories: Mapping[str, str]
) -> Iterator[SinglePoint]:
    """Yield what much rests on and has no second: a foundation of everything, a channel, a group behind half of all."""
    by_category: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        by_category.setdefault(assessment.dependency.category, []).append(assessment)
    for category in _FOUNDATIONS:
        services = [
            a
            for a in by_category.get(category, ())
            if a.dependency.delivery in (Delivery.HOSTED_SERVICE, Delivery.DISTRIBUTION_CHANNEL)
            and a.dependency.use is not Use.POSSIBLE
        ]
        if len(services) == 1:
            (only,) = services
            what = categories.get(category, category).lower()
            yield SinglePoint(
                kind="channel" if only.dependency.delivery is Delivery.DISTRIBUTION_CHANNEL else "category",
                key=only.dependency.id,
                name=only.dependency.name,
                because=f"the only one for {what}",
            )
    for group in groups:
        if len(assessments) >= _FEW and group.share >= _HALF:
            yield SinglePoint(
                kind="group", key=group.key, name=group.name, because=f"behind {group.count} of {len(assessments)}"
            )


def _locations(assessments: Sequence[Assessment]) -> tuple[tuple[str, int], ...]:
    """Where the resources of hosted services lie, which says nothing about who controls them."""
    sums: dict[str, int] = {}
    for assessment in assessments:
        if assessment.dependency.delivery is Delivery.HOSTED_SERVICE:
            for country, count in assessment.dependency.locations:
                sums[country] = sums.get(country, 0) + count
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _country(assessment: Assessment) -> tuple[str, str]:
    code = assessment.control.country
    if code:
        return code, code
    return (UNKNOWN, UNKNOWN) if not assessment.control.known else (NOBODY, NOBODY)


def _shares(assessments: Sequence[Assessment], key: Callable[[Assessment], tuple[str, str]]) -> tuple[Share, ...]:
    groups: dict[tuple[str, str], list[Assessment]] = {}
    for assessment in assessments:
        groups.setdefault(key(assessment), []).append(assessment)
    return _as_shares(groups, len(assessments))


def _as_shares(groups: dict[tuple[str, str], list[Assessment]], of: int) -> tuple[Share, ...]:
    shares = [
        Share(
            key=id_,
            name=name,
            count=len(members),
            share=len(members) / of,
            risk=sum(member.risk.high for member in members),
            spend=_spend(members),
        )
        for (id_, name), members in groups.items()
    ]
    return tuple(sorted(shares, key=lambda share: (-share.count, -share.risk, share.key)))


def _spend(assessments: Sequence[Assessment]) -> tuple[tuple[str, float], ...]:
    sums: dict[str, float] = {}
    for assessment in assessments:
        for currency, amount in assessment.dependency.annual_cost:
            sums[currency] = sums.get(currency, 0.0) + amount
    return tuple(sorted(sums.items()))

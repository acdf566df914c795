"""The whole picture: origin shares and concentration over services, software, channels and whatever is paid for.

Libraries are left out: their number would drown everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from depscan.model import Assessment, Delivery, Portfolio, Share

COUNTED = (
    Delivery.HOSTED_SERVICE,
    Delivery.PROPRIETARY_SOFTWARE,
    Delivery.SOURCE_AVAILABLE,
    Delivery.DISTRIBUTION_CHANNEL,
)
UNKNOWN = "unknown"
NOBODY = "none"


def portfolio(assessments: Sequence[Assessment]) -> Portfolio:
    """Return shares by country of control and by group, largest first, and how concentrated they are."""
    counted = [a for a in assessments if a.dependency.delivery in COUNTED or a.dependency.annual_cost]
    by_group = _shares(counted, lambda a: (a.control.path[-1].vendor, a.control.path[-1].name))
    return Portfolio(
        counted=len(counted),
        by_country=_shares(counted, _country),
        by_group=by_group,
        hhi=sum((100 * share.share) ** 2 for share in by_group),
        spend=_spend(counted),
        by_location=_locations(counted),
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
    shares = [
        Share(
            key=id_,
            name=name,
            count=len(members),
            share=len(members) / len(assessments),
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

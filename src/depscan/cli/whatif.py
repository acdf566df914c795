"""``depscan whatif``: somebody stops serving, one product takes another's place, prices rise: what that means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from depscan.assess import whatif
from depscan.assess.portfolio import portfolio
from depscan.assess.risk import assess
from depscan.cli.basis import Basis, basis
from depscan.cli.console import columns, write, write_json
from depscan.errors import ExitStatus, UsageError
from depscan.knowledge.index import Knowledge
from depscan.knowledge.load import load_knowledge
from depscan.knowledge.names import Names
from depscan.model import Assessment, Confidence, Dependency, Severity
from depscan.redact import clean, disarm
from depscan.render import grid, words
from depscan.report import Portfolio

_RISE = re.compile(r"(.+)=([+-]?\d{1,5}(?:\.\d{1,2})?)\s?%?")
_SHOWN = 200


class Request(Struct, frozen=True, kw_only=True):
    """The options as given."""

    targets: tuple[str, ...]
    cuts: tuple[str, ...]
    replacements: tuple[str, ...]
    prices: tuple[str, ...]
    format: str
    home: str | None
    show_all: bool
    knowledge: tuple[str, ...]


def run(request: Request) -> int:
    """Read the targets or the saved report, and print what each supposition means.

    Raises:
        UsageError: nothing is supposed, or what is named is not known.
    """
    if not (request.cuts or request.replacements or request.prices):
        raise UsageError("nothing is supposed: give --cut, --replace or --price")
    known = load_knowledge(request.knowledge)
    cuts = [_cut(text, known) for text in request.cuts]
    rises = [_rise(text, known) for text in request.prices]
    asked = basis(request.targets, request.home, known)
    home, date = asked.home, asked.date
    found = asked.dependencies
    changes = [_replacement(text, found, known) for text in request.replacements]
    before = assess(found, known, home=home, date=date)
    after = assess(whatif.replaced(found, changes, known), known, home=home, date=date) if changes else before
    told: dict[str, Any] = {"basis": asked, "cuts": [(target, whatif.cut(after, target, known)) for target in cuts]}
    if changes:
        told["replaced"] = (changes, before, after)
    if rises:
        told["spend"] = whatif.spend_after(found, changes, rises, known)
    if request.format == "json":
        write_json(_plain(told))
    else:
        lines = list(_lines(told, show_all=request.show_all))
        write(disarm("\n".join(clean(line) for line in lines) + "\n"))
    return ExitStatus.OK


def _cut(text: str, known: Knowledge) -> whatif.Cut:
    """Return who or what is meant: a country or area in capitals first, then ids, then names as people write them."""
    law = next((law for law in known.laws if law.id == text), None)
    if law:
        return whatif.Cut(kind="law", id=law.id, name=law.name)
    countries = whatif.countries_named(text, known) if text.isupper() else frozenset()
    if countries:
        return whatif.Cut(kind="country", id=text, name=text, countries=countries)
    if text in known.vendor_ids:
        return whatif.Cut(kind="vendor", id=text, name=known.vendor(text).name)
    if text in known.product_ids:
        return whatif.Cut(kind="product", id=text, name=known.product(text).name)
    names = Names(known)
    vendor, sure = names.vendor(text)
    if vendor and sure > Confidence.LOW:
        return whatif.Cut(kind="vendor", id=vendor, name=known.vendor(vendor).name)
    product = names.product(text)
    if product and product.product and product.confidence > Confidence.LOW:
        return whatif.Cut(kind="product", id=product.product, name=known.product(product.product).name)
    countries = whatif.countries_named(text, known)
    if countries:
        return whatif.Cut(kind="country", id=text.upper(), name=text.upper(), countries=countries)
    raise UsageError(f"--cut {text}: neither a country, a vendor, a product nor a law that the catalogue knows")


def _replacement(text: str, found: Sequence[Dependency], known: Knowledge) -> whatif.Replacement:
    old, equals, new = text.partition("=")
    if not equals or not old or not new:
        raise UsageError(f"--replace {text}: give OLD=NEW, ids of products")
    ids = {dependency.id for dependency in found}
    names = Names(known)
    old_id = old if old in ids else _product_named(old, names)
    if old_id not in ids:
        raise UsageError(f"--replace {text}: {old} is not among the {len(ids)} dependencies")
    new_id = new if new in known.product_ids else _product_named(new, names)
    if new_id is None:
        raise UsageError(f"--replace {text}: {new} is no product that the catalogue knows")
    return whatif.Replacement(old=old_id, new=new_id)


def _product_named(name: str, names: Names) -> str | None:
    found = names.product(name)
    return found.product if found and found.confidence > Confidence.LOW else None


def _rise(text: str, known: Knowledge) -> whatif.PriceRise:
    match = _RISE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"--price {text}: give WHO=+N%, such as broadcom=+300%")
    target = _cut(match[1], known)
    if target.kind not in ("vendor", "product"):
        raise UsageError(f"--price {text}: {match[1]} is neither a vendor nor a product")
    return whatif.PriceRise(whose=target.id, percent=float(match[2]))


# ------------------------------------------------------------------------------------------------------ as a table


def _lines(told: dict[str, Any], *, show_all: bool) -> Iterator[str]:
    if "replaced" in told:
        yield from _replaced(*told["replaced"])
    for target, consequences in told["cuts"]:
        yield from _consequences(target, consequences, show_all=show_all)
    if "spend" in told:
        yield from _spend(told["spend"], told.get("replaced", ((),))[0])
    yield from _limits(told["basis"])


def _limits(asked: Basis) -> Iterator[str]:
    if asked.coverage.unknown:
        what = words.plural(asked.coverage.unknown, "component")
        them = "it" if asked.coverage.unknown == 1 else "them"
        yield f"{what} could not be attributed: what becomes of {them} is not known."
    if asked.coverage.unread:
        yield f"{words.plural(asked.coverage.unread, 'file')} could not be read."
    yield "A supposition, from what files and catalogue say: contracts, stocks and exceptions are not in it."


def _consequences(target: whatif.Cut, consequences: Sequence[whatif.Consequence], *, show_all: bool) -> Iterator[str]:
    supposed = "is used to the full" if target.kind == "law" else "stops serving"
    yield f"If {target.name} ({target.kind}) {supposed}:"
    groups = {outcome: [c for c in consequences if c.outcome is outcome] for outcome in whatif.Outcome}
    counts = [f"{outcome.value}: {len(members)}" for outcome, members in groups.items() if members]
    yield f"  of {words.plural(len(consequences), 'dependency', 'dependencies')}: {', '.join(counts) or 'none'}"
    yield ""
    width = min(columns(None), 140)
    fixed = width - 6
    widths = [fixed * 22 // 100, fixed * 40 // 100, fixed - fixed * 22 // 100 - fixed * 40 // 100]
    for outcome, members in groups.items():
        if outcome is whatif.Outcome.GOES_ON and not show_all:
            members = [c for c in members if c.prepare]  # noqa: PLW2901 - it goes on, but something is to be done
        if not members:
            continue
        yield f"{outcome.value.capitalize()} ({len(members)})"
        rows = [[c.assessment.dependency.name, c.because, "; ".join(c.prepare) or "-"] for c in members[:_SHOWN]]
        yield from grid.lines(["DEPENDENCY", "WHY", "WHAT TO PREPARE"], rows, widths)
        if len(members) > _SHOWN:
            yield f"… and {len(members) - _SHOWN} more; -f json lists all"
        yield ""
    going = [c for c in groups[whatif.Outcome.GOES_ON] if not c.prepare]
    if going and not show_all:
        unknown = sum(not c.assessment.control.known for c in going)
        told = f", of which {unknown} only as far as is known: who controls them is not" if unknown else ""
        yield f"{len(going)} go on as before{told}; --all lists them, with the reason."
        yield ""


def _replaced(
    changes: Sequence[whatif.Replacement], before: Sequence[Assessment], after: Sequence[Assessment]
) -> Iterator[str]:
    old = {assessment.dependency.id: assessment for assessment in before}
    new = {assessment.dependency.id: assessment for assessment in after}
    for change in changes:
        yield f"{_told(old[change.old])}"
        yield f"  → {_told(new[change.new])}"
    yield ""
    rows = [[name, was, will] for name, was, will in _totals(before, after)]
    yield from grid.lines(["", "BEFORE", "AFTER"], rows, [34, 26, 26])
    moved = [
        (old[id_], new[id_])
        for id_ in sorted(old.keys() & new.keys())
        if old[id_].risk != new[id_].risk and id_ not in {change.new for change in changes}
    ]
    if moved:
        yield ""
        yield "Others move with it, by the depth of a vendor's lane:"
        for was, will in moved[:_SHOWN]:
            yield f"  {was.dependency.name}: risk {words.score(was.risk)} → {words.score(will.risk)}"
    yield ""


def _told(assessment: Assessment) -> str:
    return (
        f"{assessment.dependency.name}, {words.whose(assessment)}: risk {words.score(assessment.risk)}"
        f" {assessment.severity.value}, exposure {words.score(assessment.exposure)},"
        f" lock-in {words.score(assessment.lock_in)}"
    )


def _totals(before: Sequence[Assessment], after: Sequence[Assessment]) -> Iterator[tuple[str, str, str]]:
    pictures = (portfolio(before), portfolio(after))
    yield "dependencies", str(len(before)), str(len(after))
    for level in reversed(Severity):
        counts = [sum(a.severity is level for a in side) for side in (before, after)]
        if any(counts):
            yield level.value, str(counts[0]), str(counts[1])
    sums = [f"{sum(a.risk.high for a in side):.0f}" for side in (before, after)]
    yield "sum of risks, upper ends", sums[0], sums[1]
    for key in dict.fromkeys(share.key for picture in pictures for share in picture.by_country):
        yield f"controlled from {key}", _share(pictures[0], key), _share(pictures[1], key)
    yield "Herfindahl-Hirschman index", f"{pictures[0].hhi:,.0f}", f"{pictures[1].hhi:,.0f}"


def _share(picture: Portfolio, key: str) -> str:
    share = next((share for share in picture.by_country if share.key == key), None)
    return f"{words.percent(share.share)} ({share.count})" if share else "0 % (0)"


def _spend(sums: dict[str, tuple[float, float]], changes: Sequence[whatif.Replacement]) -> Iterator[str]:
    if not sums:
        yield "No inventory tells what anything costs."
    for currency, (was, will) in sums.items():
        unit = currency or "(currency not given)"
        yield f"Annual spend {was:,.0f} → {will:,.0f} {unit}: {will - was:+,.0f}"
    if sums and changes:
        yield f"  without what {', '.join(change.new for change in changes)} will cost, which no inventory tells"


# --------------------------------------------------------------------------------------------------------- as JSON


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    asked: Basis = told["basis"]
    plain: dict[str, Any] = {
        "schema": "1.0",
        "target": {"paths": list(asked.paths), "home": asked.home, "date": asked.date},
        "components": asked.coverage.components,
        "attributed": asked.coverage.attributed,
        "unread": asked.coverage.unread,
    }
    plain["cuts"] = [
        {
            "kind": target.kind,
            "id": target.id,
            "name": target.name,
            "dependencies": [
                {
                    "id": c.assessment.dependency.id,
                    "outcome": c.outcome.value,
                    "because": c.because,
                    "prepare": list(c.prepare),
                }
                for c in consequences
            ],
        }
        for target, consequences in told["cuts"]
    ]
    if "replaced" in told:
        changes, before, after = told["replaced"]
        plain["replaced"] = {
            "changes": [{"old": change.old, "new": change.new} for change in changes],
            "totals": [{"what": what, "before": was, "after": will} for what, was, will in _totals(before, after)],
            "before": [_scores(assessment) for assessment in before],
            "after": [_scores(assessment) for assessment in after],
        }
    if "spend" in told:
        plain["spend"] = [
            {"currency": currency, "before": was, "after": will} for currency, (was, will) in told["spend"].items()
        ]
    return plain


def _scores(assessment: Assessment) -> dict[str, Any]:
    return {
        "id": assessment.dependency.id,
        "control": assessment.control.country,
        "risk": [round(assessment.risk.low, 1), round(assessment.risk.high, 1)],
        "severity": assessment.severity.value,
    }

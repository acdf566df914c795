"""The explanation of one dependency as lines: fits a screen, unless everything is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from depscan.assess.levers import Situation, levers, region_is_no_lever
from depscan.assess.reach import laws
from depscan.assess.risk import standing_of
from depscan.assess.unknowns import Unknown, unknowns
from depscan.cli import law_lines
from depscan.knowledge.index import Knowledge
from depscan.model import Alternative, Assessment, Citation, ControlStep, Vendor
from depscan.render import words

_PLACES = 4
_LEVERS = 6
_UNKNOWNS = 4
_SOURCES = 3


class Sources(Struct):
    """What facts were read in, numbered as they are met."""

    found: dict[str, str] = field(default_factory=dict)
    """Address → when it was checked and what it says, where that is known."""

    def mark(self, source: Citation | str | None) -> str:
        """Return `` [2]`` for a source, nothing where there is none."""
        if not source:
            return ""
        url = source if isinstance(source, str) else source.url
        told = "" if isinstance(source, str) else f", checked {source.checked}: {source.says}"
        self.found[url] = self.found.get(url) or told
        return f" [{list(self.found).index(url) + 1}]"

    def lines(self, *, show_all: bool) -> Iterator[str]:
        """Yield the sources: compact, or with what each says."""
        shown = list(self.found.items())[: None if show_all else _SOURCES]
        for number, (url, told) in enumerate(shown, 1):
            yield f"[{number}] {url}{told if show_all else told.partition(': ')[0]}"
        if not show_all:
            more = f"… and {len(self.found) - len(shown)} more sources; " if len(self.found) > len(shown) else ""
            yield f"{more}--all shows what each says, and all that was cut"


def lines(assessment: Assessment, situation: Situation, *, row: str = "", show_all: bool = False) -> Iterator[str]:
    """Yield the explanation of one dependency.

    Args:
        assessment: what was found, or is supposed.
        situation: what it was assessed in.
        row: where its row is, such as ``row 3 in examples/webshop``.
        show_all: also what is cut to fit a screen.
    """
    known, dependency = situation.knowledge, assessment.dependency
    sources = Sources()
    category = known.categories.get(dependency.category)
    kind = f", {category.name.lower()}" if category else ""
    place = f" · {row}" if row else ""
    yield f"{dependency.name} ({dependency.id}): {words.DELIVERY[dependency.delivery]}{kind}{place}"
    yield f"Risk {words.score(assessment.risk)} ({assessment.severity.value}) = {_formula(assessment, known)}"
    yield from _seen(assessment, show_all=show_all)
    yield from control(assessment, known, sources, show_all=show_all)
    yield ""
    yield from _exposure(assessment, situation, show_all=show_all)
    yield ""
    yield from _lock_in(assessment, sources)
    yield ""
    yield from _levers(assessment, situation, show_all=show_all)
    yield from _unknowns(assessment, situation, show_all=show_all)
    yield from _alternatives(assessment, known, show_all=show_all)
    if dependency.product:
        product = known.product(dependency.product)
        if product.note and show_all:
            yield f"Note: {product.note}"
        for source in product.sources:
            sources.mark(source)
    yield from sources.lines(show_all=show_all)


def _formula(assessment: Assessment, known: Knowledge) -> str:
    """The numbers put in; where something is not known, at best and at worst."""
    ends = [
        _worked(assessment.exposure.low, assessment.lock_in.low, assessment, known),
        _worked(assessment.exposure.high, assessment.lock_in.high, assessment, known),
    ]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} at best, {ends[1]} at worst"


def _worked(exposure: float, lock_in: float, assessment: Assessment, known: Knowledge) -> str:
    scoring, weight = known.scoring, assessment.scope_weight
    larger, smaller = max(exposure, lock_in), min(exposure, lock_in)
    text = f"{scoring.larger:g} × {larger:.0f} + {scoring.smaller:g} × {smaller:.0f}"
    if weight != 1:
        text = f"({text}) × {weight:g} ({assessment.dependency.scope.value})"
    return f"{text} = {(scoring.larger * larger + scoring.smaller * smaller) * weight:.0f}"


def _seen(assessment: Assessment, *, show_all: bool) -> Iterator[str]:
    dependency = assessment.dependency
    if not dependency.evidence:
        yield f"Use {dependency.use.value}: {dependency.because}"
        return
    yield (
        f"Seen {words.plural(dependency.evidence_count, 'time')}; use {dependency.use.value}, scope"
        f" {dependency.scope.value}: {dependency.because}"
    )
    shown = dependency.evidence if show_all else dependency.evidence[:_PLACES]
    places = [f"{words.place(seen)} ({seen.how.value})" for _, seen in shown]
    more = dependency.evidence_count - len(shown)
    if show_all:
        yield from (f"  {place}" for place in places)
    else:
        yield f"  {', '.join(places)}"
    if more > 0:
        yield f"  … and {more:,} more"
    for remark in dependency.remarks:
        yield f"  but {remark}"
    if dependency.regions:
        yield f"  regions {', '.join(dependency.regions)}: where data lies, which does not change who can be ordered"


def control(assessment: Assessment, known: Knowledge, sources: Sources, *, show_all: bool = True) -> Iterator[str]:
    """Yield the path from the vendor to whoever controls it."""
    found = assessment.control
    yield f"Control: {found.country or ('nobody' if found.known else 'not known')}"
    for number, step in enumerate(found.path):
        yield (
            f"  {'← ' if number else ''}{step.name}, {step.country or 'no country'}{_share(step, first=not number)}"
            + (sources.mark(step.source))
        )
        if step.vendor in known.vendor_ids:
            yield from _vendor(known.vendor(step.vendor), sources, show_all=show_all)
            yield from _influencing(known.vendor(step.vendor), known, sources)


def _influencing(vendor: Vendor, known: Knowledge, sources: Sources) -> Iterator[str]:
    """Yield who has decisive influence without control."""
    for owner in vendor.owners:
        if owner.influence and not owner.control and owner.until is None:
            holder = known.vendor(owner.vendor)
            share = f", {owner.share:g} %" if owner.share else ""
            since = f" since {owner.since}" if owner.since else ""
            where = holder.incorporated or "no country"
            yield f"      ← {holder.name}, {where} (decisive influence{share}{since}){sources.mark(owner.source)}"


def _share(step: ControlStep, *, first: bool) -> str:
    if first:
        return ""
    share = f", {step.share:g} %" if step.share else ""
    since = f" since {step.since}" if step.since else ""
    return f" ({step.relation}{share}{since})"


def _vendor(vendor: Vendor, sources: Sources, *, show_all: bool) -> Iterator[str]:
    facts = [vendor.legal_name, f"ownership {vendor.ownership}"]
    if vendor.headquarters and vendor.headquarters != vendor.incorporated:
        facts.append(f"managed from {vendor.headquarters}")
    if vendor.presence:
        facts.append(f"present in {', '.join(vendor.presence)}")
    facts += [f"technology: {origin.because} ({origin.country})" for origin in vendor.technology_origin]
    marks = "".join(sources.mark(source) for source in vendor.sources)
    yield f"      {'; '.join(fact for fact in facts if fact)}{marks}"
    if show_all and vendor.note:
        yield f"      {vendor.note}"


def _exposure(assessment: Assessment, situation: Situation, *, show_all: bool) -> Iterator[str]:
    found = laws(assessment.dependency, situation.knowledge, home=situation.home, date=situation.date)
    yield from law_lines.reached(found, assessment, show_all=show_all)
    for sentence in assessment.unknown:
        yield f"  {sentence}: the upper end is what the worst that may be would give"
    yield from law_lines.missed(
        found, assessment, situation.knowledge, situation.home, situation.date, show_all=show_all
    )


def _lock_in(assessment: Assessment, sources: Sources) -> Iterator[str]:
    yield f"Lock-in {words.score(assessment.lock_in)}: the sum of"
    for factor in assessment.factors:
        points = f"{words.score(factor.points):>6} of {factor.weight:g}"
        yield f"  {factor.factor:<12} {points}  {factor.because}{sources.mark(factor.source)}"


def _levers(assessment: Assessment, situation: Situation, *, show_all: bool) -> Iterator[str]:
    found = levers(assessment, situation)
    shown = found if show_all else found[:_LEVERS]
    yield "What would lower the risk" if found else "Nothing that can be computed would lower the risk by a point."
    for lever in shown:
        effect = f"−{round(lever.before.high) - round(lever.after.high)}"
        yield f"  {effect:>4} to {words.score(lever.after)}: {lever.says}"
    if len(found) > len(shown):
        yield f"  … and {len(found) - len(shown)} more; --all shows them"
    if region_is_no_lever(assessment, situation.home, situation.knowledge):
        area = "the EU" if situation.home == "EU" else situation.home
        yield f"  a region inside {area} would not change it: who controls the operator stays"


def _unknowns(assessment: Assessment, situation: Situation, *, show_all: bool) -> Iterator[str]:
    found = unknowns(assessment, situation)
    if not found:
        yield "Nothing that the score rests on is unknown."
        return
    shown = found if show_all else found[:_UNKNOWNS]
    yield f"What is unknown, and what it could change (risk now {words.score(assessment.risk)})"
    yield from (f"  {_unknown(one)}" for one in shown)
    if len(found) > len(shown):
        yield f"  … and {len(found) - len(shown)} more; --all shows them"


def _unknown(one: Unknown) -> str:
    if one.spans is None:
        return f"{one.what}: if it is, risk {words.score(one.worst)}; if not, none"
    spans = words.score(one.spans)
    return f"{one.what}: {one.part} {spans}; risk {words.score(one.best)} at best, {words.score(one.worst)} at worst"


def _alternatives(assessment: Assessment, known: Knowledge, *, show_all: bool) -> Iterator[str]:
    found = [(one, name, _who(one, country, known)) for one, name, country in assessment.alternatives]
    if found and not show_all:
        yield f"Alternatives: {', '.join(f'{name} ({who}, {one.effort} effort)' for one, name, who in found)}"
    elif found:
        yield "Alternatives"
        yield from (f"  {name} ({who}, {one.effort} effort): {one.because}" for one, name, who in found)


def _who(alternative: Alternative, country: str | None, known: Knowledge) -> str:
    if country:
        return f"control {country}"
    if not alternative.product:
        return "not in the catalogue"
    nobody = standing_of(known.product(alternative.product).vendor, known).nobody
    return "nobody's" if nobody else "control not known"

"""``depscan explain``: the whole chain behind one row, with every number, fact, source and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.assess.risk import assess
from depscan.cli.console import columns, write
from depscan.errors import ExitStatus, UsageError
from depscan.gate.settings import Settings
from depscan.knowledge import subject as subjects
from depscan.knowledge.index import Knowledge, normalised
from depscan.knowledge.load import load_knowledge
from depscan.knowledge.names import Names
from depscan.model import (
    Assessment,
    Citation,
    Confidence,
    Delivery,
    Dependency,
    Exposure,
    Scope,
    Use,
    Vendor,
)
from depscan.pipeline import current_date, scan
from depscan.redact import clean, disarm
from depscan.render import grid, words
from depscan.resolve import as_if_used

PLACES_SHOWN = 12


def run(subject: str, targets: Sequence[str], *, home: str, knowledge: Sequence[str]) -> int:
    """Explain a subject, as found in the targets or as if it were used for certain."""
    known = load_knowledge(knowledge)
    sort, wanted = _named(subject, known)
    if targets:
        report = scan(targets, Settings(home=home.upper()), knowledge=known)
        found = [a for a in report.assessments if _is_meant(a.dependency, sort, wanted)]
        if not found:
            raise UsageError(f"{subject}: not among the {len(report.assessments)} dependencies found there")
        _print([line for assessment in found for line in [*_assessment(assessment, known), ""]])
    elif sort == "product":
        (assessment,) = assess([as_if_used(known.product(wanted))], known, home=home.upper(), date=current_date())
        _print(_assessment(assessment, known))
    elif sort == "packages":
        publisher = known.publisher(wanted)
        if publisher.vendor not in known.vendor_ids:
            _print([f"{subject}: an open-source package maintained by a community; nobody owns it"])
        else:
            _print(
                _assessment(_packages(known.vendor(publisher.vendor), publisher.delivery, known, home.upper()), known)
            )
    else:
        _print(_vendor_lines(known.vendor(wanted), known, home.upper()))
    return ExitStatus.OK


def _is_meant(dependency: Dependency, sort: str, wanted: str) -> bool:
    if sort == "vendor":
        return dependency.vendor == wanted
    if sort == "packages":
        return dependency.product is None and dependency.vendor == wanted.split("/")[1]
    return dependency.id == wanted


def _print(lines: Sequence[str]) -> None:
    write(clean_lines(wrapped(lines)))


def wrapped(lines: Sequence[str]) -> list[str]:
    """Return lines no wider than the terminal, what hangs over indented."""
    width = min(columns(None), 120)
    found: list[str] = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        first, *rest = grid.wrap(line.lstrip(), width - len(indent) - 2) if line else [""]
        found += [indent + first, *(f"{indent}  {more}" for more in rest)]
    return found


def clean_lines(lines: Sequence[str]) -> str:
    """Return the lines as one text, each without control characters."""
    return disarm("\n".join(clean(line) for line in lines) + "\n")


def _named(subject: str, known: Knowledge) -> tuple[str, str]:
    """Return what a person means: (product, id), (packages, publisher id), (vendor, id) or (row, id of a dependency).

    Raises:
        UsageError: nothing of that name, with the nearest names.
    """
    if subject in known.product_ids:
        return "product", subject
    if subject in known.vendor_ids:
        return "vendor", subject
    place = subjects.parse(subject)
    rule = known.match(*place) if place else None
    if rule is not None:
        return ("product", rule.id) if rule.kind == "product" else ("packages", rule.id)
    if subject.endswith("-packages") or "-listed-" in subject:
        return "row", subject
    if place is None or place[0] == "name":
        return _named_by_people(subject.removeprefix("name:"), known)
    raise UsageError(f"{subject}: nothing in the catalogue claims it")


def _named_by_people(name: str, known: Knowledge) -> tuple[str, str]:
    """Return what a name means, if that is beyond doubt."""
    names = Names(known)
    vendor, sure = names.vendor(name)
    found = names.product(name)
    if found and found.product and found.confidence > Confidence.LOW:
        return "product", found.product
    if vendor and sure > Confidence.LOW:
        return "vendor", vendor
    near = list(found.candidates or [found.product or ""]) if found else []
    near += [vendor] if vendor else []
    import difflib

    near = near or difflib.get_close_matches(name.lower(), [*known.product_ids, *known.vendor_ids], n=3)
    if near:
        raise UsageError(
            f"{name}: {'may mean several things' if found else 'not known'}; did you mean {', '.join(near)}?"
        )
    raise UsageError(f"{name}: not known; `depscan rules list` and `depscan vendors list` list what is")


def vendor(name: str, *, home: str, knowledge: Sequence[str], profile: str | None = None) -> int:
    """Show one vendor with all that is known of it, or what an ownership test makes of it."""
    known = load_knowledge(knowledge)
    found: str | None = name
    if name not in known.vendor_ids:
        found, sure = Names(known).vendor(name)
        left_out = next((why for out, why in known.left_out.items() if normalised(out) == normalised(name)), None)
        if left_out:
            raise UsageError(f"{name}: left out, {left_out}")
        if found is None or sure is Confidence.LOW:
            hint = f"; did you mean {found}?" if found else "; `depscan vendors search` searches names"
            raise UsageError(f"{name}: no such vendor{hint}")
    meant = known.vendor(found or name)
    _print(_profile_lines(meant, profile, known) if profile else _vendor_lines(meant, known, home.upper()))
    return ExitStatus.OK


def _profile_lines(meant: Vendor, name: str, known: Knowledge) -> list[str]:
    from depscan.assess.profiles import PROFILES

    if name not in PROFILES:
        raise UsageError(f"--profile {name}: there are {', '.join(PROFILES)}")
    profile = PROFILES[name]
    lines = [f"{meant.name} ({meant.id}): {profile.name}", f"  {profile.citation}", ""]
    for finding in profile.test(meant, known):
        lines.append(f"  {finding.verdict}: {finding.requirement}")
        lines.append(f"      {finding.because}")
    return [*lines, "", "By the facts of the catalogue; not an assessment by the authority that made the rule."]


def _assessment(assessment: Assessment, known: Knowledge) -> list[str]:
    dependency = assessment.dependency
    category = known.categories.get(dependency.category)
    kind = f", {category.name.lower()}" if category else ""
    lines = [
        f"{dependency.name} ({dependency.id}): {words.DELIVERY[dependency.delivery]}{kind}",
        f"Risk {words.score(assessment.risk)} ({assessment.severity.value}) = {_formula(assessment, known)}",
        "",
        *_seen(dependency),
        *_control(assessment, known),
        "",
        f"Exposure {words.score(assessment.exposure)}: the worst law and effect that bind; others add nothing",
        *_laws(assessment.exposures, known),
    ]
    if not assessment.exposures:
        lines.append("  no extraterritorial law in the catalogue reaches it by what is known")
    for sentence in assessment.unknown:
        lines.append(f"  {sentence}: the upper end is what the worst known law would give")
    lines += ["", f"Lock-in {words.score(assessment.lock_in)}: the sum of"]
    sources = list(dict.fromkeys(factor.source for factor in assessment.factors if factor.source))
    for factor in assessment.factors:
        source = f" [{sources.index(factor.source) + 1}]" if factor.source else ""
        points = f"{words.score(factor.points):>6} of {factor.weight:g}"
        lines.append(f"  {factor.factor:<12} {points}  {factor.because}{source}")
    lines += [f"  [{number}] {url}" for number, url in enumerate(sources, 1)]
    lines += ["", *_alternatives(assessment), *_product_sources(dependency, known)]
    return lines


def _formula(assessment: Assessment, known: Knowledge) -> str:
    scoring = known.scoring
    exposure, lock = words.score(assessment.exposure), words.score(assessment.lock_in)
    text = (
        f"{scoring.larger:g} × the larger + {scoring.smaller:g} × the smaller of exposure {exposure} and lock-in {lock}"
    )
    if assessment.scope_weight == 1:
        return text
    return f"{text}, × {assessment.scope_weight:g} ({assessment.dependency.scope.value})"


def _seen(dependency: Dependency) -> Iterator[str]:
    if not dependency.evidence:
        yield f"Use: {dependency.use.value} ({dependency.because})"
        return
    yield (
        f"Seen {words.plural(dependency.evidence_count, 'time')}; use {dependency.use.value}, scope"
        f" {dependency.scope.value}: {dependency.because}"
    )
    for _, seen in dependency.evidence[:PLACES_SHOWN]:
        yield f"  {words.place(seen)} ({seen.how.value}, {seen.found_by})"
    if dependency.evidence_count > PLACES_SHOWN:
        yield f"  … and {dependency.evidence_count - PLACES_SHOWN} more"
    for remark in dependency.remarks:
        yield f"  but {remark}"
    if dependency.regions:
        yield f"  regions {', '.join(dependency.regions)}: where data lies, which does not change who can be ordered"


def _control(assessment: Assessment, known: Knowledge) -> Iterator[str]:
    control = assessment.control
    ultimate = control.country or ("nobody" if control.known else "not known")
    yield f"Control: {ultimate}"
    for number, step in enumerate(control.path):
        share = f", {step.share:g} %" if step.share else ""
        since = f" since {step.since}" if step.since else ""
        relation = f" ({step.relation}{share}{since})" if number else ""
        yield f"  {'← ' if number else ''}{step.name}, {step.country or 'no country'}{relation}"
        if step.source:
            yield f"      {_cited(step.source)}"
        if step.vendor in known.vendor_ids:
            yield from _vendor_facts(known.vendor(step.vendor))


def _vendor_facts(vendor: Vendor) -> Iterator[str]:
    if vendor.legal_name:
        yield f"      {vendor.legal_name}; ownership: {vendor.ownership}; confidence: {vendor.confidence.value}"
    if vendor.headquarters and vendor.headquarters != vendor.incorporated:
        yield f"      managed from {vendor.headquarters}"
    if vendor.presence:
        yield f"      present in {', '.join(vendor.presence)}"
    for origin in vendor.technology_origin:
        yield f"      technology: {origin.because} ({origin.country})"
    if vendor.note:
        yield f"      {vendor.note}"
    for source in vendor.sources:
        yield f"      {_cited(source)}"


def _cited(source: Citation) -> str:
    return f"{source.says} [{source.url}, checked {source.checked}]"


def _laws(exposures: Sequence[Exposure], known: Knowledge) -> Iterator[str]:
    """Each law once, with its effects; in the order of what they weigh."""
    by_law: dict[str, list[Exposure]] = {}
    for exposure in exposures:
        by_law.setdefault(exposure.law, []).append(exposure)
    for law_id, group in by_law.items():
        law = next(law for law in known.laws if law.id == law_id)
        first = group[0]
        effects = ", ".join(f"{words.EFFECT[e.effect]} {words.score(e.points)}" for e in group if e.applies)
        effects = effects or f"{law.status}, scores nothing"
        certainty = f" (certainty {first.certainty:g})" if first.certainty < 1 else ""
        yield f"  {law.name} ({law.country}): {effects}; {first.because}{certainty}"
        dates = f", since {law.valid_from}" if law.valid_from else ""
        dates += f", until {law.valid_to}" if law.valid_to else ""
        sure = f" Confidence {law.confidence.value}: {law.note}" if law.confidence.value == "low" else ""
        yield f"      {law.citation}{dates}. {law.summary}{sure}"


def _alternatives(assessment: Assessment) -> Iterator[str]:
    if not assessment.alternatives:
        return
    yield "Alternatives"
    for alternative, name, country in assessment.alternatives:
        control = f", control {country}" if country else ""
        yield f"  {name}{control}; effort {alternative.effort}: {alternative.because}"


def _product_sources(dependency: Dependency, known: Knowledge) -> Iterator[str]:
    if not dependency.product:
        return
    product = known.product(dependency.product)
    if product.note:
        yield f"Note: {product.note}"
    yield "Sources"
    for source in product.sources:
        yield f"  {_cited(source)}"


def _vendor_lines(vendor: Vendor, known: Knowledge, home: str) -> list[str]:
    """A vendor alone: who controls it, and each of its products as if used for certain."""
    products = [id_ for id_ in known.product_ids if known.product(id_).vendor == vendor.id]
    assessments = assess([as_if_used(known.product(id_)) for id_ in products], known, home=home, date=current_date())
    lines = [f"{vendor.name} ({vendor.id}): {vendor.kind}"]
    if vendor.aliases:
        lines.append(f"Also: {', '.join(vendor.aliases)}")
    if vendor.domains:
        lines.append(f"Domains: {', '.join(vendor.domains)}")
    lines += _control(_packages(vendor, Delivery.OPEN_SOURCE, known, home), known)
    if vendor.history:
        lines += ["", "History"]
    for event in sorted(vendor.history, key=lambda event: event.date):
        lines.append(f"  {event.date} {event.kind}: {event.says}" + (f" [{event.source.url}]" if event.source else ""))
    lines += ["", f"{words.plural(len(products), 'product')} in the catalogue; risk as if used for certain:"]
    lines += [
        f"  {words.score(a.risk):>5} {a.severity.value:<8} {a.dependency.name} ({a.dependency.id}): {words.law(a)}"
        for a in assessments
    ]
    return lines


def _packages(vendor: Vendor, delivery: Delivery, known: Knowledge, home: str) -> Assessment:
    """What a vendor publishes, as if it were used for certain."""
    dependency = Dependency(
        id=f"{vendor.id}-{delivery}-packages",
        name=f"{vendor.name}: {words.DELIVERY[delivery]} packages",
        category="",
        delivery=delivery,
        vendor=vendor.id,
        use=Use.CERTAIN,
        scope=Scope.RUNTIME,
        because="supposed, not found in files",
    )
    return assess([dependency], known, home=home, date=current_date())[0]

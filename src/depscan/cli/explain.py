"""``depscan explain``: the whole chain behind one row, with every number, fact, source and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from depscan.assess.levers import Situation
from depscan.assess.risk import assess
from depscan.cli import subjects
from depscan.cli.basis import DEFAULT_HOME, Attributed, checked_home
from depscan.cli.console import columns, write
from depscan.cli.explanation import Sources, control, lines
from depscan.cli.scanned import Scanned, last, scanned
from depscan.errors import ExitStatus, UsageError
from depscan.knowledge.index import Knowledge, normalised
from depscan.knowledge.load import load_knowledge
from depscan.knowledge.names import Names
from depscan.model import Assessment, AttributionClass, Confidence, Delivery, Dependency, Scope, Use, Vendor
from depscan.pipeline import current_date
from depscan.redact import clean, disarm
from depscan.render import grid, words
from depscan.resolve import as_if_used

_COMPONENTS_SHOWN = 3
_SEVERAL = 2
"""As many are explained one after the other; of more, the rows are listed."""


class Request(Struct, frozen=True, kw_only=True):
    """The options as given."""

    subject: str
    targets: tuple[str, ...] = ()
    show_all: bool = False
    home: str | None = None
    knowledge: tuple[str, ...] = ()


def run(request: Request) -> int:
    """Explain a subject, as found in the targets, in the last scan, or as if it were used for certain.

    Raises:
        UsageError: nothing of that name, or it is not among what was found.
    """
    known = load_knowledge(request.knowledge)
    subject = request.subject
    if request.targets:
        _print(list(_found(request, scanned(request.targets, request.home, known), known)))
    elif _is_of_a_scan(subject, known):
        _print(list(_found(request, last(request.home, known), known)))
    else:
        _print(list(_supposed(request, known)))
    return ExitStatus.OK


def _is_of_a_scan(subject: str, known: Knowledge) -> bool:
    """Tell whether only a scan can say what is meant: a row, a finding, a vendor's packages as found."""
    if subject in known.product_ids or subject in known.vendor_ids:
        return False
    if subjects.row_number(subject) is not None or subjects.is_fingerprint(subject):
        return True
    return subject.endswith("-packages") or "-listed-" in subject


# ------------------------------------------------------------------------------------------------ as found somewhere


def _found(request: Request, place: Scanned, known: Knowledge) -> Iterator[str]:
    subject = request.subject
    direct = _directly(subject, place, known)
    if direct:
        yield from _explained(direct, place, known, show_all=request.show_all)
        return
    components = [pair for pair in place.components() if subjects.is_named(pair[0], subject)]
    if components:
        yield from _of_components(components, request, place, known)
        return
    meant = subjects.named(subject, known, [d.id for d in place.dependencies])
    found = [a for a in place.assessments if subjects.is_meant(a.dependency, meant)]
    if not found:
        raise subjects.not_among(subject, place.dependencies, place.where)
    if len(found) > _SEVERAL and not request.show_all:
        yield f"{subject}: {len(found)} rows {place.where}; `depscan explain <row>` explains one, --all each of them"
        yield from (f"  {_row(assessment, place)}" for assessment in found)
        return
    for assessment in found:
        yield from _explained(assessment, place, known, show_all=request.show_all)
        yield ""


def _directly(subject: str, place: Scanned, known: Knowledge) -> Assessment | None:
    """A row, a finding or the id of a dependency."""
    by_id = next((a for a in place.assessments if a.dependency.id == subject), None)
    if by_id:
        return by_id
    if subjects.is_fingerprint(subject) and subject not in known.product_ids and subject not in known.vendor_ids:
        found = place.finding(subject)
        if found is None:
            raise UsageError(f"{subject}: no finding with this fingerprint {place.where}")
        return found
    number = subjects.row_number(subject)
    return None if number is None else place.row(number)


def _explained(assessment: Assessment, place: Scanned, known: Knowledge, *, show_all: bool) -> Iterator[str]:
    row = f"row {place.number(assessment)} {place.where}"
    yield from lines(assessment, place.situation(assessment, known), row=row, show_all=show_all)


def _row(assessment: Assessment, place: Scanned) -> str:
    dependency = assessment.dependency
    return (
        f"{place.number(assessment):>4}  {words.score(assessment.risk):>5} {assessment.severity.value:<8}"
        f" {dependency.name} ({dependency.id})"
    )


def _of_components(
    components: Sequence[Attributed], request: Request, place: Scanned, known: Knowledge
) -> Iterator[str]:
    """What files name: who it was attributed to and why, then the dependency that it evidences."""
    shown = components if request.show_all else components[:_COMPONENTS_SHOWN]
    for component, attribution in shown:
        where = f", {words.place(component.evidence[0])}" if component.evidence else ""
        more = f" and {len(component.evidence) - 1} more" if len(component.evidence) > 1 else ""
        version = f" {component.version}" if component.version else ""
        yield f"{component.name}{version} ({component.kind.value}){where}{more}"
        if attribution.cls is AttributionClass.UNKNOWN:
            yield f"  not attributed: {attribution.because}; unknown, which is not the same as safe"
            continue
        rule = f"rule {attribution.rule}, pattern {attribution.pattern}, " if attribution.rule else ""
        yield f"  {attribution.because} ({rule}confidence {attribution.confidence.value})"
        if attribution.cls in (AttributionClass.COMMUNITY, AttributionClass.OWN):
            community = attribution.cls is AttributionClass.COMMUNITY
            yield "  nobody owns it" if community else "  one's own: nobody else is depended on"
    if len(components) > len(shown):
        yield f"… and {len(components) - len(shown)} more of that name"
    evidenced = {a.dependency.id: a for pair in components for a in place.assessments if _evidences(pair, a.dependency)}
    for assessment in list(evidenced.values())[:_SEVERAL]:
        yield ""
        yield from _explained(assessment, place, known, show_all=request.show_all)


def _evidences(pair: Attributed, dependency: Dependency) -> bool:
    component, attribution = pair
    if attribution.product:
        return dependency.product == attribution.product
    if attribution.vendor != dependency.vendor or dependency.product or attribution.vendor is None:
        return False
    if component.kind.value == "product":
        return dependency.name == component.name
    return dependency.id.endswith("-packages") and "-listed-" not in dependency.id


# --------------------------------------------------------------------------------------------------- as if it were used


def _supposed(request: Request, known: Knowledge) -> Iterator[str]:
    home = checked_home(request.home or DEFAULT_HOME, known.scoring.areas)
    meant = subjects.named(request.subject, known)
    if meant.sort == "vendor":
        yield from _vendor_lines(known.vendor(meant.id), known, home)
        return
    if meant.sort == "product":
        (assessment,) = assess([as_if_used(known.product(meant.id))], known, home=home, date=current_date())
    else:
        publisher = known.publisher(meant.id)
        if publisher.vendor not in known.vendor_ids:
            yield f"{request.subject}: an open-source package maintained by a community; nobody owns it"
            return
        assessment = _packages(known.vendor(publisher.vendor), publisher.delivery, known, home)
    situation = Situation(others=(), knowledge=known, home=home, date=current_date())
    yield from lines(assessment, situation, show_all=request.show_all)


# --------------------------------------------------------------------------------------------------------- a vendor


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


def _vendor_lines(vendor: Vendor, known: Knowledge, home: str) -> list[str]:
    """A vendor alone: who controls it, and each of its products as if used for certain."""
    products = [id_ for id_ in known.product_ids if known.product(id_).vendor == vendor.id]
    assessments = assess([as_if_used(known.product(id_)) for id_ in products], known, home=home, date=current_date())
    lines = [f"{vendor.name} ({vendor.id}): {vendor.kind}"]
    if vendor.aliases:
        lines.append(f"Also: {', '.join(vendor.aliases)}")
    if vendor.domains:
        lines.append(f"Domains: {', '.join(vendor.domains)}")
    sources = Sources()
    lines += control(_packages(vendor, Delivery.OPEN_SOURCE, known, home), known, sources)
    if vendor.history:
        lines += ["", "History"]
    for event in sorted(vendor.history, key=lambda event: event.date):
        lines.append(f"  {event.date} {event.kind}: {event.says}{sources.mark(event.source)}")
    lines += ["", f"{words.plural(len(products), 'product')} in the catalogue; risk as if used for certain:"]
    lines += [
        f"  {words.score(a.risk):>5} {a.severity.value:<8} {a.dependency.name} ({a.dependency.id}): {words.law(a)}"
        for a in assessments
    ]
    return [*lines, "", *sources.lines(show_all=True)]


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


# ------------------------------------------------------------------------------------------------------------- lines


def _print(lines: Sequence[str]) -> None:
    while lines and not lines[-1]:
        lines = lines[:-1]
    write(clean_lines(wrapped([clean(line) for line in lines])))


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

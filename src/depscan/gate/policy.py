"""Turn assessments into findings: what the settings do not tolerate, what is known, what is waived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from depscan.finding import Finding, PolicyRule, State, Waiver
from depscan.gate.conditions import Conditions, Place, fits, in_words
from depscan.gate.conflicts import FAIL_ON, check
from depscan.gate.settings import Allow, Rule, Settings, When
from depscan.gate.waivers import Seen, Subject, Waivers
from depscan.knowledge.index import Knowledge
from depscan.model import Assessment, Attribution, AttributionClass, Component, Severity
from depscan.redact import clean, shown
from depscan.render import words

_COVERAGE_BANDS = ((25, Severity.CRITICAL), (50, Severity.HIGH), (75, Severity.MEDIUM))
"""Below so many percent of coverage; so that a coverage that falls far is worse than what a baseline knows."""
_FAIL_ON_HELP = (
    "The risk of a dependency is made of its exposure to laws of other areas and of how hard it would be to leave."
    " `depscan explain` shows every number and what would lower it. What has to stay can be waived with a reason and a"
    " date; what was there before can be put into a baseline."
)


class Facts(Struct, frozen=True, kw_only=True):
    """What a policy looks at."""

    assessments: Sequence[Assessment]
    known: Knowledge
    date: str
    components: Sequence[Component] = ()
    attributions: Sequence[Attribution] = ()
    """One for each component."""
    waivers: Sequence[Waiver] = ()
    """Those next to lines of scanned files."""


class Gated(Struct, frozen=True, kw_only=True):
    """What a policy makes of it."""

    findings: tuple[Finding, ...] = ()
    """The most severe first, then in the order of rows; what is known or waived included."""
    rules: tuple[PolicyRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()


def gate(facts: Facts, settings: Settings) -> Gated:
    """Return all that the settings object to, the rules in force, and what became of the waivers.

    Raises:
        KnowledgeError: rules, allowances or waivers that contradict one another or can never apply.
    """
    check(settings, facts.known)
    waivers = Waivers((*settings.waivers, *(facts.waivers if settings.inline_waivers else ())), facts.date)
    rules = (*_of_command_line(settings), *settings.rules)
    policy = _Policy(facts, settings, waivers)
    findings = [finding for rule in rules for finding in policy.findings(rule)]
    order = list(Severity)
    rows = {assessment.dependency.id: row for row, assessment in enumerate(facts.assessments)}
    last = len(rows)
    findings.sort(
        key=lambda f: (-order.index(f.severity), rows.get(f.dependency or "", last), f.rule, f.component or "")
    )
    return Gated(
        findings=tuple(findings),
        rules=tuple(_told(rule) for rule in rules),
        waivers=waivers.told(),
    )


def fingerprint(rule: str, about: str | None = None) -> str:
    """Return what identifies a finding.

    Args:
        rule: its id.
        about: id of the dependency, or the component; None for a finding on the scan as a whole.
    """
    identity = rule if about is None else f"{rule}\0{about}"
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _of_command_line(settings: Settings) -> Iterator[Rule]:
    """``--fail-on`` is a rule like any other."""
    if settings.fail_on is not None:
        yield Rule(
            id=f"{FAIL_ON}{settings.fail_on.value}",
            when=When(severity=settings.fail_on),
            help=_FAIL_ON_HELP,
            place="fail-on",
        )


def _told(rule: Rule) -> PolicyRule:
    if rule.coverage_below is not None:
        says = f"fewer than {rule.coverage_below:g} % of the components attributed"
    elif rule.unattributed:
        says = "components of which nobody is known to be behind them"
    else:
        says = in_words(rule.when)
    return PolicyRule(id=rule.id, says=f"Objects to {says}.", help=clean(rule.help), place=clean(rule.place))


class _Policy:
    def __init__(self, facts: Facts, settings: Settings, waivers: Waivers) -> None:
        self._facts = facts
        self._waivers = waivers
        self._allowed = [(allow, Conditions(allow.when, facts.known)) for allow in settings.allow]
        self._baseline = {known.fingerprint: known.severity for known in settings.baseline or ()}

    def findings(self, rule: Rule) -> Iterator[Finding]:
        """Yield what a rule objects to."""
        if rule.coverage_below is not None:
            yield from self._coverage(rule, rule.coverage_below)
        elif rule.unattributed:
            yield from self._unattributed(rule)
        else:
            conditions = Conditions(rule.when, self._facts.known)
            for assessment in self._facts.assessments:
                found = conditions.places(assessment)
                places = None if found is None else self._without_allowed(rule, assessment, found)
                if places is not None:
                    yield self._of_dependency(rule, conditions, assessment, places)

    def _without_allowed(
        self, rule: Rule, assessment: Assessment, places: tuple[Place, ...]
    ) -> tuple[Place, ...] | None:
        """Return the places that are not allowed; None where all is.

        Where more places are known of than were kept, to allow some paths does not allow what lies elsewhere.
        """
        dependency = assessment.dependency
        left = places
        for allow, conditions in self._allowed:
            if allow.rules and rule.id not in allow.rules:
                continue
            allowed = conditions.places(assessment)
            if allowed is None:
                continue
            if not conditions.bound:
                return None
            left = tuple(place for place in left if place not in allowed)
        if left or not places:
            return left
        return places if dependency.evidence_count > len(dependency.evidence) else None

    def _of_dependency(
        self, rule: Rule, conditions: Conditions, assessment: Assessment, places: tuple[Place, ...]
    ) -> Finding:
        dependency = assessment.dependency
        if rule.id.startswith(FAIL_ON):
            text = _risk(assessment)
        else:
            text = f"{dependency.name}: {'; '.join(conditions.reasons(assessment, places))}"
        about = Finding(
            rule=rule.id,
            dependency=dependency.id,
            severity=assessment.severity,
            message=f"{clean(text)} [{clean(rule.id)}]",
            fingerprint=fingerprint(rule.id, dependency.id),
        )
        names = frozenset({dependency.id, dependency.vendor, dependency.product or dependency.id})
        more = max(dependency.evidence_count - len(dependency.evidence), 0)
        return self._judged(about, names, tuple(dict.fromkeys((seen.path, seen.line) for _, seen in places)), more)

    def _coverage(self, rule: Rule, least: float) -> Iterator[Finding]:
        total = len(self._facts.attributions)
        unknown = sum(1 for a in self._facts.attributions if a.cls is AttributionClass.UNKNOWN)
        percent = 100 * (total - unknown) / total if total else 100.0
        if percent >= least:
            return
        severity = next((band for below, band in _COVERAGE_BANDS if percent < below), Severity.LOW)
        message = (
            f"{percent:.1f} % of {words.plural(total, 'component')} attributed, fewer than {least:g} %:"
            f" of {unknown:,} nobody is known to be behind them [{clean(rule.id)}]"
        )
        about = Finding(
            rule=rule.id, dependency=None, severity=severity, message=message, fingerprint=fingerprint(rule.id)
        )
        yield self._judged(about, frozenset(), ())

    def _unattributed(self, rule: Rule) -> Iterator[Finding]:
        """One finding for each component, whatever its versions: what is unknown today is not what is tomorrow."""
        found: dict[str, list[Component]] = {}
        for component, attribution in zip(self._facts.components, self._facts.attributions, strict=True):
            if attribution.cls is AttributionClass.UNKNOWN:
                found.setdefault(_identity(component), []).append(component)
        for identity, components in sorted(found.items()):
            places = [seen for component in components for seen in component.evidence]
            for allow, _ in self._allowed:
                if not allow.rules or rule.id in allow.rules:
                    places = [seen for seen in places if not _allows(allow, identity, components[0], seen.path)]
            if not places:
                continue
            name = shown(components[0].name)
            about = Finding(
                rule=rule.id,
                dependency=None,
                component=clean(identity),
                severity=Severity.MEDIUM,
                message=f"{name}: nobody is known to be behind it; unknown is not safe [{clean(rule.id)}]",
                fingerprint=fingerprint(rule.id, identity),
            )
            names = frozenset({clean(identity), identity, components[0].name})
            yield self._judged(about, names, tuple(dict.fromkeys((seen.path, seen.line) for seen in places)))

    def _judged(self, about: Finding, names: frozenset[str], places: tuple[Seen, ...], more: int = 0) -> Finding:
        """Say what a finding means for the exit status, and put it at the most telling place that is not waived."""
        cover = self._waivers.cover(about, Subject(names=names, places=places, more=more))
        path, line = next(iter(cover.left or places), (None, None))
        known = self._baseline.get(about.fingerprint)
        remark = ""
        if cover.by is not None:
            state = State.WAIVED
        elif known is None:
            state = State.NEW
        else:
            state = State.WORSE if about.severity > known else State.KNOWN
        if state is State.WORSE and known is not None:
            remark += f"; worse than in the baseline, where it is {known.value}"
        if cover.by is None and cover.waived:
            remark += f"; {cover.waived} of its {words.plural(len(places) + more, 'place')} waived"
        if cover.by is None and cover.expired is not None:
            remark += f"; its waiver at {cover.expired.place} ended on {cover.expired.until}"
        return structs.replace(
            about,
            message=about.message + clean(remark),
            path=path,
            line=line,
            state=state,
            waiver=cover.by.place if cover.by else None,
        )


def _risk(assessment: Assessment) -> str:
    parts = [f"exposure {words.score(assessment.exposure)}", f"lock-in {words.score(assessment.lock_in)}"]
    if assessment.exposure.high > 0:
        parts.append(words.law(assessment))
    said = f"{assessment.dependency.name} is of {assessment.severity.value} risk ({words.score(assessment.risk)})"
    whose = f"; {words.whose(assessment)}" if assessment.control.known else ""  # that it is not, the law says
    return f"{said}: {', '.join(parts)}{whose}"


def _identity(component: Component) -> str:
    """A new version of what is unknown is as unknown as the last one."""
    return component.purl.partition("@")[0] if component.purl else component.name


def _allows(allow: Allow, identity: str, component: Component, path: str) -> bool:
    """Of a component of which nothing is known, an allowance can ask for its name, scope and place only."""
    when = allow.when
    rest = structs.replace(when, product=(), scope=(), path=())
    return (
        rest == When()
        and (not when.product or bool({identity, component.name} & set(when.product)))
        and (not when.scope or component.scope in when.scope)
        and (not when.path or fits(path, when.path))
    )

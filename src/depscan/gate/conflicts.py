"""Settings that contradict one another, or that can never do what they say, are errors and name both places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from depscan.environments import EXAMPLE, PRODUCTION
from depscan.errors import KnowledgeError
from depscan.gate.conditions import UNKNOWN, countries
from depscan.gate.settings import Allow, Rule, Settings, When
from depscan.knowledge.index import Knowledge
from depscan.model import USE_ORDER, Confidence, Scope, Severity, Use
from depscan.redact import shown
from depscan.syntax.marker import is_day

FAIL_ON = "fail-on-"
"""What the ids of the rules begin with that ``--fail-on`` makes; nobody else's may."""
FAIL_ON_RULES = tuple(f"{FAIL_ON}{severity.value}" for severity in Severity)
_EFFECTS = "DBSXVL"
_EVERYWHERE = frozenset({"*", "**", "**/*", "*/*"})
_ENVIRONMENTS = frozenset({PRODUCTION, EXAMPLE, "staging", "development", "test"})
_NOT_IN_OPERATION = {Scope.DEVELOPMENT, Scope.TEST}


def check(settings: Settings, known: Knowledge) -> None:
    """Look at all rules, allowances and waivers.

    Raises:
        KnowledgeError: two that exclude one another, or one that can never apply; the message begins with its place.
    """
    places: dict[str, str] = {}
    for rule in settings.rules:
        if rule.id in places:
            _refuse(rule, f"a second rule {_named(rule.id)}; the first is at {places[rule.id] or 'another place'}")
        if not rule.id or rule.id.startswith(FAIL_ON):
            _refuse(rule, f"no rule can be called {_named(rule.id)}: that is what fail-on calls its own")
        places[rule.id] = rule.place
        for reason in _of_rule(rule, settings, known):
            _refuse(rule, f"rule {_named(rule.id)} {reason}")
    for allow in settings.allow:
        _check_allow(allow, settings, known, places)
    for waiver in settings.waivers:
        if waiver.rule is not None and not _exists(waiver.rule, places):
            raise KnowledgeError(f"{waiver.place}: a waiver for the rule {_named(waiver.rule)}, which there is not")
        if not waiver.reason.strip():
            raise KnowledgeError(f"{waiver.place}: a waiver without a reason")
        if not is_day(waiver.until):
            raise KnowledgeError(f"{waiver.place}: until is {_named(waiver.until)}, which is no day such as 2027-03-01")


def _exists(rule: str, places: dict[str, str]) -> bool:
    return rule in places or rule in FAIL_ON_RULES


def _refuse(what: Rule | Allow, reason: str) -> None:
    raise KnowledgeError(f"{what.place or 'settings'}: {reason}")


def _named(text: str) -> str:
    return f"'{shown(text)}'"


def _of_rule(rule: Rule, settings: Settings, known: Knowledge) -> Iterator[str]:
    when = rule.when
    if rule.coverage_below is not None or rule.unattributed:
        if when != When() or (rule.coverage_below is not None and rule.unattributed):
            yield "asks about the scan as a whole and about dependencies: make two rules of it"
        if rule.coverage_below is not None and not 0 < rule.coverage_below <= 100:
            yield f"can never fire: coverage is never below {rule.coverage_below:g} %, or always"
        return
    if when == When():
        yield "has no condition: it would object to everything"
    for one, other in (("control", "allow_control"), ("located", "allow_located")):
        if getattr(when, one) and getattr(when, other):
            yield f"has both {one} and {other.replace('_', '-')}: one of them says it all"
    for one, other in (("vendor", "allow_vendor"), ("product", "allow_product")):
        if getattr(when, one) and set(getattr(when, one)) <= set(getattr(when, other)):
            yield f"can never fire: {other.replace('_', '-')} takes away all of {one}"
    yield from _impossible(when, known)
    if when.scope and set(when.scope) <= _NOT_IN_OPERATION and not settings.include_dev:
        yield "can never fire: what only development and tests need is left out (include-dev)"


def _impossible(when: When, known: Knowledge) -> Iterator[str]:
    """Yield what names nothing that there is: such a condition never holds, or excepts nothing."""
    for name, most in (("exposure", when.exposure), ("lock-in", when.lock_in)):
        if most is not None and not 0 <= most <= 100:
            yield f"can never fire: {name} goes from 0 to 100"
    codes = (*when.control, *when.allow_control, *when.located, *when.allow_located)
    laws = {law.id: law for law in known.laws}
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("area or country", (code for code in codes if not _is_place(code, known))),
        ("law", (law for law in when.law if law not in laws)),
        ("effect", (effect for effect in when.effect if len(effect) != 1 or effect not in _EFFECTS)),
        ("vendor", (v for v in (*when.vendor, *when.allow_vendor) if not known.has_vendor(v))),
        ("category", (c for c in when.category if c not in known.categories)),
        ("environment", (e for e in when.environment if e not in _ENVIRONMENTS)),
    )
    for what, missing in named:
        for one in missing:
            yield f"names the {what} {_named(one)}, which there is not"
    met = [laws[law] for law in when.law if law in laws]
    if met and when.effect and not any(set(law.effects) & set(when.effect) for law in met):
        yield "can never fire: none of its laws has one of its effects"


def _is_place(code: str, known: Knowledge) -> bool:
    return code.lower() == UNKNOWN or code.upper() in known.scoring.areas or (len(code) == 2 and code.isalpha())


def _check_allow(allow: Allow, settings: Settings, known: Knowledge, places: dict[str, str]) -> None:
    if _telling(allow.when) == When():
        _refuse(allow, "an allowance without a condition that leaves anything out would take away every rule")
    if not allow.reason.strip():
        _refuse(allow, "an allowance without a reason")
    for reason in _impossible(allow.when, known):
        _refuse(allow, f"an allowance that {reason}")
    for rule in allow.rules:
        if not _exists(rule, places):
            _refuse(allow, f"allows what the rule {_named(rule)} objects to, which there is not")
    rules = settings.rules
    if settings.fail_on is not None:
        short = Rule(id=f"{FAIL_ON}{settings.fail_on.value}", when=When(severity=settings.fail_on))
        rules = (*rules, short)
    for rule_ in rules:
        if (rule_.id in allow.rules or not allow.rules) and _takes_away(allow.when, rule_, known):
            where = f" at {rule_.place}" if rule_.place else ""
            _refuse(allow, f"takes away everything that the rule {_named(rule_.id)}{where} names")


def _telling(when: When) -> When:
    """Return the conditions without those that hold of everything."""
    return structs.replace(
        when,
        severity=None if when.severity is Severity.MINIMAL else when.severity,
        exposure=when.exposure or None,
        lock_in=when.lock_in or None,
        use=None if when.use is Use.POSSIBLE else when.use,
        confidence=None if when.confidence is Confidence.LOW else when.confidence,
        path=() if _EVERYWHERE & set(when.path) else when.path,
    )


def _takes_away(allow: When, rule: Rule, known: Knowledge) -> bool:
    """Tell whether all that a rule objects to meets each condition of an allowance."""
    if rule.coverage_below is not None or rule.unattributed:
        return False
    when, areas = rule.when, known.scoring.areas
    within = [
        (when.delivery, allow.delivery),
        (when.vendor, allow.vendor),
        (when.product, allow.product),
        (when.category, allow.category),
        (when.law, allow.law),
        (when.effect, allow.effect),
        (when.scope, allow.scope),
        (when.environment, allow.environment),
        (when.path, allow.path),
        (countries(when.control, areas), countries(allow.control, areas)),
        (countries(when.located, areas), countries(allow.located, areas)),
        # what is outside of the larger area is outside of the smaller
        (allow.allow_vendor, when.allow_vendor),
        (allow.allow_product, when.allow_product),
        (countries(allow.allow_control, areas), countries(when.allow_control, areas)),
        (countries(allow.allow_located, areas), countries(when.allow_located, areas)),
    ]
    for number, (inner, outer) in enumerate(within):
        asked = inner if number >= len(within) - 4 else outer
        if asked and not (inner and set(inner) <= set(outer)):
            return False
    at_least = (
        (when.severity, allow.severity),
        (when.exposure, allow.exposure),
        (when.lock_in, allow.lock_in),
        (when.confidence, allow.confidence),
    )
    for has, wanted in at_least:
        if wanted is not None and (has is None or has < wanted):  # type: ignore[operator]  # both of one kind
            return False
    return allow.use is None or (when.use is not None and USE_ORDER.index(when.use) <= USE_ORDER.index(allow.use))

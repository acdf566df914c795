"""Hold a dependency against the conditions of a rule: whether they all hold, where, and why in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import chain

from depscan.environments import environment_of
from depscan.gate.settings import When
from depscan.knowledge.index import Knowledge
from depscan.model import (
    SCOPE_ORDER,
    USE_ORDER,
    Assessment,
    Component,
    Delivery,
    Evidence,
    Exposure,
    Kind,
    Scope,
    Use,
)
from depscan.redact import clean
from depscan.render import words

Place = tuple[Component, Evidence]
UNKNOWN = "unknown"
_LAWS_SHOWN = 3


def fits(path: str, globs: Sequence[str]) -> bool:
    """Tell whether a glob fits a path, a folder that it lies in, or, without a slash, the file's name.

    ``*`` stands for any text, slashes included; ``**/`` at the beginning may also stand for nothing.
    """
    return any(_fits(path, glob) for glob in globs)


def _fits(path: str, glob: str) -> bool:
    plain = glob.removeprefix("./").rstrip("/")
    for pattern in {plain, plain.removeprefix("**/")}:
        if fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*"):
            return True
    return "/" not in plain and any(fnmatchcase(part, plain) for part in path.split("/"))


def countries(names: Iterable[str], areas: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the countries of areas and countries; ``unknown`` stays as it is."""
    return frozenset(chain.from_iterable(_countries(name, areas) for name in names))


def _countries(name: str, areas: Mapping[str, frozenset[str]]) -> Iterable[str]:
    if name.lower() == UNKNOWN:
        return (UNKNOWN,)
    code = {"UK": "GB"}.get(name.upper(), name.upper())
    return areas.get(code, (code,))


class Conditions:
    """The conditions of one rule or allowance, with areas as countries."""

    def __init__(self, when: When, known: Knowledge) -> None:
        self.when = when
        self.bound = bool(when.path or when.environment)
        """Only some places count."""
        self._known = known
        areas = known.scoring.areas
        self._control = countries(when.control, areas)
        self._allow_control = countries(when.allow_control, areas)
        self._located = countries(when.located, areas)
        self._allow_located = countries(when.allow_located, areas)

    def places(self, assessment: Assessment) -> tuple[Place, ...] | None:
        """Return where a dependency is seen that meets all conditions; None if it does not meet them.

        Of the places of a dependency, the first few hundred are kept: a path is looked for among these.
        """
        places = self._counting(assessment)
        if places is None or not (self._is_of(assessment) and self._is_used(assessment, places)):
            return None
        return places if self._scores(assessment) and self._reaches(assessment) else None

    def _counting(self, assessment: Assessment) -> tuple[Place, ...] | None:
        dependency, when = assessment.dependency, self.when
        if when.environment and not set(when.environment) & set(dependency.environments):
            return None
        places = dependency.evidence
        if when.path:
            places = tuple(place for place in places if fits(place[1].path, when.path))
        if when.environment:
            places = tuple(place for place in places if environment_of(place[1].path) in when.environment)
        return places if places or not self.bound else None

    def _is_of(self, assessment: Assessment) -> bool:
        dependency, when = assessment.dependency, self.when
        group = {step.vendor for step in assessment.control.path} | {dependency.vendor}
        ids = {dependency.id, dependency.product, *dependency.candidates}
        return not (
            (when.delivery and dependency.delivery not in when.delivery)
            or (when.vendor and not group & set(when.vendor))
            or (when.allow_vendor and group & set(when.allow_vendor))
            or (when.product and not ids & set(when.product))
            or (when.allow_product and {dependency.id, dependency.product} & set(when.allow_product))
            or (when.category and dependency.category not in when.category)
            or (self._control and self.control_of(assessment) not in self._control)
            or (self._allow_control and self.control_of(assessment) in {*self._allow_control, ""})
        )

    def _is_used(self, assessment: Assessment, places: tuple[Place, ...]) -> bool:
        dependency, when = assessment.dependency, self.when
        located = self._locations(assessment, places)
        return not (
            (when.scope and self._scope(assessment, places) not in when.scope)
            or (when.use and USE_ORDER.index(dependency.use) > USE_ORDER.index(when.use))
            or (when.confidence and dependency.confidence < when.confidence)
            or (self._located and not self._located & set(located))
            or (self._allow_located and set(located) <= self._allow_located)
        )

    def _scores(self, assessment: Assessment) -> bool:
        when = self.when
        return not (
            (when.severity and assessment.severity < when.severity)
            or (when.exposure is not None and round(assessment.exposure.high, 1) < when.exposure)
            or (when.lock_in is not None and round(assessment.lock_in.high, 1) < when.lock_in)
        )

    def _reaches(self, assessment: Assessment) -> bool:
        return not (self.when.law or self.when.effect) or bool(self._laws(assessment))

    # ------------------------------------------------------------------------------------------ facts of a dependency

    def control_of(self, assessment: Assessment) -> str:
        """Return the country of ultimate control, ``unknown``, or nothing where nobody is behind it."""
        control = assessment.control
        if control.known and control.country:
            return control.country
        top = control.path[-1].vendor
        nobody = control.known and self._known.has_vendor(top) and self._known.vendor(top).kind == "community"
        return "" if nobody else UNKNOWN

    def _laws(self, assessment: Assessment) -> list[Exposure]:
        """Return the exposures that meet the conditions on laws: one law must meet both."""
        return [
            exposure
            for exposure in assessment.exposures
            if exposure.applies
            and exposure.points.high > 0
            and (not self.when.law or exposure.law in self.when.law)
            and (not self.when.effect or exposure.effect in self.when.effect)
        ]

    def _scope(self, assessment: Assessment, places: tuple[Place, ...]) -> Scope:
        dependency = assessment.dependency
        if not self.bound or dependency.delivery is Delivery.DISTRIBUTION_CHANNEL:
            return dependency.scope
        return min((component.scope for component, _ in places), key=SCOPE_ORDER.index)

    def _locations(self, assessment: Assessment, places: tuple[Place, ...]) -> dict[str, int]:
        """Return how many cloud resources lie where; of a service without any, that it is not known."""
        dependency = assessment.dependency
        located = dict(dependency.locations)
        if self.bound:
            located = {}
            for component in {component.id: component for component, _ in places}.values():
                if component.kind is Kind.RESOURCE:
                    region = component.region
                    country = self._known.country_of_region(dependency.vendor, region) if region else None
                    located[country or UNKNOWN] = located.get(country or UNKNOWN, 0) + 1
        if not located and dependency.delivery is Delivery.HOSTED_SERVICE:
            return {UNKNOWN: 0}
        return located

    # ------------------------------------------------------------------------------------------------------- in words

    def reasons(self, assessment: Assessment, places: tuple[Place, ...]) -> list[str]:
        """Return why a dependency that meets the conditions does so, a few words and numbers for each."""
        dependency, when = assessment.dependency, self.when
        found: list[str] = []
        if when.severity:
            found.append(f"{assessment.severity.value} risk ({words.score(assessment.risk)})")
        if when.exposure is not None:
            found.append(f"exposure {words.score(assessment.exposure)}, from {when.exposure:g}")
        if when.lock_in is not None:
            found.append(f"lock-in {words.score(assessment.lock_in)}, from {when.lock_in:g}")
        if when.control or when.allow_control:
            found.append(self._controlled(assessment))
        if when.law or when.effect:
            told = [
                f"{words.EFFECT.get(e.effect, e.effect)} by {e.law_name} ({e.country})" for e in self._laws(assessment)
            ]
            found.append(few(list(dict.fromkeys(told))))
        if when.vendor or when.allow_vendor:
            found.append(f"of {words.whose(assessment)}")
        if when.delivery:
            found.append(words.DELIVERY[dependency.delivery])
        if when.category:
            category = self._known.categories.get(dependency.category)
            found.append(f"category {category.name if category else dependency.category}")
        if when.located or when.allow_located:
            found.append(self._lies(assessment, places))
        if when.scope:
            scope = self._scope(assessment, places)
            found.append(f"needed at {_SCOPES.get(scope, f'{scope.value} time')}")
        if when.use:
            found.append(f"use {dependency.use.value}")
        if when.confidence:
            found.append(f"attributed with {dependency.confidence.value} confidence")
        if when.environment:
            seen = sorted({environment_of(seen.path) or "" for _, seen in places})
            found.append(f"in files for {either(seen, 'and')}")
        if when.path:
            count = len({seen.path for _, seen in places})
            found.append(f"in {words.plural(count, 'file')} of {either(when.path)}")
        if not found:
            found.append("named by the rule")
        return [clean(reason) for reason in found]

    def _controlled(self, assessment: Assessment) -> str:
        path = assessment.control.path
        names = " → ".join(
            f"{step.name} ({', '.join(filter(None, (step.country, step.since and f'since {step.since}')))})".replace(
                " ()", ""
            )
            for step in path
        )
        country = self.control_of(assessment)
        told = "who controls it is not known" if country == UNKNOWN else f"controlled from {country}"
        allowed = f", not from {either(self.when.allow_control)}" if self.when.allow_control else ""
        return f"{told}{allowed if country != UNKNOWN else ''}: {names}"

    def _lies(self, assessment: Assessment, places: tuple[Place, ...]) -> str:
        meant = []
        for place, count in sorted(self._locations(assessment, places).items()):
            if (not self._located or place in self._located) and place not in self._allow_located:
                what = words.plural(count, "resource")
                where = "where no file tells" if place == UNKNOWN else f"in {place}"
                meant.append(f"{what} {where}" if count else "no file tells where its data lies")
        allowed = f", not in {either(self.when.allow_located)}" if self.when.allow_located else ""
        return few(meant) + allowed


def few(texts: Sequence[str]) -> str:
    """Return the first few, and how many more there are."""
    more = f" and {len(texts) - _LAWS_SHOWN} more" if len(texts) > _LAWS_SHOWN else ""
    return ", ".join(texts[:_LAWS_SHOWN]) + more


def either(texts: Sequence[str], word: str = "or") -> str:
    """Return ``a``, ``a or b``, ``a, b or c``."""
    *first, last = texts
    return f"{', '.join(first)} {word} {last}" if first else last


_SCOPES = {Scope.RUNTIME: "run time", Scope.UNKNOWN: "a time that no file tells"}
_USES = {Use.CERTAIN: "certain", Use.LIKELY: "likely or certain", Use.POSSIBLE: "at least possible"}


def in_words(when: When) -> str:
    """Return what conditions name, such as ``dependencies of high risk or worse, controlled from US``."""
    found: list[str] = []
    if when.severity:
        found.append(f"of {when.severity.value} risk" + (" or worse" if when.severity.value != "critical" else ""))
    if when.exposure is not None:
        found.append(f"with an exposure of {when.exposure:g} or more")
    if when.lock_in is not None:
        found.append(f"with a lock-in of {when.lock_in:g} or more")
    effects = [words.EFFECT.get(effect, effect) for effect in when.effect]
    texts: tuple[tuple[str, Sequence[str]], ...] = (
        ("controlled from", when.control),
        ("not controlled from", when.allow_control),
        ("reached by", when.law),
        ("reached by a law of elsewhere with", effects),
        ("delivered as", [words.DELIVERY[delivery] for delivery in when.delivery]),
        ("of the vendor", when.vendor),
        ("not of the vendor", when.allow_vendor),
        ("named", when.product),
        ("not named", when.allow_product),
        ("of the category", when.category),
        ("with resources in", when.located),
        ("with resources elsewhere than in", when.allow_located),
        ("needed at", [_SCOPES.get(scope, f"{scope.value} time") for scope in when.scope]),
        ("seen in files for", when.environment),
        ("seen in", when.path),
    )
    found += [f"{text} {either(names)}" for text, names in texts if names]
    if when.use:
        found.append(f"whose use is {_USES[when.use]}")
    if when.confidence:
        found.append(f"attributed with at least {when.confidence.value} confidence")
    return clean(f"dependencies {', '.join(found)}" if found else "all dependencies")

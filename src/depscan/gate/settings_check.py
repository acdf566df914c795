"""Hold a settings file against the knowledge: areas, countries, laws, vendors, products, categories, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches

from depscan.environments import environment_of
from depscan.gate.countries import CODES, MEANT
from depscan.gate.settings_schema import SettingsRecord, WhenRecord
from depscan.knowledge.index import Knowledge
from depscan.model import Severity
from depscan.redact import shown

UNKNOWN = "unknown"
FAIL_ON = "fail-on-"
BUILT_IN_RULES = tuple(f"{FAIL_ON}{severity.value}" for severity in Severity)
_PLACES = ("control", "allow_control", "located", "allow_located")
_FINGERPRINT = re.compile(r"[0-9a-f]{8,32}")
_NOT_A_PRODUCT = re.compile(r"(?P<vendor>[a-z0-9-]+?)-(?:listed-[^\s]+|[a-z]+(?:-[a-z]+)?-packages)")
"""Dependencies that are no product of the catalogue: packages of one publisher, names of an inventory."""
_ENVIRONMENTS = ("production", "staging", "development", "test", "example")
_LONGEST_GUESSED = 80

Problem = tuple[tuple[str | int, ...], Callable[[], str]]
"""Where, and what is wrong: put into words only if it is shown, since to guess what was meant takes a while."""


def problems(record: SettingsRecord, known: Knowledge) -> Iterator[Problem]:
    """Yield what a file names that there is not, or names twice."""
    check = _Check(known, [rule.id for rule in record.rule])
    if record.home not in known.scoring.areas and record.home not in CODES:
        yield ("home",), check.no_country(record.home)
    taken: set[str] = set()
    for number, rule in enumerate(record.rule):
        if rule.id.startswith(FAIL_ON):
            yield ("rule", number, "id"), lambda: f'ids that begin with "{FAIL_ON}" are those of fail-on'
        elif rule.id in taken:
            yield ("rule", number, "id"), lambda: "there is a rule of that id already"
        taken.add(rule.id)
        yield from check.when(("rule", number), rule)
    for number, allow in enumerate(record.allow):
        yield from check.when(("allow", number), allow)
        for position, id_ in enumerate(allow.rules):
            yield from check.rule(("allow", number, "rules", position), id_)
    for number, waiver in enumerate(record.waiver):
        if waiver.rule is not None:
            yield from check.rule(("waiver", number, "rule"), waiver.rule)
        if not check.is_anything(waiver.what):
            yield ("waiver", number, "what"), check.nothing_of_that_name(waiver.what)


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """Return ``; did you mean "x"?``, or nothing where no name is near."""
    near = get_close_matches(text[:_LONGEST_GUESSED], list(names), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


class _Check:
    def __init__(self, known: Knowledge, rules: Sequence[str]) -> None:
        self._known = known
        self._rules = {*rules, *BUILT_IN_RULES}
        self._laws = {law.id for law in known.laws}

    def when(self, place: tuple[str | int, ...], record: WhenRecord) -> Iterator[Problem]:
        for name in _PLACES:
            for number, text in enumerate(getattr(record, name)):
                if text != UNKNOWN and text not in self._known.scoring.areas and text not in CODES:
                    yield (*place, _key(name), number), self.no_country(text, UNKNOWN)
        for name in ("vendor", "allow_vendor"):
            for number, text in enumerate(getattr(record, name)):
                if not self._known.has_vendor(text):
                    yield (*place, _key(name), number), self._no_vendor(text)
        for name in ("product", "allow_product"):
            for number, text in enumerate(getattr(record, name)):
                if not self._is_dependency(text):
                    yield (*place, _key(name), number), self._none_of("dependency or product", text, self._products)
        for number, text in enumerate(record.law):
            if text not in self._laws:
                yield (*place, "law", number), self._none_of("law", text, lambda: sorted(self._laws))
        for number, text in enumerate(record.category):
            if text not in self._known.categories:
                yield (*place, "category", number), self._none_of("category", text, lambda: self._known.categories)
        for number, text in enumerate(record.environment):
            if environment_of(f"{text}/file") != text:
                yield (
                    (*place, "environment", number),
                    self._none_of("environment", text, lambda: _ENVIRONMENTS, all_=True),
                )

    def rule(self, place: tuple[str | int, ...], id_: str) -> Iterator[Problem]:
        if id_ not in self._rules:
            yield place, self._none_of("rule", id_, lambda: sorted(self._rules))

    def is_anything(self, text: str) -> bool:
        named = text in self._rules or self._known.has_vendor(text) or self._is_dependency(text)
        # a component of which nobody is known to be behind it goes by its package URL or name
        return named or bool(_FINGERPRINT.fullmatch(text)) or text.startswith("pkg:")

    def no_country(self, text: str, *others: str) -> Callable[[], str]:
        def message() -> str:
            areas = sorted(self._known.scoring.areas)
            valid = {*areas, *CODES, *others}
            upper = text.upper()
            meant = MEANT.get(upper, upper if upper in valid else text.lower() if text.lower() in valid else None)
            hint = f'; did you mean "{meant}"?' if meant else did_you_mean(text, sorted(valid))
            nor = "".join(f', nor "{other}"' for other in others)
            return f'"{shown(text)}" is neither an area ({", ".join(areas)}) nor a two-letter country code{nor}{hint}'

        return message

    def nothing_of_that_name(self, text: str) -> Callable[[], str]:
        def names() -> list[str]:
            return [*sorted(self._rules), *self._products(), *self._known.vendor_ids]

        what = "dependency, product, vendor or rule of that id, nor a fingerprint:"
        return lambda: f'no {what} "{shown(text)}"{did_you_mean(text, names())}'

    def _is_dependency(self, text: str) -> bool:
        if self._known.has_product(text):
            return True
        match = _NOT_A_PRODUCT.fullmatch(text)
        return match is not None and any(
            self._known.has_vendor(text[:end]) for end in range(1, len(text)) if text[end] == "-"
        )

    def _products(self) -> list[str]:
        return self._known.product_ids

    def _no_vendor(self, text: str) -> Callable[[], str]:
        def message() -> str:
            named = self._known.vendor_named(text)
            hint = f'; did you mean "{named}"?' if named else did_you_mean(text, self._known.vendor_ids)
            return f'no vendor "{shown(text)}"{hint}'

        return message

    def _none_of(
        self, what: str, text: str, names: Callable[[], Iterable[str]], *, all_: bool = False
    ) -> Callable[[], str]:
        if all_:
            return lambda: f'no {what} "{shown(text)}": {", ".join(names())}'
        return lambda: f'no {what} "{shown(text)}"{did_you_mean(text, names())}'


def _key(name: str) -> str:
    return name.replace("_", "-")

"""A framework, held against what is depended on, as lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.assess.ceilings import Lid
from depscan.assess.frameworks import GroupOutcome, Held, Outcome, Verdict
from depscan.assess.signs import Sign, Weight
from depscan.cli.basis import Basis
from depscan.render import words

_NAMES_SHOWN = 5
_LIDS_SHOWN = 3
_PHRASES_SHOWN = {Weight.SUPPORTS: 2, Weight.CONTRADICTS: 3, Weight.NOTED: 2, Weight.UNKNOWN: 1}
_APPROVED = "in-use"


class Lines:
    """Makes the lines; of what is much only the beginning, unless all is wanted."""

    def __init__(self, outcome: Outcome, *, show_all: bool) -> None:
        self._outcome = outcome
        self._framework = outcome.framework
        self._all = show_all
        self._names = {assessment.dependency.id: assessment.dependency.name for assessment in outcome.assessments}
        self._rungs = {rung.level: rung.name for rung in outcome.framework.rungs}

    def head(self, asked: Basis, answers: str | None, remarks: Sequence[str]) -> Iterator[str]:
        """Yield which framework it is, what is held against it, and whose answers count."""
        framework = self._framework
        status = "" if framework.status == _APPROVED else f", {framework.status}, not in force"
        yield f"{framework.name} {framework.version} ({framework.publisher}, {framework.date}{status})"
        if self._all:
            yield f"  {framework.summary}"
        if framework.note and self._all:
            yield f"  {framework.note}"
        source = framework.sources[0]
        sure = "" if framework.confidence.value == "high" else f", confidence {framework.confidence.value}"
        yield f"  {source.url}, checked {source.checked}{sure}"
        count = words.plural(len(asked.dependencies), "dependency", "dependencies")
        yield f"Held against {count} of {', '.join(asked.paths)}, {asked.date}, seen from {framework.area}."
        if answers:
            yield f"Answers: {answers}, {self._outcome.answered} of {len(self._outcome.held)} criteria."
        else:
            yield (
                "What a person has to answer is open:"
                f" `depscan assess --framework {framework.id} --init` writes a file to fill in."
            )
        for remark in remarks:
            yield f"  {remark}"

    def body(self) -> Iterator[str]:
        """Yield levels and score where there are any, then every criterion."""
        if self._outcome.groups:
            yield from self._gate()
        yield from self._counts()
        for group in self._framework.groups:
            yield ""
            yield f"{group.id} {group.name}"
            for held in self._outcome.held:
                if held.criterion.group == group.id:
                    yield from self._criterion(held)
        yield ""

    # ------------------------------------------------------------------------------------------- levels and points

    def _gate(self) -> Iterator[str]:
        outcome, framework = self._outcome, self._framework
        score = "; no score makes up for it" if outcome.weights else ""
        yield f"Gate: at best {self._rungs[outcome.level or 0]}, the lowest of all groups{score}."
        if outcome.weights and outcome.score:
            others = " or ".join(weights.id for weights in framework.weights if weights.id != outcome.weights.id)
            yield (
                f"Score: {outcome.score.low:.0f} to {outcome.score.high:.0f} of 100, from answers alone, weighted by"
                f" {outcome.weights.name}" + (f"; --weights {others} takes the other official set." if others else ".")
            )
        silent = [group.id for group in outcome.groups if not group.answered and not self._has_level(group)]
        for group, declared in zip(outcome.groups, framework.groups, strict=True):
            if group.id in silent:
                continue
            yield ""
            weight = f" (weight {outcome.weights.values[group.id]:g} %)" if outcome.weights else ""
            score = (
                f", {words.percent(group.score.low)} to {words.percent(group.score.high)} of its points"
                if group.answered
                else ""
            )
            best = f"at best {self._rungs[group.level]}" if self._has_level(group) else "no level follows from files"
            yield f"{group.id} {declared.name}{weight}: {best}; {group.answered} of {group.asked} answered{score}"
            yield from self._lids(group)
        if silent:
            yield ""
            yield f"No level follows from files for {', '.join(silent)}."
        unsure = [a.dependency.name for a in outcome.assessments if not a.control.known]
        if unsure:
            yield ""
            yield f"Who controls these is not known, and could lower it further: {self._few(unsure)}."
        yield ""

    def _has_level(self, group: GroupOutcome) -> bool:
        """Tell whether a dependency or an answer could say anything about the level of a group."""
        return group.level != max(self._rungs) or any(c.group == group.id for c in self._framework.ceilings)

    def _lids(self, group: GroupOutcome) -> Iterator[str]:
        by_reason: dict[tuple[int, str], list[Lid]] = {}
        for lid in group.lids:
            if lid.counts:
                by_reason.setdefault((lid.level, lid.rule), []).append(lid)
        reasons = list(by_reason.items())
        for (level, rule), found in reasons if self._all else reasons[:_LIDS_SHOWN]:
            told = [self._names[lid.dependency] for lid in found]
            yield f"  {self._rungs[level].partition(',')[0]} ({len(told)}): {self._few(told)}. {rule}"
            for fact in dict.fromkeys(lid.fact for lid in found) if self._all or len(found) == 1 else ():
                yield f"      {fact}"
        if len(reasons) > _LIDS_SHOWN and not self._all:
            yield f"  and by {words.plural(len(reasons) - _LIDS_SHOWN, 'more reason')}; --all lists them"
        apart = list(dict.fromkeys(self._names[lid.dependency] for lid in group.lids if not lid.counts))
        if apart:
            yield f"  not counted, only possibly used or only in development: {self._few(apart)}"

    # -------------------------------------------------------------------------------------------------- criteria

    def _counts(self) -> Iterator[str]:
        verdicts = [held.verdict for held in self._outcome.held]
        told = [f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict if verdict in verdicts]
        yield f"{words.plural(len(verdicts), 'criterion', 'criteria')}, by the scan: {', '.join(told)}."
        if Verdict.MATERIAL in verdicts:
            yield "Material: the criterion asks that something be known or managed, and what is noted bears on that."
        conflicts = [held.criterion.id for held in self._outcome.held if held.conflict]
        if conflicts:
            yield f"Answered as met, and the scan has something against it: {', '.join(conflicts)}."

    def _criterion(self, held: Held) -> Iterator[str]:
        criterion, answer = held.criterion, held.answer
        tier = f" [{criterion.tier}]" if criterion.tier else ""
        name = f" {criterion.name}" if criterion.name else ""
        yield f"  {criterion.id}{tier}{name}: {held.verdict}"
        if self._all:
            for label, text in (("asks", criterion.asks), ("see", criterion.link), ("question", criterion.question)):
                if text:
                    yield f"      {label}: {text}"
        for weight in Weight:
            yield from self._phrases(held, weight)
        if criterion.not_from_files and (self._all or not answer):
            yield f"      not from files: {criterion.not_from_files}"
        if answer:
            level = f", level {answer.level}" if answer.level is not None else ""
            because = f": {answer.because}" if answer.because else ""
            warning = " — but the scan has something against it" if held.conflict else ""
            yield f"      answered {answer.said}{level}{because}{warning}"

    def _phrases(self, held: Held, weight: Weight) -> Iterator[str]:
        phrases = list(_by_words(held, weight).items())
        limit = len(phrases) if self._all else _PHRASES_SHOWN[weight]
        for says, found in phrases[:limit]:
            told = list(dict.fromkeys(self._names[sign.dependency] for sign in found if sign.dependency))
            whom = f" ({len(told)}): {self._few(told)}" if len(told) > 1 else f": {told[0]}" if told else ""
            yield f"      {weight}: {says}{whom}"
        rest = [sign for _, found in phrases[limit:] for sign in found]
        if rest:
            count = len({sign.dependency for sign in rest})
            yield f"      {weight}, too: {words.plural(count, 'dependency', 'dependencies')}, for other reasons"

    def _few(self, names: Sequence[str]) -> str:
        if self._all or len(names) <= _NAMES_SHOWN + 1:
            return ", ".join(names)
        return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"


def _by_words(held: Held, weight: Weight) -> dict[str, list[Sign]]:
    """Group what is said in the same words, the most frequent first."""
    found: dict[str, list[Sign]] = {}
    for sign in held.signs:
        if sign.weight is weight:
            found.setdefault(sign.says, []).append(sign)
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def limits(asked: Basis) -> Iterator[str]:
    """Yield what the lines do not say."""
    if asked.coverage.unknown:
        yield f"{words.plural(asked.coverage.unknown, 'component')} could not be attributed and stand in no line above."
    yield (
        "Evidence from files and catalogue, not an assessment by the framework's author: whether a criterion is met is"
        " for people to show, and files tell a part of it."
    )

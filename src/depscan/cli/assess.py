"""``depscan assess``: hold what is depended on against a sovereignty framework, criterion by criterion."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from depscan.assess.frameworks import Asked, GroupOutcome, Held, Outcome, hold
from depscan.cli.assess_lines import Lines, limits
from depscan.cli.basis import Basis, basis
from depscan.cli.console import columns, note, write, write_file, write_json
from depscan.errors import ExitStatus, UsageError
from depscan.framework import Framework
from depscan.knowledge.index import Knowledge
from depscan.knowledge.load import load_knowledge
from depscan.redact import clean, disarm
from depscan.render import grid, words

if TYPE_CHECKING:
    from depscan.answers import Answers

_WIDEST = 120


class Request(Struct, frozen=True, kw_only=True):
    """The options as given."""

    framework: str | None
    targets: tuple[str, ...]
    answers: str | None
    init: bool
    weights: str | None
    export: str | None
    format: str
    show_all: bool
    knowledge: tuple[str, ...]


def run(request: Request) -> int:
    """Scan, or read a saved report, and print what can be said of each criterion.

    Raises:
        UsageError: no such framework, weights or answers; a file that cannot be written.
    """
    known = load_knowledge(request.knowledge)
    framework = _framework(request.framework, known)
    if request.weights and not framework.weights:
        raise UsageError(f"--weights {request.weights}: {framework.id} has no weights")
    if request.export is not None and framework.supply_list is None:
        raise UsageError(f"--export: {framework.id} asks for no list of components; c3a and cada do")
    given = _answers(request, framework)
    asked = basis(request.targets, framework.area, known)
    outcome = _held(framework, asked, known, given, request.weights)
    if request.export is not None:
        from depscan.cli.supply_list import export

        export(request.export, asked, known)
    if request.init:
        from depscan.answers import DEFAULT_FILE, template

        path = request.answers or DEFAULT_FILE
        if os.path.lexists(path):
            raise UsageError(f"{path} is there already; name another with --answers")
        write_file(path, template(outcome))
        note(f"{path}: {words.plural(len(outcome.held), 'criterion', 'criteria')} to answer")
    elif request.format == "json":
        write_json(_plain(outcome, asked, given))
    else:
        width = min(columns(None), _WIDEST)
        told = Lines(outcome, show_all=request.show_all)
        head = told.head(asked, request.answers, given.remarks if given else ())
        lines = [*head, "", *told.body(), *limits(asked)]
        write(disarm("\n".join(clean(line) for text in lines for line in _wrapped(text, width)) + "\n"))
    return ExitStatus.OK


def _framework(name: str | None, known: Knowledge) -> Framework:
    if name is None or name.lower() not in known.framework_ids:
        what = "--framework is needed" if name is None else f"--framework {name}: not known"
        raise UsageError(f"{what}; there are {', '.join(known.framework_ids)}")
    return known.framework(name.lower())


def _answers(request: Request, framework: Framework) -> Answers | None:
    if request.init or not request.answers:
        return None
    from depscan.answers import read_answers  # what people write is checked by a library that takes a while to load

    return read_answers(request.answers, framework)


def _held(framework: Framework, asked: Basis, known: Knowledge, given: Answers | None, weights: str | None) -> Outcome:
    wanted = weights or (given.weights if given else None)
    what = Asked(dependencies=asked.dependencies, date=asked.date, coverage=asked.coverage)
    try:
        return hold(framework, what, known, answers=given.by_criterion if given else None, weights=wanted)
    except KeyError as error:
        names = ", ".join(f"{each.id} ({each.name})" for each in framework.weights) or "none"
        raise UsageError(f"--weights {wanted}: {framework.id} has {names}") from error


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Fold a line; what hangs over stands two columns further in than the line began."""
    indent = " " * (len(text) - len(text.lstrip()))
    first, *rest = grid.wrap(text.lstrip(), width - len(indent) - 2) if text.strip() else [""]
    yield (indent + first).rstrip()
    for more in rest:
        yield f"{indent}  {more}"


# --------------------------------------------------------------------------------------------------------- as JSON


def _plain(outcome: Outcome, asked: Basis, given: Answers | None) -> dict[str, Any]:
    framework = outcome.framework
    return {
        "schema": "1.0",
        "framework": {
            "id": framework.id,
            "name": framework.name,
            "version": framework.version,
            "status": framework.status,
            "area": framework.area,
            "confidence": framework.confidence.value,
            "sources": [source.url for source in framework.sources],
        },
        "target": {"paths": list(asked.paths), "date": asked.date},
        "components": asked.coverage.components,
        "attributed": asked.coverage.attributed,
        "about": given.about if given else {},
        "weights": outcome.weights.id if outcome.weights else None,
        "level": outcome.level,
        "score": [round(outcome.score.low, 1), round(outcome.score.high, 1)] if outcome.score else None,
        "groups": [_plain_group(group) for group in outcome.groups],
        "criteria": [_plain_criterion(held) for held in outcome.held],
    }


def _plain_group(group: GroupOutcome) -> dict[str, Any]:
    return {
        "id": group.id,
        "ceiling": group.ceiling,
        "level": group.level,
        "answered": group.answered,
        "criteria": group.asked,
        "score": [round(group.score.low, 4), round(group.score.high, 4)],
        "ceilings": [
            {
                "dependency": lid.dependency,
                "level": lid.level,
                "because": lid.rule,
                "fact": lid.fact,
                "counts": lid.counts,
            }
            for lid in group.lids
        ],
    }


def _plain_criterion(held: Held) -> dict[str, Any]:
    criterion, answer = held.criterion, held.answer
    return {
        "id": criterion.id,
        "group": criterion.group,
        "name": criterion.name or None,
        "tier": criterion.tier or None,
        "verdict": held.verdict.value,
        "evidence": [
            {"probe": sign.probe, "weight": sign.weight.value, "dependency": sign.dependency, "says": sign.says}
            for sign in held.signs
        ],
        "not_from_files": criterion.not_from_files or None,
        "answer": {
            "answer": answer.said.value,
            "level": answer.level,
            "points": answer.points,
            "because": answer.because or None,
        }
        if answer
        else None,
        "conflict": held.conflict,
    }

"""What a person answers about a framework's criteria: read from a YAML file, and a template of one to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from textwrap import wrap
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from depscan.assess.frameworks import Answer, Held, Outcome, Said
from depscan.errors import ParseError, UsageError
from depscan.framework import Framework
from depscan.knowledge.read import without_nulls
from depscan.redact import clean
from depscan.syntax import yaml

SCHEMA = "1"
DEFAULT_FILE = "assessment.yaml"
_LARGEST = 4 * 1024 * 1024
_COLUMNS = 118
_NAMES_TOLD = 5


class _AnswerRecord(BaseModel):
    model_config = ConfigDict(extra="forbid")

    answer: Literal["met", "partly", "not-met", "not-applicable"] | None = None
    because: Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)] | None = None
    level: Annotated[int, Field(ge=0, le=9)] | None = None
    points: Annotated[float, Field(ge=0, le=100)] | None = None


class _FileRecord(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_: Annotated[Literal["1"], Field(alias="schema")]
    framework: str
    version: str
    weights: str | None = None
    about: dict[str, str] = {}
    answers: dict[str, _AnswerRecord | None] = {}


class Answers:
    """A file of answers."""

    def __init__(self, record: _FileRecord, remarks: tuple[str, ...]) -> None:
        self.weights = record.weights
        self.about = record.about
        self.by_criterion: Mapping[str, Answer] = {
            id_: Answer(said=Said(one.answer), because=one.because or "", level=one.level, points=one.points)
            for id_, one in record.answers.items()
            if one and one.answer
        }
        self.remarks = remarks
        """What is odd about the file, without making it invalid."""


def read_answers(path: str, framework: Framework) -> Answers:
    """Read a file of answers for a framework.

    Raises:
        UsageError: unreadable, invalid, for another framework, or of a criterion that it does not have; with the line.
    """
    shown = clean(path)
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{shown}: {(error.strerror or 'cannot be read').lower()}") from error
    if len(data) > _LARGEST:
        raise UsageError(f"{shown}: larger than {_LARGEST // 1024**2} MiB, which no file of answers is")
    try:
        value = yaml.read(data, unique_keys=True)
    except ParseError as error:
        raise UsageError(f"{shown}:{error.line or 1}: {error}") from error
    try:
        record = _FileRecord.model_validate(without_nulls(value))
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False, include_input=False)
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{shown}:{yaml.line_at(value, first['loc'])}: {clean(where)}: {first['msg']}") from error
    if record.framework != framework.id:
        raise UsageError(f"{shown}: answers for {clean(record.framework)}, not for {framework.id}")
    ids = [criterion.id for criterion in framework.criteria]
    for id_, one in record.answers.items():
        line = yaml.line_at(value, ("answers", id_))
        if id_ not in ids:
            near = get_close_matches(id_, ids, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"{shown}:{line}: {framework.id} has no criterion {clean(id_)}{hint}")
        _check(one, f"{shown}:{line}: {id_}", framework)
    remarks = []
    if record.version != framework.version:
        remarks.append(
            f"answers for version {clean(record.version)} of {framework.name}, held against {framework.version}"
        )
    return Answers(record, tuple(remarks))


def _check(one: _AnswerRecord | None, place: str, framework: Framework) -> None:
    if one is None:
        return
    levels = {rung.level for rung in framework.rungs}
    if one.level is not None and one.level not in levels:
        what = f"levels are {min(levels)} to {max(levels)}" if levels else "the framework has no levels"
        raise UsageError(f"{place}: level {one.level}; {what}")
    if one.points is not None and not any(criterion.points for criterion in framework.criteria):
        raise UsageError(f"{place}: points, of which the framework has none")
    if one.answer is None and (one.level is not None or one.points is not None or one.because):
        raise UsageError(f"{place}: a reason, level or points without an answer")


# --------------------------------------------------------------------------------------------------------- template


def template(outcome: Outcome) -> str:
    """Return a file of answers to fill in, with what the scan says of each criterion beside it."""
    return "\n".join(_template(outcome)) + "\n"


def _template(outcome: Outcome) -> Iterator[str]:
    framework = outcome.framework
    yield from _comment(
        f"{framework.name}, version {framework.version} ({framework.publisher}). Fill in what a person has to answer:"
        " answer: met, partly, not-met or not-applicable; because: why, and where the proof is. What is empty stays"
        f" open. Then: depscan assess --framework {framework.id} --answers THIS-FILE TARGET"
    )
    if framework.rungs:
        levels = ", ".join(f"{rung.level} = {rung.name}" for rung in framework.rungs)
        yield from _comment(f"level: {levels}. points: percent of the points of the criterion.")
    yield f'schema: "{SCHEMA}"'
    yield f"framework: {framework.id}"
    yield f'version: "{framework.version}"'
    if framework.weights:
        choices = ", ".join(f"{weights.id} ({weights.name})" for weights in framework.weights)
        yield from _comment(f"Weights: {choices}")
        yield f"weights: {outcome.weights.id if outcome.weights else framework.weights[0].id}"
    yield "about: {subject: , assessor: , date: }"
    yield "answers:"
    names = {assessment.dependency.id: assessment.dependency.name for assessment in outcome.assessments}
    for group in framework.groups:
        yield ""
        yield from _comment(f"{group.id} {group.name}", indent="  ")
        for held in outcome.held:
            if held.criterion.group == group.id:
                yield from _entry(held, names, framework)


def _entry(held: Held, names: Mapping[str, str], framework: Framework) -> Iterator[str]:
    criterion = held.criterion
    yield f"  {criterion.id}:"
    title = " · ".join(
        part for part in (criterion.name, criterion.tier, criterion.link if not criterion.asks else "") if part
    )
    for text in (title, criterion.asks, criterion.question and f"Question: {criterion.question}"):
        if text:
            yield from _comment(text, indent="    ")
    yield from _comment(f"The scan: {held.verdict}{_of_scan(held, names)}", indent="    ")
    if criterion.not_from_files:
        yield from _comment(f"Not from files: {criterion.not_from_files}", indent="    ")
    yield "    answer:"
    if framework.rungs:
        yield "    level:"
        yield "    points:"
    yield "    because:"


def _of_scan(held: Held, names: Mapping[str, str]) -> str:
    against = dict.fromkeys(
        names.get(sign.dependency, sign.dependency) if sign.dependency else sign.says
        for sign in held.signs
        if sign.weight == "contradicts"
    )
    more = f" and {len(against) - _NAMES_TOLD} more" if len(against) > _NAMES_TOLD else ""
    return f", by {', '.join(list(against)[:_NAMES_TOLD])}{more}" if against else ""


def _comment(text: str, *, indent: str = "") -> Iterator[str]:
    """Lines of a comment; what a file calls itself must not end it."""
    for line in wrap(clean(" ".join(text.split())), _COLUMNS - len(indent) - 2):
        yield f"{indent}# {line}"

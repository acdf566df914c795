"""What people may write in ``rules/frameworks/``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from depscan.knowledge.schema import CONFIDENCES, DELIVERIES, EFFECTS, Date, Id, Record, SourceRecord, Text, Unit, Url

Official = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.()_-]*$", max_length=40)]
"""An id as the framework writes it."""
LongText = Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=True)]

PROBES = Literal[
    "control",
    "seat",
    "ownership-caps",
    "decisive-influence",
    "owners",
    "foreign-law",
    "stop",
    "export-control",
    "vulnerability-disclosure",
    "technology-origin",
    "data-location",
    "open-standards",
    "data-export",
    "open-source",
    "stewards",
    "alternatives",
    "concentration",
    "single-points",
    "documented",
    "changes-of-control",
    "relicensing",
    "contract",
    "switching",
    "models",
]


class RungRecord(Record):
    level: Annotated[int, Field(ge=0, le=9)]
    name: Text
    says: LongText | None = None


class WeightSetRecord(Record):
    id: Id
    name: Text
    values: dict[Official, Annotated[float, Field(ge=0, le=100)]]
    source: SourceRecord

    @model_validator(mode="after")
    def _adds_up(self) -> WeightSetRecord:
        total = sum(self.values.values())
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights add up to {total:g}, not 100")
        return self


class GroupRecord(Record):
    id: Official
    name: Text


class CriterionRecord(Record):
    id: Official
    group: Official
    name: Text | None = None
    asks: LongText | None = None
    tier: Text | None = None
    link: Url | None = None
    probes: list[PROBES] = []
    deliveries: list[DELIVERIES] = []
    categories: list[Id] = []
    area: Text | None = None
    material: bool = False
    limit: Unit | None = None
    not_from_files: LongText | None = None
    question: LongText | None = None
    points: Annotated[float, Field(gt=0, le=1000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> CriterionRecord:
        if not self.probes and not self.not_from_files:
            raise ValueError("without a probe, not_from_files says why no file can tell")
        if "concentration" in self.probes and self.limit is None:
            raise ValueError("concentration needs a limit, 0 to 1")
        return self


class CeilingRecord(Record):
    group: Official
    level: Annotated[int, Field(ge=0, le=9)]
    because: LongText
    deliveries: list[DELIVERIES] = []
    categories: list[Id] = []
    reaches: list[Literal["incorporated", "headquartered", "controlled", "influence", "presence", "origin"]] = []
    effects: list[EFFECTS] = []
    interfaces: list[Literal["open-standard", "de-facto", "extended", "proprietary"]] = []
    licences: list[Literal["osi", "source-available", "proprietary"]] = []
    exports: list[Literal["standard", "proprietary", "none"]] = []
    located: Literal["outside"] | None = None

    @model_validator(mode="after")
    def _has_a_condition(self) -> CeilingRecord:
        conditions = (self.reaches, self.effects, self.interfaces, self.licences, self.exports, self.located)
        if not any(conditions):
            raise ValueError("a ceiling without a condition would lie on everything")
        return self


class FrameworkRecord(Record):
    id: Id
    name: Text
    version: Text
    publisher: Text
    date: Date
    status: Literal["in-use", "proposed", "withdrawn"]
    area: Text
    text: Literal["paraphrased", "ids-only"]
    licence: Text | None = None
    summary: LongText
    confidence: CONFIDENCES = "high"
    note: LongText | None = None
    sources: Annotated[list[SourceRecord], Field(min_length=1)]
    groups: Annotated[list[GroupRecord], Field(min_length=1)]
    rungs: list[RungRecord] = []
    weights: list[WeightSetRecord] = []
    criteria: Annotated[list[CriterionRecord], Field(min_length=1)]
    ceilings: list[CeilingRecord] = []
    supply_list: Official | None = None

    @model_validator(mode="after")
    def _agrees(self) -> FrameworkRecord:
        groups = [group.id for group in self.groups]
        ids = [criterion.id for criterion in self.criteria]
        levels = {rung.level for rung in self.rungs}
        for twice in {id_ for id_ in [*groups, *ids] if groups.count(id_) > 1 or ids.count(id_) > 1}:
            raise ValueError(f"{twice!r} is given twice")
        for group in [*(c.group for c in self.criteria), *(c.group for c in self.ceilings)]:
            if group not in groups:
                raise ValueError(f"unknown group {group!r}")
        for ceiling in self.ceilings:
            if ceiling.level not in levels:
                raise ValueError(f"a ceiling at level {ceiling.level}, which is none of the rungs")
        for weights in self.weights:
            if set(weights.values) != set(groups):
                raise ValueError(f"weights {weights.id!r} are not for the same groups")
        if self.supply_list and self.supply_list not in ids:
            raise ValueError(f"unknown criterion {self.supply_list!r}")
        if self.text == "ids-only" and any(c.asks or c.name or c.question for c in self.criteria):
            raise ValueError("ids only: no name, asks or question")
        if self.text == "paraphrased" and any(not c.asks or not c.name for c in self.criteria):
            raise ValueError("each criterion needs a name and what it asks, in our own words")
        return self

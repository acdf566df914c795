"""What people may write in ``rules/scoring.yaml``: every number there, none at odds with what must always hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from depscan.knowledge.schema import DELIVERIES, EFFECTS, TRIGGERS, Countries, Points, Record, Texts, Unit

PointRange = Points | Annotated[list[Points], Field(min_length=2, max_length=2)]
USES = Literal["certain", "likely", "possible"]
SCOPES = Literal["runtime", "build", "test", "development", "unknown"]
FACTORS = Literal["interface", "data", "licence", "substitutes", "depth", "contract"]
INTERFACES = Literal["proprietary", "extended", "de-facto", "open-standard"]
EXPORTS = Literal["none", "proprietary", "standard"]
LICENCES = Literal["proprietary", "source-available", "osi"]
SUBSTITUTES = Literal["none", "one", "two", "several", "several-with-open"]
CLAUSES = Literal["notice", "term", "tacit_renewal", "reversibility", "price_cap"]
EVENTS = Literal["relicensed", "price", "packaging", "acquired", "discontinued"]
BANDS = Literal["critical", "high", "medium", "low"]


def _all_there(part: str, known: Mapping[Any, Any], names: Any) -> None:
    missing = [name for name in get_args(names) if name not in known]
    if missing:
        raise ValueError(f"{part}: {', '.join(missing)} missing")


def _falling(part: str, known: Mapping[Any, float], names: Any) -> None:
    """All there, and the worse never less than the better: a worse fact would lower a score."""
    _all_there(part, known, names)
    values = [known[name] for name in get_args(names)]
    if values != sorted(values, reverse=True):
        raise ValueError(f"{part}: {' ≥ '.join(get_args(names))} is not so")


def _rising(part: str, pair: float | list[float]) -> None:
    if isinstance(pair, list) and pair[0] > pair[1]:
        raise ValueError(f"{part}: {pair[0]:g} is more than {pair[1]:g}")


class ContractRecord(Record):
    parts: dict[CLAUSES, Unit]
    notice_months: Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=2, max_length=2)]
    term_years: Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=2, max_length=2)]

    @model_validator(mode="after")
    def _adds_up(self) -> ContractRecord:
        total = sum(self.parts.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the parts add up to {total:g}, not 1")
        _rising("notice_months", self.notice_months)
        _rising("term_years", self.term_years)
        return self


class LockInRecord(Record):
    weights: dict[FACTORS, Points]
    interface: dict[INTERFACES, Unit]
    data_export: dict[EXPORTS, Unit]
    licence: dict[LICENCES, Unit]
    substitutes: dict[SUBSTITUTES, Unit]
    depth_full_at: Annotated[int, Field(ge=2)]
    contract: ContractRecord
    events: dict[EVENTS, Points]
    events_years: dict[EVENTS, Annotated[int, Field(gt=0)]] = {}
    events_at_most: Points

    @model_validator(mode="after")
    def _adds_up(self) -> LockInRecord:
        total = sum(self.weights.values())
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights add up to {total:g}, not 100")
        _all_there("weights", self.weights, FACTORS)
        _falling("interface", self.interface, INTERFACES)
        _falling("data_export", self.data_export, EXPORTS)
        _falling("licence", self.licence, LICENCES)
        _falling("substitutes", self.substitutes, SUBSTITUTES)
        return self


class ScoringRecord(Record):
    effects: dict[EFFECTS, dict[DELIVERIES, PointRange]]
    triggers: dict[TRIGGERS, Unit]
    origin_effects: list[EFFECTS]
    use: dict[USES, Unit]
    scope: dict[SCOPES, Unit]
    lock_in: LockInRecord
    risk: dict[Literal["larger", "smaller"], Unit]
    bands: dict[BANDS, Points]
    licences: dict[Literal["osi", "source-available"], Texts]
    areas: dict[str, Countries]

    @model_validator(mode="after")
    def _is_complete(self) -> ScoringRecord:
        if abs(sum(self.risk.values()) - 1) > 1e-9:
            raise ValueError("risk: larger and smaller do not add up to 1")
        _all_there("effects", self.effects, EFFECTS)
        for effect, by_delivery in self.effects.items():
            _all_there(f"effects.{effect}", by_delivery, DELIVERIES)
            for delivery, points in by_delivery.items():
                _rising(f"effects.{effect}.{delivery}", points)
        _all_there("triggers", self.triggers, TRIGGERS)
        _falling("use", self.use, USES)
        _all_there("scope", self.scope, SCOPES)
        if self.scope["unknown"] < max(self.scope.values()):
            raise ValueError("scope: unknown is less than another")
        _falling("bands", self.bands, BANDS)
        return self

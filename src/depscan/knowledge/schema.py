"""What people may write in ``vendors.yaml`` and ``rules/``: pydantic models, one for each kind of record."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$", max_length=500)]
Pattern = Annotated[str, StringConstraints(min_length=2, max_length=200)]


Unit = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=100)]
Texts = list[Text]
Patterns = list[Pattern]
Countries = list[Country]

DELIVERIES = Literal[
    "hosted-service",
    "proprietary-software",
    "source-available",
    "open-source",
    "distribution-channel",
    "model-weights",
]
EFFECTS = Literal["D", "B", "S", "X", "V", "L"]
TRIGGERS = Literal["incorporated", "headquartered", "controlled", "influence", "presence", "offering", "origin"]
CONFIDENCES = Literal["high", "medium", "low"]


class Record(BaseModel):
    """Base: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceRecord(Record):
    url: Url
    checked: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    says: Text


class OwnerRecord(Record):
    vendor: Id
    share: Annotated[float, Field(gt=0, le=100)] | None = None
    control: bool = False
    influence: bool = False
    kind: Text | None = None
    since: Date | None = None
    until: Date | None = None
    source: SourceRecord | None = None


class TechnologyOriginRecord(Record):
    country: Country
    vendor: Id | None = None
    because: Text
    source: SourceRecord | None = None


class EventRecord(Record):
    date: Date
    kind: Literal[
        "founded", "acquired", "merged", "renamed", "listed", "redomiciled", "relicensed", "split", "announced",
        "blocked", "price", "packaging", "discontinued", "delisted", "opened",
    ]  # fmt: skip
    says: Text
    source: SourceRecord | None = None


class VendorRecord(Record):
    id: Id
    name: Text
    legal_name: Text | None = None
    kind: Literal["company", "fund", "foundation", "association", "public-body", "state", "community"]
    aliases: Texts = []
    domains: Texts = []
    incorporated: Country | None = None
    headquarters: Country | None = None
    presence: Countries = []
    ownership: Literal["owned", "listed", "private", "members", "state", "unknown"]
    owners: list[OwnerRecord] = []
    technology_origin: list[TechnologyOriginRecord] = []
    history: list[EventRecord] = []
    confidence: CONFIDENCES = "high"
    note: Text | None = None
    sources: list[SourceRecord] = []

    @model_validator(mode="after")
    def _facts_agree(self) -> VendorRecord:
        current = [owner for owner in self.owners if owner.until is None]
        shares = sum(owner.share or 0 for owner in current)
        if shares > 100.01:
            raise ValueError(f"owners' shares add up to {shares:g} %")
        if self.ownership == "owned" and not any(owner.control for owner in current):
            raise ValueError("ownership is 'owned' but no owner has control")
        if self.ownership != "owned" and any(owner.control for owner in current):
            raise ValueError(f"an owner has control, so ownership is 'owned', not {self.ownership!r}")
        if self.kind not in ("community", "state") and not self.incorporated and self.confidence != "low":
            raise ValueError("without a country of incorporation the confidence is low")
        if not self.sources and self.confidence != "low":
            raise ValueError("no source: add one or set confidence: low")
        return self


class InterfaceRecord(Record):
    kind: Literal["open-standard", "de-facto", "extended", "proprietary"]
    standard: Text | None = None
    implementations: Texts = []


class AlternativeRecord(Record):
    product: Id | None = None
    name: Text | None = None
    effort: Literal["low", "medium", "high"]
    because: Text

    @model_validator(mode="after")
    def _names_one(self) -> AlternativeRecord:
        if (self.product is None) == (self.name is None):
            raise ValueError("give either product (an id) or name")
        return self


class MatchRecord(Record):
    purl: Patterns = []
    host: Patterns = []
    image: Patterns = []
    resource: Patterns = []
    action: Patterns = []
    env: Patterns = []
    file: Patterns = []
    model: Patterns = []
    kubernetes: Patterns = []
    setting: Patterns = []
    name: Patterns = []
    ambiguous: Patterns = []


class RegionsRecord(Record):
    vendors: list[Id]
    prefixed: dict[Text, list[Id]] = {}
    source: Text
    regions: dict[Text, Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]]


class SelfTestRecord(Record):
    match: Texts
    no_match: Texts


class ServesRecord(Record):
    purl: Texts = []
    image: Texts = []
    action: bool = False


class EarlierRecord(Record):
    before: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
    delivery: DELIVERIES
    licence: Text


class ProductRecord(Record):
    id: Id
    name: Text
    vendor: Id
    category: Id
    delivery: DELIVERIES
    licence: Text | None = None
    interface: InterfaceRecord | None = None
    data_export: Literal["standard", "proprietary", "none"] | None = None
    match: MatchRecord
    alternatives: list[AlternativeRecord] | None = None
    technology_origin: list[TechnologyOriginRecord] = []
    events: list[EventRecord] = []
    serves: ServesRecord | None = None
    private_content: bool | None = None
    earlier: EarlierRecord | None = None
    confidence: CONFIDENCES = "high"
    note: Text | None = None
    sources: Annotated[list[SourceRecord], Field(min_length=1)]
    tests: SelfTestRecord

    @model_validator(mode="after")
    def _is_recognisable(self) -> ProductRecord:
        if not any(getattr(self.match, key) for key in MatchRecord.model_fields) and not self.serves:
            raise ValueError("a rule without a pattern matches nothing")
        if not self.tests.match or not self.tests.no_match:
            raise ValueError("tests need at least one match and one no_match")
        return self


class PublisherRecord(Record):
    vendor: Id
    delivery: DELIVERIES = "open-source"
    match: Annotated[list[Pattern], Field(min_length=1)]
    because: Text | None = None
    source: SourceRecord | None = None


class LeftOutRecord(Record):
    name: Text
    because: Text
    source: SourceRecord | None = None


class LawRecord(Record):
    id: Id
    name: Text
    country: Country
    outside: list[Country] = []
    citation: Text
    summary: Text
    effects: Annotated[list[EFFECTS], Field(min_length=1)]
    triggers: Annotated[list[TRIGGERS], Field(min_length=1)]
    deliveries: Annotated[list[DELIVERIES], Field(min_length=1)]
    categories: list[Id] = []
    certainty: Unit = 1.0
    status: Literal["in-force", "lapsed", "suspended", "repealed", "proposed"]
    valid_from: Date | None = None
    valid_to: Date | None = None
    confidence: CONFIDENCES = "high"
    note: Text | None = None
    sources: Annotated[list[SourceRecord], Field(min_length=1)]


class CategoryRecord(Record):
    id: Id
    name: Text
    name_fr: Text


class VersionRecord(Record):
    version: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{2}\.\d+$")]

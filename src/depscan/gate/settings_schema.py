"""What people may write in a settings file: pydantic models, which the JSON Schema for editors is made from."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic import model_validator as validator

from depscan.model import Confidence, Delivery, Scope, Severity, Use
from depscan.redact import clean

SCHEMA_ID = "urn:depscan:settings:1"
_NONE: Any = None
"""TOML has no null: a key that is left out."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _printable(text: str) -> str:
    if clean(text.replace("\n", " ").replace("\t", " ")) != text.replace("\n", " ").replace("\t", " "):
        raise ValueError("holds invisible or control characters")
    return text


def _day(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError(f"there is no day {value}") from None
    raise ValueError("expected a day, such as 2027-03-01")


def _inside(text: str) -> str:
    if text.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", text) or "\0" in text:
        raise ValueError("expected a path relative to the settings file")
    return text


def _kebab(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


Text = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), AfterValidator(_printable)
]
Word = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_printable)]
Relative = Annotated[Word, AfterValidator(_inside)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Day = Annotated[str, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Glob = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
Globs = Annotated[list[Glob], Field(min_length=1, max_length=200)]
Words = Annotated[list[Word], Field(min_length=1, max_length=1000)]

Level = Annotated[Severity, Field(strict=False)]
Deliveries = Annotated[list[Annotated[Delivery, Field(strict=False)]], Field(min_length=1)]
Scopes = Annotated[list[Annotated[Scope, Field(strict=False)]], Field(min_length=1)]
Effects = Annotated[list[Literal["D", "B", "S", "X", "V", "L"]], Field(min_length=1)]


class _Record(BaseModel):
    """Base: unknown keys are errors, nothing is converted, keys are in kebab-case."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=_kebab)


class WhenRecord(_Record):
    """Conditions on a dependency; all that are given must hold."""

    severity: Level = Field(_NONE, description="This band of risk or a worse one.")
    exposure: Percent = Field(_NONE, description="Exposure to laws of at least so much, by the upper end.")
    lock_in: Percent = Field(_NONE, description="Lock-in of at least so much, by the upper end.")
    control: Words = Field([], description="Ultimately controlled from one of these areas or countries; or unknown.")
    allow_control: Words = Field(
        [], description="Not controlled from one of these areas or countries; what is not known is not allowed."
    )
    law: Words = Field([], description="One of these laws binds: ids, as rules/laws has them.")
    effect: Effects = Field([], description="A law of another area binds with one of these effects.")
    delivery: Deliveries = Field([], description="Depended on in one of these ways.")
    vendor: Words = Field([], description="One of these vendors, or one that they control: ids.")
    allow_vendor: Words = Field([], description="Not one of these vendors, nor one that they control.")
    product: Words = Field([], description="One of these dependencies: ids, as explain and the JSON report tell them.")
    allow_product: Words = Field([], description="Not one of these dependencies.")
    category: Words = Field([], description="Of one of these categories.")
    located: Words = Field(
        [], description="A cloud resource lies in one of these areas or countries; or unknown where no file tells."
    )
    allow_located: Words = Field([], description="A cloud resource lies in none of these areas or countries.")
    scope: Scopes = Field([], description="Needed for one of these.")
    use: Annotated[Use, Field(strict=False)] = Field(_NONE, description="The use is at least so certain.")
    confidence: Annotated[Confidence, Field(strict=False)] = Field(
        _NONE, description="It is at least so sure who is behind it."
    )
    environment: Words = Field([], description="Seen in a file for one of these environments, such as production.")
    path: Globs = Field([], description="Seen in a file whose path matches one of these globs; only such places count.")

    @property
    def conditions(self) -> dict[str, Any]:
        """What is given, by its name in Python."""
        return {name: getattr(self, name) for name in WhenRecord.model_fields if name in self.model_fields_set}


class RuleRecord(WhenRecord):
    """Something that the project objects to."""

    id: RuleId = Field(description="Name of the rule, which stands at every finding.")
    coverage_below: Percent = Field(
        _NONE, description="Instead of conditions: fewer percent of the components are attributed."
    )
    unattributed: Literal[True] = Field(_NONE, description="Instead of conditions: nobody is known to be behind it.")
    help: Text = Field("", description="Why, and what to do, in the project's own words.")

    @validator(mode="after")
    def _objects_to_one_thing(self) -> RuleRecord:
        kinds = [bool(self.conditions), "coverage_below" in self.model_fields_set, bool(self.unattributed)]
        if not any(kinds):
            raise ValueError("a rule without a condition: give conditions, coverage-below or unattributed")
        if sum(kinds) > 1:
            raise ValueError("give either conditions on dependencies, or coverage-below, or unattributed")
        return self


class AllowRecord(WhenRecord):
    """What no rule, or none of those named, objects to."""

    reason: Text = Field(description="Why this is fine.")
    rules: Annotated[list[RuleId], Field(min_length=1)] = Field([], description="Only for these rules.")

    @validator(mode="after")
    def _says_what(self) -> AllowRecord:
        if not self.conditions:
            raise ValueError("without a condition everything would be allowed")
        return self


class WaiverRecord(_Record):
    """A decision to live with something until a day."""

    what: Word = Field(description="Id of a dependency, product, vendor or rule, or the fingerprint of a finding.")
    until: Day = Field(description="The last day on which it holds.")
    reason: Text = Field(description="Why.")
    by: Text = Field(_NONE, description="Who answers for it.")
    rule: RuleId = Field(_NONE, description="Only findings of this rule.")


class SettingsRecord(_Record):
    """Settings of depscan: depscan.toml, or [tool.depscan] in pyproject.toml."""

    home: Word = Field("EU", description="Your legal area: EU or a country code such as CH.")
    exclude: Globs = Field([], description="Globs of paths, relative to this file, or of names, that are left out.")
    include_dev: bool = Field(default=True, description="Count what only development and tests need.")
    installed: bool = Field(default=False, description="Also read what builds and installations left.")
    source: bool = Field(default=False, description="Also read source code, for the services that it mentions.")
    knowledge: Annotated[list[Relative], Field(min_length=1, max_length=20)] = Field(
        [],
        description="Folders with vendors.yaml and/or rules/ that extend the packaged ones; relative to this file,"
        " inside the repository.",
    )
    fail_on: Level = Field(_NONE, description="Dependencies of this severity or worse are findings: exit status 1.")
    min_coverage: Percent = Field(_NONE, description="Exit status 5 if fewer percent of the components are attributed.")
    strict: bool = Field(default=False, description="Exit status 5 if anything could not be read.")
    baseline: Relative = Field(
        _NONE, description="File that depscan baseline wrote; relative to this file, inside the repository."
    )
    inline_waivers: bool = Field(default=True, description="Heed waivers next to lines of scanned files.")
    rule: Annotated[list[RuleRecord], Field(max_length=1000)] = Field([], description="What the project objects to.")
    allow: Annotated[list[AllowRecord], Field(max_length=1000)] = Field([], description="What rules do not object to.")
    waiver: Annotated[list[WaiverRecord], Field(max_length=10_000)] = Field(
        [], description="What the project has decided to live with until a day."
    )


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a settings file, for editors."""
    schema: dict[str, Any] = _plain(SettingsRecord.model_json_schema(by_alias=True))
    schema.pop("title", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Settings of depscan",
        **schema,
    }


def json_schema_text() -> str:
    """Return it as it is shipped."""
    import json

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _plain(node: Any, *, names: bool = False) -> Any:
    """Leave out titles and defaults that say nothing: TOML has no null, and an empty list is refused."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _plain(value, names=key in ("properties", "$defs") and not names)
        for key, value in node.items()
        if names or not (key == "title" or (key == "default" and value in (None, [], "")))
    }

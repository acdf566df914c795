"""Read the YAML files of knowledge folders into validated records, every error with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from depscan.errors import KnowledgeError, ParseError
from depscan.knowledge import schema, schema_frameworks, schema_scoring
from depscan.syntax import yaml

R = TypeVar("R", bound=schema.Record)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Records:
    """All records by id, with their origins; a later folder overrides an earlier one by id."""

    vendors: dict[str, tuple[schema.VendorRecord, Origin]] = field(default_factory=dict)
    products: dict[str, tuple[schema.ProductRecord, Origin]] = field(default_factory=dict)
    publishers: dict[str, list[tuple[schema.PublisherRecord, Origin]]] = field(default_factory=dict)
    laws: dict[str, tuple[schema.LawRecord, Origin]] = field(default_factory=dict)
    frameworks: dict[str, tuple[schema_frameworks.FrameworkRecord, Origin]] = field(default_factory=dict)
    left_out: dict[str, tuple[schema.LeftOutRecord, Origin]] = field(default_factory=dict)
    categories: dict[str, schema.CategoryRecord] = field(default_factory=dict)
    regions: list[tuple[schema.RegionsRecord, Origin]] = field(default_factory=list)
    scoring: schema_scoring.ScoringRecord | None = None
    version: str = ""
    problems: list[str] = field(default_factory=list)


def read_folders(folders: list[Path]) -> Records:
    """Read knowledge folders in order.

    Returns:
        The records, and in ``problems`` every error found, as ``file:line: what is wrong``.
    """
    records = Records()
    for folder in folders:
        _Folder(folder, records).read()
    return records


class _Folder:
    """Reads one folder into the records."""

    def __init__(self, folder: Path, records: Records) -> None:
        self._folder = folder
        self._rules = folder / "rules"
        self._records = records

    def read(self) -> None:
        records = self._records
        for file in self._optional(self._folder / "vendors.yaml"):
            self._read_vendors(file)
        for file in self._optional(self._rules / "version.yaml"):
            for version, _ in self._one(file, schema.VersionRecord):
                records.version = version.version
        for file in self._optional(self._rules / "scoring.yaml"):
            for scoring, _ in self._one(file, schema_scoring.ScoringRecord):
                records.scoring = scoring
        for file in self._optional(self._rules / "regions.yaml"):
            records.regions += self._many(file, schema.RegionsRecord)
        for file in self._optional(self._rules / "categories.yaml"):
            for category, _ in self._many(file, schema.CategoryRecord):
                records.categories[category.id] = category
        for file in sorted(self._rules.glob("products/*/*.yaml")):
            for product, origin in self._one(file, schema.ProductRecord):
                self._check_place(file, product, origin)
                self._keep(records.products, product.id, product, origin)
        for file in self._optional(self._rules / "registries.yaml"):
            for product, origin in self._many(file, schema.ProductRecord):
                self._keep(records.products, product.id, product, origin)
        for file in self._optional(self._rules / "left-out.yaml"):
            for left_out, origin in self._many(file, schema.LeftOutRecord):
                self._keep(records.left_out, left_out.name, left_out, origin)
        for file in sorted(self._rules.glob("publishers/*.yaml")):
            for publisher, origin in self._many(file, schema.PublisherRecord):
                records.publishers.setdefault(file.stem, []).append((publisher, origin))
        for file in sorted(self._rules.glob("laws/*.yaml")):
            for law, origin in self._one(file, schema.LawRecord):
                if law.id != file.stem:
                    self._problem(origin, f"id {law.id!r} is not the file's name")
                self._keep(records.laws, law.id, law, origin)
        for file in sorted(self._rules.glob("frameworks/*.yaml")):
            for framework, origin in self._one(file, schema_frameworks.FrameworkRecord):
                if framework.id != file.stem:
                    self._problem(origin, f"id {framework.id!r} is not the file's name")
                self._keep(records.frameworks, framework.id, framework, origin)

    def _read_vendors(self, file: Path) -> None:
        last = ""
        for vendor, origin in self._many(file, schema.VendorRecord):
            if vendor.id <= last:
                self._problem(origin, f"vendor {vendor.id!r} stands after {last!r}: sorted by id, each once")
            last = vendor.id
            self._keep(self._records.vendors, vendor.id, vendor, origin)

    def _check_place(self, file: Path, product: schema.ProductRecord, origin: Origin) -> None:
        if product.id != file.stem:
            self._problem(origin, f"id {product.id!r} is not the file's name")
        if product.category != file.parent.name:
            self._problem(origin, f"category {product.category!r} is not the folder's name")

    def _keep(self, into: dict[str, tuple[R, Origin]], id_: str, record: R, origin: Origin) -> None:
        known = into.get(id_)
        if known and known[1].file.startswith(str(self._folder)):
            self._problem(origin, f"id {id_!r} is given twice; first at {known[1]}")
        into[id_] = (record, origin)

    def _problem(self, origin: Origin, message: str) -> None:
        self._records.problems.append(f"{origin}: {message}")

    @staticmethod
    def _optional(file: Path) -> list[Path]:
        return [file] if file.is_file() else []

    def _one(self, file: Path, type_: type[R]) -> Iterator[tuple[R, Origin]]:
        value = self._load(file)
        if value is not None:
            yield from self._validate(file, value, type_)

    def _many(self, file: Path, type_: type[R]) -> Iterator[tuple[R, Origin]]:
        value = self._load(file)
        if value is None:
            return
        if not isinstance(value, yaml.Seq):
            self._problem(Origin(str(file), 1), "expected a list")
            return
        for item in value:
            yield from self._validate(file, item, type_)

    def _load(self, file: Path) -> Any:
        try:
            return yaml.read(file.read_bytes(), unique_keys=True)
        except (ParseError, OSError) as error:
            line = getattr(error, "line", None) or 1
            self._problem(Origin(str(file), line), str(error))
            return None

    def _validate(self, file: Path, value: Any, type_: type[R]) -> Iterator[tuple[R, Origin]]:
        origin = Origin(str(file), getattr(value, "line", 1))
        try:
            yield type_.model_validate(without_nulls(value)), origin
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                place = Origin(str(file), yaml.line_at(value, problem["loc"]))
                where = ".".join(str(part) for part in problem["loc"])
                message = problem["msg"].removeprefix("Value error, ")
                self._problem(place, f"{where}: {message}" if where else message)


def without_nulls(value: Any) -> Any:
    """``key: null`` is the same as leaving the key out. What stands in several places by aliases is cleaned once."""
    return _without_nulls(value, {})


def _without_nulls(value: Any, done: dict[int, Any]) -> Any:
    if id(value) in done:
        return done[id(value)]
    if isinstance(value, dict):
        cleaned: Any = {key: _without_nulls(item, done) for key, item in value.items() if item is not None}
    elif isinstance(value, list):
        cleaned = [_without_nulls(item, done) for item in value]
    else:
        return value
    done[id(value)] = cleaned
    return cleaned


def refuse(problems: list[str], shown: int = 20) -> None:
    """Raise if there is any problem.

    Raises:
        KnowledgeError: the first problems, one a line, each with file and line.
    """
    if problems:
        more = f"\n… and {len(problems) - shown} more" if len(problems) > shown else ""
        raise KnowledgeError("\n".join(problems[:shown]) + more)

"""What is wrong with a value of a settings file, in words, with what was probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel

from depscan.gate.settings_check import did_you_mean
from depscan.gate.settings_schema import SettingsRecord
from depscan.redact import shown


def in_words(problem: Mapping[str, Any]) -> str:
    """Return one sentence for one problem of pydantic's."""
    place, kind = problem["loc"], problem["type"]
    if kind == "extra_forbidden":
        keys = sorted(field.alias or name for name, field in _record_at(place[:-1]).model_fields.items())
        return f"unknown key{did_you_mean(str(place[-1]).replace('_', '-'), keys)}"
    if kind == "missing":
        return "is missing"
    message = str(problem["msg"]).removeprefix("Value error, ").replace("Input should be", "expected")
    given = problem.get("input")
    if kind in ("enum", "literal_error") and isinstance(given, str):
        expected = str(problem["ctx"]["expected"])
        hint = did_you_mean(given, [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")])
        return f'{_quoted(message)}, not "{shown(given, 60)}"{hint}'
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return "expected a table"
    if kind == "list_type":
        return "expected an array" if not isinstance(given, dict) else "expected an array of tables: [[…]]"
    if kind == "too_short":
        return "an empty array: leave the key out instead"
    if kind == "string_pattern_mismatch":
        return "expected small letters and digits, in words joined by single hyphens"
    return _quoted(message) if kind in ("enum", "literal_error") else message


def _quoted(message: str) -> str:
    """Return it as TOML is written."""
    return message.replace("'", '"').replace("True", "true")


def _record_at(place: tuple[str | int, ...]) -> type[BaseModel]:
    """Return the record that a place holds."""
    record: type[BaseModel] = SettingsRecord
    for part in place:
        for name, field in record.model_fields.items():
            if (field.alias or name) == part:
                inner = _record_in(field.annotation)
                record = inner or record
    return record


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Enum):
        return annotation
    return next(filter(None, map(_record_in, get_args(annotation))), None)

"""config.json, model_index.json and adapter_config.json of a model as the Hugging Face libraries keep it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _models
from depscan.extractors.packages._models import Identity
from depscan.model import Component, How
from depscan.syntax import json

_TELLING = (b'"architectures"', b'"model_type"', b'"_diffusers_version"', b'"peft_type"', b'"base_model_name_or_path"')
_SECOND = (
    b'"transformers_version"', b'"torch_dtype"', b'"dtype"', b'"hidden_size"', b'"vocab_size"', b'"_name_or_path"',
    b'"_class_name"', b'"peft_type"', b'"task_type"', b'"num_attention_heads"', b'"hidden_act"',
)  # fmt: skip


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the model, and the one that an adapter is for.

    Raises:
        ParseError: not JSON, or not the settings of a model.
    """
    document = json.read_any(source.bytes())
    if not isinstance(document, dict):
        raise ParseError("not the settings of a model: not an object")
    if "peft_type" in document or "base_model_name_or_path" in document:
        yield from _adapter(source, document)
        return
    kind = _text(document, "model_type") or _text(document, "_class_name")
    architectures = document.get("architectures")
    first = architectures[0] if isinstance(architectures, list) and architectures else None
    architecture = first if isinstance(first, str) else kind
    if not architecture:
        raise ParseError("not the settings of a model: neither a type nor an architecture")
    found = _identity(source, document) or Identity(kind or architecture)
    key = "_name_or_path" if document.get("_name_or_path") else "model_type" if kind else "architectures"
    line = json.Finder(source.bytes()).line_of(f'"{key}"'.encode())
    yield _models.component(source, found, how=How.LOCKED, line=line, facts=[("architecture", architecture)])


def _identity(source: SourceFile, document: dict[str, Any]) -> Identity | None:
    """Return who the model is: the hub's cache folder comes first, it has the revision."""
    place = _models.by_place(source)
    if place and place.version:
        return place
    name = _models.of_settings(document)
    return Identity(name) if name else place


def _adapter(source: SourceFile, document: dict[str, Any]) -> Iterator[Component]:
    base = _text(document, "base_model_name_or_path")
    name = _models.of_settings({"_name_or_path": base})
    if name is None:
        return  # in a folder, whose own settings tell
    revision = _text(document, "revision")
    line = json.Finder(source.bytes()).line_of(b'"base_model_name_or_path"')
    version = revision if revision and len(revision) == 40 else None  # a commit, not a branch
    yield _models.component(source, Identity(name, version), how=How.LOCKED, line=line, facts=[("type", "base")])


def _text(document: dict[str, Any], key: str) -> str | None:
    value = document.get(key)
    return value if isinstance(value, str) and value else None


def _sniff(head: bytes) -> bool:
    return any(word in head for word in _TELLING) and sum(word in head for word in _SECOND) > 0


EXTRACTOR = Extractor(
    name="huggingface-config",
    ecosystem="ai",
    patterns=(),
    sniffed_patterns=("config.json", "model_index.json", "adapter_config.json"),
    sniff=_sniff,
    parse=parse,
    description="the model that weights beside it are of, by the hub's cache or the name it was loaded by; adapters",
    spec_url="https://huggingface.co/docs/transformers/main_classes/configuration",
)

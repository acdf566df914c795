"""*.safetensors: weights of a model; only the metadata in front is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _models
from depscan.extractors.packages._models import Identity
from depscan.model import Component, How

_HEADER = re.compile(rb"[\s\S]{5}\0\0\0\{[\s\S]*")  # eight bytes of length, of which no header needs all; JSON
_METADATA = '"__metadata__"'
_ENDING = ".safetensors"
_decode_at = json.JSONDecoder().raw_decode


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the model: named by the hub's cache, the settings beside it, its metadata, its file or folder.

    Raises:
        ParseError: not this format.
    """
    data = source.bytes()
    if not _HEADER.match(data):
        raise ParseError("not a safetensors file: no header in front")
    shard = _models.SHARD.search(source.name.removesuffix(_ENDING))
    if shard and int(shard[1]) > 1:
        return  # the first part tells
    told = _metadata(data[8:].decode("utf-8", "replace"))
    title = told.get("modelspec.title") or told.get("ss_output_name")
    found = _models.by_place(source) or (Identity(title) if title else _models.by_file(source, _ENDING))
    yield _models.component(
        source,
        found,
        how=How.LOCKED,
        supplier=told.get("modelspec.author"),
        facts=[
            ("architecture", told.get("modelspec.architecture")),
            ("licence", _models.licence(told.get("modelspec.license"))),
            ("type", "safetensors"),
        ],
    )
    base = _models.of_address(told.get("ss_sd_model_name"))
    if base and base != found.name:
        yield _models.component(source, Identity(base), how=How.LOCKED, facts=[("type", "base")])


def _metadata(header: str) -> dict[str, str]:
    """Return the texts about the whole file, where they stand within what was read."""
    position = header.find(_METADATA)
    if position < 0:
        return {}
    start = header.find("{", position)
    try:
        value: Any = _decode_at(header, start)[0] if start > 0 else None
    except (ValueError, RecursionError):
        return {}  # it goes on behind what was read, or is not JSON
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str) and len(text) < 500}


def _sniff(head: bytes) -> bool:
    return _HEADER.match(head) is not None and (b'"dtype"' in head or b'"__metadata__"' in head)


EXTRACTOR = Extractor(
    name="safetensors",
    ecosystem="ai",
    patterns=("*.safetensors",),
    sniff=_sniff,
    parse=parse,
    description="weights named by the hub's cache, the settings beside them or their metadata; 4 KiB are read",
    spec_url="https://huggingface.co/docs/safetensors/index#format",
    beginning=True,
)

"""Packages that conda installed: ``conda-meta/*.json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._conda import Spec, component
from depscan.model import Component, How, Scope
from depscan.syntax import json


class _Record(msgspec.Struct):
    name: str
    version: str
    channel: str = ""
    schannel: str = ""
    license: str | None = None
    requested_spec: str | None = None
    requested_specs: list[str] | None = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the one package that the file is about.

    Raises:
        ParseError: not JSON, or not the record of a package.
    """
    record: Any = json.read_struct(source.bytes(), _Record) or _loosely(json.read_any(source.bytes()))
    finder = json.Finder(source.bytes())
    asked = record.requested_specs if record.requested_specs is not None else record.requested_spec
    spec = Spec(record.name, record.version or None, channel=_channel(record))
    yield component(
        source,
        spec,
        finder.line_of(b'"name"'),
        how=How.LOCKED,
        scope=Scope.UNKNOWN,
        direct=None if asked is None else bool(asked) and asked != "None",
        licence=record.license,
    )


def _channel(record: _Record) -> str:
    """Return the channel without the platform, which the address of a channel ends with."""
    place = record.channel or record.schannel
    return place.rpartition("/")[0] if "://" in place else place


def _loosely(document: Any) -> _Record:
    def text(key: str) -> str:
        value = document.get(key)
        return value if isinstance(value, str) else ""

    if not isinstance(document, dict) or not text("name"):
        raise ParseError("not the record of a conda package: no name")
    return _Record(text("name"), text("version"), channel=text("channel"), license=text("license") or None)


EXTRACTOR = Extractor(
    name="conda-installed",
    ecosystem="conda",
    patterns=("conda-meta/*.json",),
    sniff=lambda head: b'"build_number"' in head and b'"channel"' in head,
    parse=parse,
    description="records of installed conda packages",
    spec_url="https://docs.conda.io/projects/conda/en/latest/dev-guide/specs/prefix-record.html",
    installed=True,
)

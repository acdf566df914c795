"""Attestations: in-toto statements about an artifact whose predicate is an SBOM, signed or not, one or many."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.sboms import (
    cyclonedx_json,
    cyclonedx_xml,
    spdx3_json,
    spdx_json,
    spdx_tag_value,
    spdx_xml,
    syft_json,
)
from depscan.extractors.sboms._cyclonedx_form import NOTHING
from depscan.extractors.sboms._statement import is_attestation
from depscan.model import Component, Level
from depscan.syntax import json, limits

_FORMATS = (cyclonedx_json, spdx_json, spdx3_json, syft_json, cyclonedx_xml, spdx_xml, spdx_tag_value)
_DEPTH = 8
"""Envelopes in envelopes."""
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


class Statement(Struct, gc=False):
    """An envelope, a statement, or what is wrapped around them, as far as it is of interest."""

    payload: str | None = None
    payload_type: str | None = msgspec.field(name="payloadType", default=None)
    predicate_type: str | None = msgspec.field(name="predicateType", default=None)
    predicate: Raw = NOTHING
    attestations: list[Raw] | None = None
    dsse: Raw = msgspec.field(name="dsseEnvelope", default=NOTHING)
    bundle: Raw = NOTHING
    attestation: Raw = NOTHING
    result: Raw = msgspec.field(name="verificationResult", default=NOTHING)
    statement: Raw = NOTHING
    envelope: Raw = NOTHING
    signature: Raw = msgspec.field(name="messageSignature", default=NOTHING)


class _Piece(NamedTuple):
    """A part of the file, or what is encoded in it."""

    data: bytes
    line: int
    """Where it begins, or where what it was encoded in stands."""
    encoded: bool
    depth: int


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the SBOMs in the file list; statements about anything else are noted.

    Raises:
        ParseError: not JSON nor lines of JSON, or no attestation.
    """
    attestations, others = 0, 0
    for piece in _pieces(source):
        for statement, place in _statements(piece):
            attestations += 1
            predicate = _unwrapped(bytes(statement.predicate))
            parser = next((format_ for format_ in _FORMATS if _fits(format_.EXTRACTOR, predicate)), None)
            if parser is None:
                others += 1
                continue
            yield from _within(source, parser.EXTRACTOR, predicate, place)
    if not attestations:
        raise ParseError("not an attestation: no in-toto statement")
    if others:
        message = f"signatures and statements that list no components, such as how something was built: {others}"
        source.warn("left-out", message, level=Level.NOTE)


def _pieces(source: SourceFile) -> Iterator[_Piece]:
    """Yield the documents of the file: one, the items of a list, or one a line."""
    text = source.text()
    data = text.encode("utf-8", "replace")
    try:
        json.read_struct(data, Raw)
    except ParseError as error:
        lines = [(number, line) for number, line in enumerate(source.lines(), 1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines[:2]):
            raise
        broken: ParseError | None = None
        for number, line in lines:
            try:
                piece = line.encode("utf-8", "replace")
                json.read_struct(piece, Raw)
            except ParseError:
                broken = broken or ParseError("a line that is not JSON is left out", line=number)
                continue
            yield _Piece(piece, number, encoded=False, depth=0)
        if broken:
            raise broken from error
        return
    yield _Piece(data, 1, encoded=False, depth=0)


def _statements(piece: _Piece) -> Iterator[tuple[Statement, _Piece]]:
    """Yield the statements, each with where its predicate stands; envelopes are opened as far as is sensible."""
    waiting = [piece]
    while waiting:
        current = waiting.pop()
        if current.depth > _DEPTH:
            raise ParseError("envelopes nested too deeply", line=current.line)
        if current.data.lstrip(b" \t\r\n")[:1] == b"[":
            items = json.read_struct(current.data, list[Raw]) or []
            waiting += reversed([_inside(current, bytes(item)) for item in items[: limits.COMPONENTS]])
            continue
        statement = json.read_struct(current.data, Statement)
        if statement is None:
            continue
        if statement.signature is not NOTHING:
            yield statement, current
        elif statement.predicate_type is not None and statement.predicate is not NOTHING:
            yield statement, _inside(current, bytes(statement.predicate))
        elif statement.payload is not None and statement.payload_type is not None:
            waiting.append(_opened(current, statement.payload))
        else:
            waiting += reversed([_inside(current, bytes(part)) for part in _parts(statement)])


def _parts(statement: Statement) -> list[Raw]:
    if statement.attestations is not None:
        return statement.attestations
    """Return what sigstore bundles and the tools of forges wrap around an envelope; the first that is there counts."""
    wrapped = (statement.dsse, statement.bundle, statement.attestation, statement.statement, statement.result)
    return [part for part in (*wrapped, statement.envelope) if bytes(part)[:1] == b"{"][:1]


def _inside(outer: _Piece, data: bytes) -> _Piece:
    """Return a part of a document, which stands in it as it is."""
    line = outer.line
    if not outer.encoded:
        line += outer.data.count(b"\n", 0, max(outer.data.find(data), 0))
    return _Piece(data, line, outer.encoded, outer.depth + 1)


def _opened(outer: _Piece, payload: str) -> _Piece:
    encoded = payload.encode("ascii", "replace").translate(_TO_STANDARD, b" \t\r\n").rstrip(b"=")
    line = outer.line
    if not outer.encoded:
        line += outer.data.count(b"\n", 0, max(outer.data.find(b'"payload"'), 0))
    try:
        data = binascii.a2b_base64(encoded + b"=" * (-len(encoded) % 4), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise ParseError("a payload that is not base64", line=line) from error
    return _Piece(data, line, encoded=True, depth=outer.depth + 1)


def _unwrapped(predicate: bytes) -> bytes:
    """Return the document: cosign wraps it in ``Data``, and where it is no JSON object it is a text."""
    for _ in range(2):
        if predicate[:1] == b"{" and b'"Data"' in predicate[:200]:
            wrapper: Any = json.read_struct(predicate, dict[str, Raw])
            predicate = bytes(wrapper.get("Data", predicate)) if wrapper else predicate
        if predicate[:1] == b'"':
            predicate = (json.read_struct(predicate, str) or "").encode("utf-8", "replace")
    return predicate


def _fits(format_: Extractor, predicate: bytes) -> bool:
    return format_.sniff is not None and format_.sniff(predicate[: limits.SNIFFED_BYTES])


def _within(source: SourceFile, format_: Extractor, predicate: bytes, place: _Piece) -> Iterator[Component]:
    """Read the SBOM as its own format would, and say where in this file it stands."""
    one_line = b"\n" not in predicate
    at = -1 if place.encoded else place.data.find(predicate)
    shift = place.line - 1 + place.data.count(b"\n", 0, max(at, 0))
    inner = msgspec.structs.replace(source, diagnostics=[], _bytes=predicate, _text=None)

    def told(line: int | None) -> int | None:
        if at < 0:
            return place.line
        return shift + 1 if one_line else line + shift if line else None

    try:
        for component in format_.parse(inner):
            evidence = tuple(msgspec.structs.replace(seen, line=told(seen.line)) for seen in component.evidence)
            yield msgspec.structs.replace(component, evidence=evidence)
    except ParseError as error:
        raise ParseError(str(error), line=told(error.line)) from error
    finally:
        source.diagnostics += [msgspec.structs.replace(said, line=told(said.line)) for said in inner.diagnostics]


EXTRACTOR = Extractor(
    name="in-toto",
    ecosystem="sbom",
    patterns=(
        "*.intoto.jsonl",
        "*.intoto.json",
        "*.att.json",
        "*.att",
        "*.dsse",
        "*.dsse.json",
        "*.sigstore.json",
        "*.sigstore",
    ),
    sniffed_patterns=("*.json", "*.jsonl", "*.bundle", "*.sbom", "sbom"),
    sniff=is_attestation,
    parse=parse,
    description="statements, DSSE envelopes, sigstore bundles, single or as lines, around CycloneDX, SPDX, Syft's JSON",
    spec_url="https://github.com/in-toto/attestation/tree/main/spec",
)

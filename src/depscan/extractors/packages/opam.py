"""opam files: what a package of OCaml asks opam for, and what a locked one pins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._python import facts, origin
from depscan.extractors.packages._words import Word, read
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_SNIFF = re.compile(rb"^opam-version:", re.MULTILINE)
_WORD = lazy.pattern(
    r"""
    (?P<comment>\(\*)
  | (?P<long>\"{3})
  | (?P<skip>\#[^\n]*+|\s++)
  | (?P<string>"(?:[^"\\]|\\.)*+")
  | (?P<name>[^\W\d][\w:+-]*+)
  | (?P<sign>[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {"(*": "*)", '"""': '"""'}
_NAME = lazy.pattern(r"[A-Za-z0-9_][\w+.-]*")
_FIELDS = ("depends", "depopts", "build-depends")
_COMPARISONS = ("=", "!=", ">=", "<=", "<", ">", "~")
_SCOPES = {
    "with-test": Scope.TEST,
    "with-doc": Scope.DEVELOPMENT,
    "with-dev-setup": Scope.DEVELOPMENT,
    "with-tools": Scope.DEVELOPMENT,
    "dev": Scope.DEVELOPMENT,
    "build": Scope.BUILD,
}


class _Package(NamedTuple):
    name: str
    line: int
    filter: list[Word]


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the package depends on; packages beside it are left out.

    Raises:
        ParseError: a string or comment without end, or not an opam file.
    """
    words, error = read(source.text(), _WORD, _CLOSING.__getitem__)
    fields = dict(_fields(words))
    if not fields.keys() & {"opam-version", *_FIELDS}:
        raise error or ParseError("not an opam file: none of its fields")
    beside: dict[str, bool] = {}
    places = _pinned(fields.get("pin-depends", []))
    for field in _FIELDS:
        for package in _packages(fields.get(field, [])):
            if not _NAME.fullmatch(package.name):
                source.warn("invalid-requirement", "not the name of a package", line=package.line)
            elif not _is_beside(source, package.name, beside):
                yield _component(source, package, places, optional=field == "depopts")
    if error:
        raise error


def _is_beside(source: SourceFile, name: str, known: dict[str, bool]) -> bool:
    if name not in known:
        known[name] = source.sibling(f"{name}.opam") is not None
    return known[name]


def _component(source: SourceFile, package: _Package, places: dict[str, str], *, optional: bool) -> Component:
    clauses = list(_clauses(package.filter))
    exact = clauses[0][1:] if len(clauses) == 1 and clauses[0][0] == "=" else None
    words = {token.text for token in package.filter if token.kind == "name"}
    scope = next((scope for word, scope in _SCOPES.items() if word in words), Scope.RUNTIME)
    locked = source.name.endswith(".locked")
    return source.package(
        "opam",
        package.name,
        exact,
        line=package.line,
        how=How.LOCKED if locked else How.DECLARED,
        scope=scope,
        direct=None if locked else True,
        facts=facts(
            constraint=None if exact else " & ".join(clauses),
            optional="true" if optional else None,
            repository=places.get(package.name),
        ),
    )


def _clauses(tokens: list[Word]) -> Iterator[str]:
    """Yield the bounds on the version: comparisons without a variable before them."""
    for before, sign, value in zip([Word("", "", 0), *tokens], tokens, tokens[1:], strict=False):
        if sign.text in _COMPARISONS and value.kind == "string" and before.kind != "name":
            yield sign.text + value.text


def _fields(tokens: list[Word]) -> Iterator[tuple[str, list[Word]]]:
    """Yield the top fields with what stands in them."""
    depth, name, start = 0, "", 0
    for position, token in enumerate(tokens):
        opens = token.kind == "sign" and token.text in "[{("
        closes = token.kind == "sign" and token.text in "]})"
        # "depends:" comes as one word
        if not depth and token.kind == "name" and token.text.endswith(":"):
            if name:
                yield name, tokens[start:position]
            name, start = token.text[:-1], position + 1
        depth = max(depth + opens - closes, 0)
    if name:
        yield name, tokens[start:]


def _packages(tokens: list[Word]) -> Iterator[_Package]:
    """Yield the strings outside of braces, each with what stands in the braces behind it."""
    depth = 0
    last: _Package | None = None
    for token in tokens:
        if token.kind == "sign" and token.text == "{":
            depth += 1
        elif token.kind == "sign" and token.text == "}":
            depth = max(depth - 1, 0)
        elif depth and last:
            last.filter.append(token)
        elif token.kind == "string" and not depth:
            if last:
                yield last
            last = _Package(token.text, token.line, [])
    if last:
        yield last


def _pinned(tokens: list[Word]) -> dict[str, str]:
    """Return the repositories of ``pin-depends: [["name.version" "address"]]``."""
    texts = [token.text for token in tokens if token.kind == "string"]
    found: dict[str, str] = {}
    for package, address in zip(texts[::2], texts[1::2], strict=False):
        place = origin(address.partition("#")[0])
        if place:
            found[package.partition(".")[0]] = place
    return found


EXTRACTOR = Extractor(
    name="opam",
    ecosystem="opam",
    patterns=("*.opam", "*.opam.locked"),
    sniffed_patterns=("opam",),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="dependencies, optional ones, scope from filters, pins; locked files",
    spec_url="https://opam.ocaml.org/doc/Manual.html#opam",
)

"""*.nimble: what a package of Nim asks its package manager for; nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._python import facts, scope_of
from depscan.extractors.packages._words import Word, read
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy

_SNIFF = re.compile(rb"^[ \t]*(?:requires\b|srcDir\s*=|\[Package\])", re.MULTILINE | re.IGNORECASE)
_WORD = lazy.pattern(
    r"""
    (?P<comment>\#\[)
  | (?P<long>\"{3})
  | (?P<skip>\#[^\n]*+|\s++|'(?:[^'\\\n]|\\[^\n][^'\n]*+)')
  | (?P<string>"(?:[^"\\\n]|\\.)*+")
  | (?P<name>[^\W\d]\w*+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {"#[": "]#", '"""': '"""'}
_PACKAGE = lazy.pattern(r"([a-z+]+://[^\s#]+|[^\s<>=~^#@\[]+)(?:\[[^\]]*\])?\s*(?:@?\#(\S+)|(.*))", re.DOTALL)
_CLAUSE = lazy.pattern(r"(==|>=|<=|~=|\^=|<|>)?\s*(\#?[\w.+-]+)")
_REQUIRES = ("requires", "taskrequires")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is required; Nim itself is left out.

    Raises:
        ParseError: a string or comment without end.
    """
    tokens, error = read(source.text(), _WORD, _CLOSING.__getitem__)
    for position, token in enumerate(tokens):
        word = token.text.replace("_", "").lower() if token.kind == "name" else ""
        if word not in _REQUIRES or _is_declaration(tokens, position):
            continue
        texts, computed = _texts(tokens, position + 1)
        task = texts.pop(0).text if word == "taskrequires" and texts else ""
        if computed or not (texts or task):
            message = "asks for what only running it would tell"
            source.warn("not-in-file", message, line=token.line, level=Level.NOTE)
        scope = (scope_of(task) or Scope.DEVELOPMENT) if task else Scope.RUNTIME
        for text in texts:
            for entry in text.text.split(","):
                yield from _package(source, entry.strip(), text.line, scope)
    if error:
        raise error


def _is_declaration(tokens: list[Word], position: int) -> bool:
    return position > 0 and tokens[position - 1].text in ("proc", "template", "macro", "func", ".")


def _texts(tokens: list[Word], position: int) -> tuple[list[Word], bool]:
    """Return the strings of a list that goes on as long as commas do, and whether there is something else in it."""
    found: list[Word] = []
    computed = False
    open_ = False
    wants_more = True
    for token in map(tokens.__getitem__, range(position, len(tokens))):
        if token.kind == "string" and wants_more:
            found.append(token)
            wants_more = False
        elif token.text in ("(", ":") or (token.text == "," and not wants_more):
            open_ = open_ or token.text == "("
            wants_more = True
        elif token.text in ("&", "%") and found:
            found.pop()  # a part of something longer
            computed = True
            break
        elif token.text == "$" or (token.kind == "name" and (wants_more or open_)):
            computed = True
            break
        else:
            break
    return found, computed


def _package(source: SourceFile, text: str, line: int, scope: Scope) -> Iterator[Component]:
    if not text:
        return
    match = _PACKAGE.fullmatch(text)
    if match is None:
        source.warn("invalid-requirement", "not a requirement of nimble", line=line)
        return
    address, revision, bounds = match.groups()
    clauses = [_CLAUSE.fullmatch(clause.strip()) for clause in (bounds or "").split("&") if clause.strip()]
    place = repository(address) if host(address) else None
    name = place.rpartition("/")[2] if place else address
    if not all(clauses) or "/" in name or ":" in name:
        source.warn("invalid-requirement", "not a requirement of nimble", line=line)
        return
    if name.lower() in ("nim", "nimrod"):
        return
    told = [(clause[1] or "==", clause[2]) for clause in clauses if clause]
    exact = told[0][1] if len(told) == 1 and told[0][0] == "==" and told[0][1][0] != "#" else None
    constraint = f"#{revision}" if revision else " & ".join(sign + version for sign, version in told)
    yield source.package(
        "generic",
        name,
        exact,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=facts(constraint=None if exact else constraint, repository=place, type="nimble"),
    )


EXTRACTOR = Extractor(
    name="nimble",
    ecosystem="nimble",
    patterns=("*.nimble",),
    sniff=lambda head: bool(_SNIFF.search(head)) and b"author" in head,
    parse=parse,
    description="requirements, of tasks too, by name or address; never executed",
    spec_url="https://nim-lang.github.io/nimble/nimble-reference.html",
)

"""cpanfile: what a project in Perl asks for; nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._cpan import OPTIONAL, PHASES, distributions, module
from depscan.extractors.packages._python import origin
from depscan.extractors.packages._words import Word, read
from depscan.model import Component, Level, Scope
from depscan.syntax import lazy, limits

_SNIFF = re.compile(rb"^[ \t]*requires\s*\(?['\"][\w:]+['\"][^\n;]*;", re.MULTILINE)
_WORD = lazy.pattern(
    r"""
    (?P<skip>\#[^\n]*+|\n=[a-z](?:(?!\n=cut).)*+(?:\n=cut)?|\s)
  | (?P<long>qw?\s*+[(\[{<])
  | (?P<string>"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')
  | (?P<variable>[$@%&]+(?:[^\W\d](?:\w|::)*+|\^?\S))
  | (?P<name>[^\W\d](?:\w|::)*+)
  | (?P<number>v?\d[\w.]*+)
  | (?P<sign>=>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_WORDS: dict[str, tuple[Scope | None, bool]] = {
    "requires": (None, False),
    "recommends": (None, True),
    "suggests": (None, True),
    "configure_requires": (Scope.BUILD, False),
    "build_requires": (Scope.BUILD, False),
    "test_requires": (Scope.TEST, False),
    "author_requires": (Scope.DEVELOPMENT, False),
}
_VALUES = ("string", "number", "name")


class _Block(NamedTuple):
    scope: Scope
    optional: bool


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what is required, recommended, suggested; Perl itself and its pragmas are left out.

    Raises:
        ParseError: a string without end, or blocks nested too deeply.
    """
    blocks = [_Block(Scope.RUNTIME, optional=False)]
    known = _distributions(source)
    words, error = read(source.text(), _WORD, lambda opening: _CLOSING[opening[-1]])
    for statement in _statements(words):
        word = statement[0].text
        if word == "{":
            blocks.append(_block(statement[1:], blocks[-1]))
            if len(blocks) > limits.DEPTH:
                raise ParseError("nested too deeply", line=statement[0].line)
        elif word == "}":
            if len(blocks) > 1:
                blocks.pop()
        elif word in _WORDS:
            yield from _module(source, statement, blocks[-1], known)
    if error:
        raise error


def _distributions(source: SourceFile) -> dict[str, str]:
    """Return which distribution holds a module, as the snapshot beside it tells."""
    snapshot = source.sibling("cpanfile.snapshot")
    try:
        entries = list(distributions(snapshot.lines())) if snapshot else []
    except ParseError:
        return {}  # that file speaks for itself
    return {name: entry.name for entry in entries for name in entry.modules}


def _statements(tokens: list[Word]) -> Iterator[list[Word]]:
    """Yield what stands between semicolons and braces; an opening brace comes with what stands before it."""
    statement: list[Word] = []
    for token in tokens:
        if token.text == "__END__" and token.kind == "name":
            break
        if token.kind == "sign" and token.text in ";{}":
            if token.text == "{":
                yield [token, *statement]
            else:
                if statement:
                    yield statement
                if token.text == "}":
                    yield [token]
            statement = []
        else:
            statement.append(token)
    if statement:
        yield statement


def _block(before: list[Word], outer: _Block) -> _Block:
    """Tell what a block is for by ``on 'test' => sub`` or ``feature 'name', 'text' => sub``."""
    word, argument = before[0].text if before else "", before[1].text if len(before) > 1 else ""
    if word == "on":
        return _Block(PHASES.get(argument, Scope.DEVELOPMENT), outer.optional)
    return _Block(outer.scope, outer.optional or word == "feature")


def _module(source: SourceFile, statement: list[Word], block: _Block, known: dict[str, str]) -> Iterator[Component]:
    scope, optional = _WORDS[statement[0].text]
    values = [token for token in statement[1:] if token.kind in (*_VALUES, "variable")]
    if not values or values[0].kind in ("number", "variable") or values[0].text in ("sub", "if", "unless"):
        source.warn("not-in-file", "asks for what only running it would tell", line=statement[0].line, level=Level.NOTE)
        return
    name, *rest = values
    # the version may be left out before options: requires 'A', git => 'https://…'
    bounds = rest.pop(0).text if len(rest) % 2 or (rest and rest[0].kind == "number") else ""
    options = {key.text: value.text for key, value in zip(rest[::2], rest[1::2], strict=False)}
    address = options.get("git") or options.get("url") or ""
    found = module(
        source,
        name.text.strip(),
        bounds,
        name.line,
        scope or block.scope,
        optional=optional or block.optional or statement[0].text in OPTIONAL,
        repository=origin(address) if address else None,
        distributions=known,
    )
    if found:
        yield found


EXTRACTOR = Extractor(
    name="cpanfile",
    ecosystem="cpan",
    patterns=("cpanfile",),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="phases, features, recommended and suggested modules, repositories; never executed",
    spec_url="https://metacpan.org/dist/Module-CPANfile/view/lib/cpanfile.pod",
)

"""rebar.lock: what Rebar pinned for an Erlang project."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _beam
from depscan.extractors.packages._beam import Group, Leaf
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages of Hex and of repositories; the level of each tells whether it is direct.

    Raises:
        ParseError: not a lockfile of Rebar.
    """
    terms, complete = _beam.read(source.text(), erlang=True)
    first = terms[0].literals()[0] if terms[0].literals() else None
    if isinstance(first, Group) and first.bracket == "{":  # since version 1.1: {"1.2.0", [...]}
        inner = first.literals()
        first = inner[1] if len(inner) > 1 else None
    if not isinstance(first, Group) or first.bracket != "[":
        raise ParseError("not a rebar.lock: no list")
    if not complete:
        source.warn("cut-off", "it ends too early")
    bad: list[int] = []
    for item in first.literals():
        component = _entry(source, item) if isinstance(item, Group) else None
        if component:
            yield component
        else:
            bad.append(item.line if item else first.line)
    if bad:
        source.warn("incomplete-entry", f"entries that are not understood: {len(bad)}", line=bad[0])


def _entry(source: SourceFile, entry: Group) -> Component | None:
    items = entry.literals()
    if len(items) < 2 or not isinstance(items[1], Group):
        return None
    name, origin = _beam.word_of(items[0]), items[1].literals()
    kind = _beam.word_of(origin[0]) if origin else None
    version = place = None
    if kind == "pkg" and len(origin) > 2:
        name, version = _beam.word_of(origin[1]) or name, _beam.word_of(origin[2])
    elif kind and len(origin) > 2:
        place = repository(_beam.text_of(origin[1]))
        revision = _beam.words_of(origin[2])
        version = revision[-1] if revision else None
    if not name or not version:
        return None
    level = items[2] if len(items) > 2 else None
    return source.package(
        "hex",
        name,
        version,
        line=entry.line,
        how=How.LOCKED,
        direct=level.text == "0" if isinstance(level, Leaf) else None,
        facts=(("repository", place),) if place else (),
    )


def _sniff(head: bytes) -> bool:
    return b"{pkg,<<" in head or (b'{git,"' in head and b"{ref," in head and b"<<" in head)


EXTRACTOR = Extractor(
    name="rebar-lock",
    ecosystem="hex",
    patterns=("rebar.lock",),
    sniff=_sniff,
    parse=parse,
    description="all versions; Hex packages and repositories, direct or transitive",
    spec_url="https://rebar3.org/docs/workflow/lock_files/",
)

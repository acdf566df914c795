"""go.sum: the modules of a Go build that its go.mod does not list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import EXACT, module, statements
from depscan.model import Component, How

_LINE = re.compile(r"(\S+) (v\S+?)(/go\.mod)? h1:[0-9A-Za-z+/=]{20,}")
_MAJOR = re.compile(r"1\.(\d{1,4})")
_COMPLETE = 17
"""Since Go 1.17 a go.mod lists all that is built: https://go.dev/ref/mod#graph-pruning."""
_NUMBERS = re.compile(r"v(\d{1,9})\.(\d{1,9})\.(\d{1,9})(-[^+]+)?")
_SNIFF = re.compile(rb"(?m)^\S+ v\d\S* h1:[0-9A-Za-z+/]{43}=$")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the newest version of each module whose code was fetched, unless the go.mod beside tells of it.

    Raises:
        ParseError: unreadable, or not a go.sum.
    """
    listed = _listed(source.sibling("go.mod"))
    newest: dict[str, tuple[tuple[object, ...], str, int]] = {}
    malformed: list[int] = []
    known = False
    for number, line in enumerate(source.lines(), 1):
        found = _LINE.fullmatch(line.rstrip())
        if found is None:
            if line.strip():
                malformed.append(number)
            continue
        known = True
        if found[3] or listed is None or found[1] in listed or not EXACT.fullmatch(found[2]):
            continue
        order = _order(found[2])
        if found[1] not in newest or newest[found[1]][0] < order:
            newest[found[1]] = (order, found[2], number)
    if malformed:
        if not known:
            raise ParseError("not a go.sum: no line with a module, a version and a hash", line=malformed[0])
        source.warn("incomplete-entry", f"lines without a module and its hash: {len(malformed)}", line=malformed[0])
    for path, (_, version, number) in newest.items():
        yield module(source, path, version, line=number, how=How.LOCKED, direct=False if listed else None)


def _listed(manifest: SourceFile | None) -> set[str] | None:
    """Return the modules that a go.mod lists or replaces; None if it lists all of them."""
    if manifest is None:
        return set()
    listed: set[str] = set()
    try:
        for verb, words, _, _ in statements(manifest):
            if verb == "go" and words:
                minor = _MAJOR.match(words[0])
                if not words[0].startswith("1.") or (minor and int(minor[1]) >= _COMPLETE):
                    return None
            elif verb in ("require", "replace"):
                listed.update(word for word in words if "/" in word or "." in word)
    except ParseError:
        return set()
    return listed


def _order(version: str) -> tuple[object, ...]:
    """Return a key that sorts versions; a release comes after its pre-releases."""
    found = _NUMBERS.match(version)
    if found is None:
        return (0, 0, 0, False, "")
    return (int(found[1]), int(found[2]), int(found[3]), found[4] is None, found[4] or "")


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="go-sum",
    ecosystem="golang",
    patterns=("go.sum",),
    sniff=_sniff,
    parse=parse,
    description="modules that go.mod does not list: where it is of before Go 1.17, or absent",
    spec_url="https://go.dev/ref/mod#go-sum-files",
    may_be_empty=True,
)

"""What the formats of Haskell share: dependencies as Cabal writes them, and archives and repositories of Stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.extractors.base import SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy

_NAME = lazy.pattern(r"[A-Za-z0-9]++(?:-[A-Za-z0-9]++)*+")
_EXACT = lazy.pattern(r"==\s*+(\d++(?:\.\d++)*+)")
_PINNED = lazy.pattern(r"([A-Za-z0-9]++(?:-[A-Za-z0-9]++)*?)-(\d++(?:\.\d++)*+)(?:@\S*+)?+")
_LONGEST = 300


def split(text: str) -> Iterator[str]:
    """Yield the items of a list, which commas separate that do not stand in brackets."""
    depth = start = 0
    for position, character in enumerate(text):
        if character in "{(":
            depth += 1
        elif character in "})":
            depth = max(depth - 1, 0)
        elif character == "," and not depth:
            yield text[start:position]
            start = position + 1
    yield text[start:]


def dependency(text: str) -> tuple[str, str | None, Facts] | None:
    """Return name, exact version and facts of ``aeson >=2 && <3`` or ``package:library ==1.0``; None if it is none."""
    text = " ".join(text.split())[:_LONGEST]
    name = _NAME.match(text)
    if not name or name[0].isdigit():
        return None
    rest = text[name.end() :].lstrip()
    if rest.startswith(":"):  # parts of a package: name:library, name:{one, two}
        rest = rest[1:].lstrip()
        end = rest.find("}") + 1 if rest.startswith("{") else len(rest.split(" ", 1)[0])
        rest = rest[end or len(rest) :].lstrip()
    exact = _EXACT.fullmatch(rest)
    if exact:
        return name[0], exact[1], ()
    return name[0], None, (("constraint", rest),) if rest and rest not in ("-any", "*") else ()


def pinned(text: str) -> tuple[str, str] | None:
    """Return name and version of ``name-1.2.3@sha256:…``."""
    match = _PINNED.fullmatch(text.strip()[:_LONGEST])
    return (match[1], match[2]) if match else None


def package(
    source: SourceFile,
    name: str,
    version: str | None,
    *,
    line: int | None,
    how: How,
    scope: Scope = Scope.UNKNOWN,
    facts: Facts = (),
) -> Component:
    """Return a package of Hackage; one that a manifest asks for is direct, of others it is not told."""
    direct = True if how is How.DECLARED else None
    return source.package("hackage", name, version, line=line, how=how, scope=scope, direct=direct, facts=facts)


def elsewhere(source: SourceFile, entry: dict[str, Any], *, line: int | None, how: How) -> Component | None:
    """Return the repository or archive that an entry of Stack names; None if it names neither."""
    address = entry.get("git") or entry.get("hg")
    if isinstance(entry.get("github"), str):
        address = f"https://github.com/{entry['github']}"
    commit = entry.get("commit")
    place = _git.at_repository(address)
    if place:
        place = place.at(commit if isinstance(commit, str) else None)
    else:
        place = _git.at_archive(entry.get("archive") or entry.get("url") or entry.get("location"))
    if place is None:
        return None
    return _git.component(source, place, line=line, how=how, direct=True if how is How.DECLARED else None)

"""Godeps/Godeps.json: what godep, of the time before Go modules, pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._go import module
from depscan.model import Component, How
from depscan.syntax import json

_TAG = re.compile(r"v?\d+(?:\.\d+){1,3}(?:-[A-Za-z][\w.]*)?")
_OF_THREE_PARTS = frozenset({"github.com", "bitbucket.org", "gitlab.com", "golang.org", "gopkg.in", "launchpad.net"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each repository once, whatever the number of its packages.

    Raises:
        ParseError: not JSON, or not a Godeps.json.
    """
    data = source.bytes()
    document = json.read_any(data)
    entries = document.get("Deps") if isinstance(document, dict) else None
    if entries is None and isinstance(document, dict) and "ImportPath" in document:
        return  # nothing is asked for
    if not isinstance(entries, list):
        raise ParseError("not a Godeps.json: no list of dependencies")
    finder = json.Finder(data, max(data.find(b'"Deps"'), 0))
    seen: set[tuple[str, str | None]] = set()
    for position, entry in enumerate(entries):
        path = entry.get("ImportPath") if isinstance(entry, dict) else None
        if not isinstance(path, str) or not path.strip("/"):
            source.warn("incomplete-entry", f"dependency {position + 1} has no import path")
            continue
        line = finder.line_of(b'"' + path.encode("utf-8", "surrogatepass") + b'"')
        found = (_repository(path.strip("/")), _version(entry.get("Comment"), entry.get("Rev")))
        if found not in seen:
            seen.add(found)
            yield module(source, found[0], found[1], line=line, how=How.LOCKED)


def _repository(path: str) -> str:
    """Return the repository of a package where its host tells how long that is: ``github.com/owner/name``."""
    parts = path.split("/")
    if parts[0] not in _OF_THREE_PARTS:
        return path
    short = parts[0] == "gopkg.in" and len(parts) > 1 and ".v" in parts[1]
    return "/".join(parts[: 2 if short else 3])


def _version(comment: object, revision: object) -> str | None:
    """Return the tag that a commit has, else the commit; ``v1.2-3-gabcdef`` is three commits after one."""
    if isinstance(comment, str) and _TAG.fullmatch(comment):
        return comment
    return revision if isinstance(revision, str) and revision else None


def _sniff(head: bytes) -> bool:
    return b'"ImportPath"' in head and (b'"GoVersion"' in head or b'"Deps"' in head)


EXTRACTOR = Extractor(
    name="go-godeps",
    ecosystem="golang",
    patterns=("Godeps.json",),
    sniff=_sniff,
    parse=parse,
    description="repositories by tag or commit",
    spec_url="https://github.com/tools/godep#file-format",
)

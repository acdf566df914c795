""".gitmodules: the repositories that are checked out inside this one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, How, Level
from depscan.syntax import lazy

# https://git-scm.com/docs/git-config#_syntax: names of sections and variables are caseless
_SECTION = lazy.pattern(r'\[submodule[ \t]++"((?:[^"\\]|\\.)*+)"[ \t]*+\]', re.IGNORECASE)
_ENTRY = lazy.pattern(r"([A-Za-z][A-Za-z0-9-]*+)[ \t]*+=[ \t]*+(.*+)")
_SNIFF = re.compile(rb'^[ \t]*+\[submodule[ \t]++"', re.MULTILINE | re.IGNORECASE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the repositories; which commit of each is checked out stands in Git's own tree, not in the file.

    Raises:
        ParseError: not a list of submodules.
    """
    module: tuple[int, dict[str, tuple[int, str]]] | None = None
    others = 0
    for number, raw in enumerate(source.lines(), 1):
        line = raw.strip()
        section = _SECTION.match(line)
        if section:
            yield from _module(source, module)
            module = (number, {})
            line = line[section.end() :].strip()
        elif line.startswith("["):
            yield from _module(source, module)
            module, others = None, others + 1
            continue
        entry = _ENTRY.fullmatch(line)
        if entry and module:
            module[1][entry[1].lower()] = (number, _value(entry[2]))
        elif line and line[0] not in "#;" and not module and not others:
            raise ParseError("not a list of submodules", line=number)
    yield from _module(source, module)


def _module(source: SourceFile, module: tuple[int, dict[str, tuple[int, str]]] | None) -> Iterator[Component]:
    if module is None:
        return
    header, entries = module
    line, address = entries.get("url", (header, ""))
    place = _git.at_repository(address)
    if place is None:
        if address.startswith(("./", "../", "/")):
            message = "a submodule beside this repository: where that is hosted is not told here"
            source.warn("relative-address", message, line=line, level=Level.NOTE)
        else:
            source.warn("incomplete-entry", "a submodule without an address that is understood", line=line)
        return
    facts = [("path", entries["path"][1])] if "path" in entries else []
    if "branch" in entries:
        facts.append(("branch", entries["branch"][1]))
    yield _git.component(source, place, line=header, how=How.CONFIGURED, facts=facts)


def _value(text: str) -> str:
    """Return a value without quotes and comment."""
    if text.startswith('"'):
        return text[1:].partition('"')[0]
    return text.partition(" #")[0].partition(" ;")[0].strip()


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="gitmodules",
    ecosystem="git",
    patterns=(".gitmodules",),
    sniff=_sniff,
    parse=parse,
    description="submodules by the address of their repository",
    spec_url="https://git-scm.com/docs/gitmodules",
    may_be_empty=True,
)

"""go.mod and go.work as values: what they require, replace and use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from depscan.extractors.base import SourceFile
from depscan.model import Component, Facts, How, Scope

_TOKEN = re.compile(r'"[^"]*"?|`[^`]*`?|//.*|[()\[\]{},]|(?:(?!//)[^\s()\[\]{},"`])+')
EXACT = re.compile(r"v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
_MODULE = re.compile(r"[^\s/]+(?:/[^\s/]+)*")
_VERBS = frozenset(
    {"module", "go", "require", "replace", "exclude", "retract", "toolchain", "tool", "godebug", "ignore"}
)

Replaces = dict[tuple[str, str | None], tuple[str, str | None]]


@dataclass(slots=True)
class Require:
    """One line that requires a module."""

    path: str
    version: str
    line: int
    indirect: bool


@dataclass(slots=True)
class Document:
    """What matters of a go.mod or a go.work."""

    requires: list[Require] = field(default_factory=list)
    replaces: Replaces = field(default_factory=dict)
    tools: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    known: int = 0


def read(source: SourceFile) -> Document:
    """Return what a go.mod or go.work says, with a warning for lines that are not understood.

    Raises:
        ParseError: unreadable.
    """
    document = Document()
    malformed: list[int] = []
    for verb, words, comment, line in statements(source):
        document.known += verb in _VERBS
        if verb == "require":
            if len(words) == 2 and _MODULE.fullmatch(words[0]) and ("." in words[0] or EXACT.fullmatch(words[1])):
                document.requires.append(Require(words[0], words[1], line, _is_indirect(comment)))
            else:
                malformed.append(line)
        elif verb == "replace":
            if not _add_replacement(document, words):
                malformed.append(line)
        elif verb == "tool":
            document.tools += words[:1]
        elif verb == "use":
            document.uses += words[:1]
    if malformed:
        source.warn("incomplete-entry", f"lines that are no module with a version: {len(malformed)}", line=malformed[0])
    return document


def _add_replacement(document: Document, words: list[str]) -> bool:
    if "=>" not in words:
        return False
    arrow = words.index("=>")
    old, new = words[:arrow], words[arrow + 1 :]
    if len(old) not in (1, 2) or len(new) not in (1, 2) or (len(new) == 2 and not _MODULE.fullmatch(new[0])):
        return False
    document.replaces[old[0], old[1] if len(old) == 2 else None] = (new[0], new[1] if len(new) == 2 else None)
    return True


def statements(source: SourceFile) -> Iterator[tuple[str, list[str], str, int]]:
    """Yield (verb, words, comment, line); a line of a block is a statement of the block's verb.

    Raises:
        ParseError: unreadable.
    """
    block, opened = "", 0
    for number, line in enumerate(source.lines(), 1):
        words = _TOKEN.findall(line)
        comment = words.pop()[2:] if words and words[-1].startswith("//") else ""
        words = [bare for word in words if (bare := word.strip('"`'))]
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield block, words, comment, number
        elif words[-1] == "(" and len(words) == 2:
            block, opened = words[0], number
        elif words[1:] != ["(", ")"]:
            yield words[0], words[1:], comment, number
    if block:
        source.warn("incomplete-entry", "a block that is never closed", line=opened)


def _is_indirect(comment: str) -> bool:
    words = comment.split(maxsplit=2)
    return words == ["indirect"] or words[:1] == ["indirect;"]


def module(
    source: SourceFile,
    path: str,
    version: str | None,
    *,
    line: int | None,
    how: How,
    scope: Scope = Scope.UNKNOWN,
    direct: bool | None = None,
    facts: Facts = (),
) -> Component:
    """Return a module, or a repository of the time before modules, as a component."""
    namespace, _, name = path.rpartition("/")
    return source.package(
        "golang", name, version, namespace=namespace, line=line, how=how, scope=scope, direct=direct, facts=facts
    )

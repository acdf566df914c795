"""rebar.config: what an Erlang project asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _beam
from depscan.extractors.packages._beam import Group, Leaf, Node
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_LISTS = {"deps": Scope.RUNTIME, "plugins": Scope.BUILD, "project_plugins": Scope.BUILD}
_EXACT = lazy.pattern(r"(?:==\s*+)?+(\d++(?:\.\d++)++(?:[-+][\w.+-]++)?+)")
_NAME = lazy.pattern(r"[a-zA-Z_][\w.-]{0,199}")
_SNIFF = re.compile(rb"^\{(?:erl_opts|deps|profiles|plugins|relx)[ \t]*+,", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield dependencies and plug-ins, those of profiles with their scope.

    Raises:
        ParseError: no terms of Erlang.
    """
    terms, complete = _beam.read(source.text(), erlang=True)
    if not complete:
        source.warn("cut-off", "a term that is not closed")
    settings = [node for term in terms for node in term.literals() if isinstance(node, Group)]
    if not any(_setting(group)[0] for group in settings):
        raise ParseError("not a rebar.config: no settings")
    waiting = [(group, None) for group in reversed(settings)]
    stack: list[tuple[Group, Scope | None]] = list(waiting)
    while stack:
        group, scope = stack.pop()
        name, value = _setting(group)
        if name in _LISTS and value:
            for item in value.literals():
                yield from _wanted(source, item, scope or _LISTS[name])
        elif name == "profiles" and value and scope is None:
            for profile in reversed(value.literals()):
                title, inner = _setting(profile) if isinstance(profile, Group) else ("", None)
                below = Scope.TEST if "test" in title else Scope.RUNTIME if title == "prod" else Scope.DEVELOPMENT
                nested = reversed(inner.literals()) if inner else ()
                stack += [(found, below) for found in nested if isinstance(found, Group)]


def _setting(group: Group) -> tuple[str, Group | None]:
    """Return name and list of ``{name, […]}``."""
    items = group.literals()
    name = _beam.word_of(items[0]) if items else None
    value = items[1] if len(items) > 1 else None
    return name or "", value if isinstance(value, Group) and value.bracket == "[" else None


def _wanted(source: SourceFile, item: Node | None, scope: Scope) -> Iterator[Component]:
    if item is None:
        return
    parts: list[Node | None] = item.literals() if isinstance(item, Group) else [item]
    name = _beam.word_of(parts[0]) if parts else None
    if not name or not _NAME.fullmatch(name):
        source.warn("incomplete-entry", "a dependency without a name", line=item.line)
        return
    wanted = next((text for part in parts[1:2] if (text := _beam.text_of(part))), None)
    origin = next((part for part in parts[1:] if isinstance(part, Group) and part.bracket == "{"), None)
    version: str | None = None
    facts: set[tuple[str, str]] = set()
    if origin:
        name, version = _origin(origin, name, facts)
    if wanted and (origin is None or not version) and wanted != ".*":
        exact = _EXACT.fullmatch(wanted.strip())
        version = exact[1] if exact else None
        if not exact and not facts:
            facts.add(("constraint", wanted))
    yield source.package(
        "hex",
        name,
        version,
        line=item.line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=tuple(sorted(facts)),
    )


def _origin(origin: Group, name: str, facts: set[tuple[str, str]]) -> tuple[str, str | None]:
    """Return name and revision of ``{pkg, other}`` or ``{git, "address", {tag, "1.0"}}``, and note the repository."""
    items = origin.literals()
    kind = _beam.word_of(items[0]) if items else None
    if kind == "pkg":
        return (_beam.word_of(items[1]) if len(items) > 1 else None) or name, None
    place = repository(_beam.text_of(items[1])) if len(items) > 1 else None
    if place:
        facts.add(("repository", place))
    revision = items[2] if len(items) > 2 else None
    words = _beam.words_of(revision)
    if words and (words[0] == "branch" or (isinstance(revision, Leaf) and words[0] in ("HEAD", "master", "main"))):
        facts.add(("branch", words[-1]))
    elif words and (isinstance(revision, Leaf) or words[0] in ("tag", "ref")):
        return name, words[-1]
    return name, None


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="rebar-config",
    ecosystem="hex",
    patterns=("rebar.config",),
    sniff=_sniff,
    parse=parse,
    description="dependencies, plug-ins, profiles; Hex packages and repositories",
    spec_url="https://rebar3.org/docs/configuration/dependencies/",
)

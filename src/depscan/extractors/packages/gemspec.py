"""*.gemspec: the gems that a Ruby library asks for, read without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _ruby
from depscan.model import Component, How, Level, Scope

_VERBS = {
    "add_dependency": Scope.RUNTIME,
    "add_runtime_dependency": Scope.RUNTIME,
    "add_development_dependency": Scope.DEVELOPMENT,
}
_SNIFF = re.compile(rb"\bGem::Specification\b\s*\.\s*new\b")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the specification depends on, each once; specifications of installed gems are left out.

    Raises:
        ParseError: unreadable, or not a gem specification.
    """
    if not source.alone and _ruby.is_installed_copy(source.path):
        return
    if "Specification" not in source.text():
        raise ParseError("not a gem specification")
    locked = source.sibling("Gemfile.lock") is not None
    unnamed: list[int] = []
    seen: set[tuple[str, Scope, str | None]] = set()
    for statement in _ruby.statements(source.text()):
        at = _verb(statement)
        if at is None:
            continue
        line, scope = statement[at].line, _VERBS[statement[at].text]
        name, *wanted = _ruby.call(statement, at).positional or [None]
        if not isinstance(name, str) or not _ruby.is_name(name):
            unnamed.append(line)
            continue
        exact, constraint = _ruby.requirement(wanted)
        if exact and locked:  # the lockfile tells the version, and it may write the same one differently
            exact, constraint = None, exact
        key = (name, scope, exact or constraint)
        if key not in seen:
            seen.add(key)
            facts = (("constraint", constraint),) if constraint else ()
            yield source.package("gem", name, exact, line=line, how=How.DECLARED, scope=scope, direct=True, facts=facts)
    if unnamed:
        message = f"gems named by what only running tells: {len(unnamed)}"
        source.warn("dynamic", message, line=unnamed[0], level=Level.NOTE)


def _verb(statement: _ruby.Statement) -> int | None:
    """Return where a statement calls what adds a dependency."""
    for before, token in enumerate(statement[1:]):
        if token.kind == "name" and token.text in _VERBS and statement[before].text == ".":
            return before + 1
    return None


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="gemspec",
    ecosystem="gem",
    patterns=("*.gemspec",),
    sniff=_sniff,
    parse=parse,
    description="runtime and development dependencies; never run: what loops and variables name is noted",
    spec_url="https://guides.rubygems.org/specification-reference/",
)

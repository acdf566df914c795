"""*.cabal: what a Haskell package asks for, by component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _haskell
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_SECTIONS = {
    "library": Scope.RUNTIME,
    "executable": Scope.RUNTIME,
    "foreign-library": Scope.RUNTIME,
    "test-suite": Scope.TEST,
    "benchmark": Scope.DEVELOPMENT,
    "common": Scope.UNKNOWN,  # whoever imports it tells
    "custom-setup": Scope.BUILD,
}
_FIELDS = frozenset({"build-depends", "setup-depends", "build-tool-depends", "build-tools"})
_FIELD = lazy.pattern(r"([ \t{};]*+)([A-Za-z][\w-]*+)[ \t]*+:(.*+)")
_SNIFF = re.compile(rb"(?i)^(?:cabal-version|build-type)[ \t]*+:", re.MULTILINE)


@dataclass(slots=True)
class _Field:
    """A list of dependencies that is being read."""

    name: str
    scope: Scope
    indent: int
    pieces: list[tuple[int, str]] = field(default_factory=list)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the dependencies of every component; the package's own libraries are left out.

    Raises:
        ParseError: not the description of a package.
    """
    fields, own = _read(source)
    seen: set[tuple[str, Scope, str]] = set()
    for entry in fields:
        scope = Scope.BUILD if entry.name.startswith("build-tool") else entry.scope
        for line, text in _items(entry.pieces):
            found = _haskell.dependency(text)
            if found is None:
                if text.strip():
                    source.warn("incomplete-entry", "a dependency without a name", line=line)
                continue
            name, version, facts = found
            key = (name, scope, version or str(facts))
            if name not in own and key not in seen:
                seen.add(key)
                yield _haskell.package(source, name, version, line=line, how=How.DECLARED, scope=scope, facts=facts)


def _read(source: SourceFile) -> tuple[list[_Field], set[str]]:
    """Return the lists of dependencies and the names that are the package's own."""
    fields: list[_Field] = []
    own: set[str] = set()
    scope = Scope.RUNTIME
    current: _Field | None = None
    known = False
    for number, raw in enumerate(source.lines(), 1):
        line = raw.expandtabs(8).rstrip()
        bare = line.lstrip()
        if not bare or bare.startswith("--"):
            continue
        indent = len(line) - len(bare)
        match = _FIELD.fullmatch(line)
        if current and indent > current.indent:
            current.pieces.append((number, bare))
            continue
        current = None
        name = match[2].lower() if match else ""
        if not match and bare.split()[0].lower().rstrip("{") in _SECTIONS:
            words = bare.rstrip("{ ").split()
            known, scope = True, _SECTIONS[words[0].lower().rstrip("{")]
            if words[0].lower() == "library":
                own.update(words[1:2])
        elif match and name in _FIELDS:
            current = _Field(name, scope, indent, [(number, match[3])])
            fields.append(current)
        elif match and name == "name" and not indent:
            own.add(match[3].strip())
        known = known or name in ("cabal-version", "build-depends")
    if not known:
        raise ParseError("not the description of a Haskell package")
    return fields, own


def _items(pieces: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the items with the line that each begins on."""
    pending, start = "", 0
    depth = 0
    for number, line in pieces:
        text = line.partition(" --")[0]
        for position, item in enumerate(_haskell.split(text) if not depth else [text]):
            if position:  # a comma stood before it
                yield start, pending
                pending, start = "", 0
            start = start or (number if item.strip() else 0)
            pending = f"{pending} {item.strip()}".strip()[:1000]
        depth = max(depth + text.count("{") - text.count("}"), 0)
    yield start, pending


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="cabal-package",
    ecosystem="hackage",
    patterns=("*.cabal",),
    sniff=_sniff,
    parse=parse,
    description="libraries, executables, tests, benchmarks, custom setup and build tools; constraints",
    spec_url="https://cabal.readthedocs.io/en/stable/cabal-package-description-file.html",
)

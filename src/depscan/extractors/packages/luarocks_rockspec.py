"""Rockspecs: what a package of Lua asks LuaRocks for; nothing is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._lua import Said, strings
from depscan.extractors.packages._python import facts
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy

_SNIFF = re.compile(rb"^\s*(?:package|rockspec_format)\s*=\s*(?:[\"']|\[\[)", re.MULTILINE)
_TABLES = {"dependencies": Scope.RUNTIME, "build_dependencies": Scope.BUILD, "test_dependencies": Scope.TEST}
_ROCK = lazy.pattern(r"(?:([\w.-]+)/)?([A-Za-z0-9][\w.-]*)\s*(.*)", re.DOTALL)
_CLAUSE = lazy.pattern(r"(==|~=|>=|<=|~>|<|>|=)?\s*@?([\w.+-]+)")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the tables of dependencies ask for; Lua itself is left out.

    Raises:
        ParseError: a string without end, or not a rockspec.
    """
    fields = set()
    for said in strings(source.text()):
        fields.add(said.path[:1])
        table = _TABLES.get(said.path[0]) if said.path else None
        # by the side of what everybody needs: dependencies.platforms.windows
        if table is None or (len(said.path) > 1 and said.path[1] != "platforms"):
            continue
        if not said.whole:
            source.warn("not-in-file", "a dependency that only running it would tell", line=said.line, level=Level.NOTE)
            continue
        yield from _rock(source, said, table)
    if not fields & {("package",), ("rockspec_format",), *((name,) for name in _TABLES)}:
        raise ParseError("not a rockspec: no package")


def _rock(source: SourceFile, said: Said, scope: Scope) -> Iterator[Component]:
    match = _ROCK.fullmatch(said.text.strip())
    clauses = [_CLAUSE.fullmatch(text.strip()) for text in match[3].split(",") if text.strip()] if match else [None]
    if match is None or not all(clauses):
        source.warn("invalid-requirement", "not a dependency of LuaRocks", line=said.line)
        return
    if match[2].lower() == "lua":
        return
    told = [(clause[1] or "==", clause[2]) for clause in clauses if clause]
    exact = told[0][1] if len(told) == 1 and told[0][0] in ("==", "=") else None
    yield source.package(
        "luarocks",
        match[2],
        exact,
        namespace=match[1] or "",
        line=said.line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=facts(constraint=None if exact else ",".join(sign + version for sign, version in told)),
    )


EXTRACTOR = Extractor(
    name="luarocks-rockspec",
    ecosystem="luarocks",
    patterns=("*.rockspec",),
    sniff=lambda head: bool(_SNIFF.search(head)) and b"dependencies" in head,
    parse=parse,
    description="dependencies, of building and testing too, of single platforms; never executed",
    spec_url="https://github.com/luarocks/luarocks/blob/main/docs/rockspec_format.md",
)

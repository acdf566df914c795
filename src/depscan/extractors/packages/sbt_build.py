"""build.sbt, project/*.sbt and project/*.scala: what sbt is asked for, read and not run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import Coordinates, component
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._repositories import endpoints
from depscan.extractors.packages._scala import Values, values
from depscan.extractors.packages._scripts import Group, Item, Token, is_name, is_sign, read, split, statements
from depscan.model import Component, Level, Scope

_STEMS = ("Dependencies", "Versions", "Version", "Library", "Libraries", "Deps", "V", "BuildSettings", "Settings")
_BESIDE = ("../build.sbt", *(f"{stem}.scala" for stem in _STEMS))
_BELOW = ("build.sbt", *(f"project/{stem}.scala" for stem in _STEMS))
_SCOPES = {
    "compile": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "provided": Scope.RUNTIME,
    "optional": Scope.RUNTIME,
    "test": Scope.TEST,
    "it": Scope.TEST,
    "integrationtest": Scope.TEST,
    "plugin": Scope.BUILD,
}


class _Module(NamedTuple):
    operands: list[list[Item]]
    cross: bool
    line: int


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the modules that ``%`` puts together, and the hosts of resolvers.

    Raises:
        ParseError: strings or comments that never end; what comes before them is yielded.
    """
    items, problem = read(source.text())
    in_project = source.folder.rpartition("/")[2] == "project"
    known = values(source, items, _BESIDE if in_project else _BELOW)
    builds = in_project and source.name.endswith(".sbt")
    suffix, unknown = "_2.12" if builds else known.suffix(), 0  # sbt 1 is of Scala 2.12
    found: list[tuple[str | None, int | None]] = []
    waiting: list[tuple[list[Item], list[Item], Scope]] = [(items, [], Scope.BUILD if builds else Scope.RUNTIME)]
    while waiting:
        inside, appended, scope = waiting.pop()
        below = []
        for segment in (part for statement in statements(inside) for part in split(statement)):
            if any(is_name(item, "resolvers", "externalResolvers", "fullResolvers") for item in segment):
                found += _hosts(segment)
            module = _module(segment, appended)
            made = _component(source, known, module, scope, suffix) if module else None
            if made:
                yield made
            elif module and len(module.operands) > 2:  # two may be a remainder
                unknown += 1
            for number, item in enumerate(segment):
                if isinstance(item, Group):
                    below.append((item.items, _mapped(segment, number) or appended, _scope(segment, number, scope)))
        waiting += reversed(below)
    yield from endpoints(source, found)
    if unknown:
        source.warn("unresolved-expression", f"{unknown} computed and cannot be told without sbt", level=Level.NOTE)
    if problem:
        raise problem


def _scope(segment: list[Item], number: int, scope: Scope) -> Scope:
    before = segment[number - 1] if number else None
    return Scope.BUILD if is_name(before, "addSbtPlugin", "addCompilerPlugin", "compilerPlugin") else scope


def _mapped(segment: list[Item], number: int) -> list[Item]:
    """Return what ``.map(_ % x)`` after a list adds to each of its modules."""
    after = segment[number + 1 : number + 4]
    if len(after) < 3 or not is_name(after[1], "map") or not isinstance(after[2], Group):
        return []
    inner = after[2].items
    return inner[1:] if inner and is_name(inner[0], "_") else []


def _module(segment: list[Item], appended: list[Item]) -> _Module | None:
    """Return what ``"g" %% "a" % "v" % Test`` puts together."""
    first = next((number for number, item in enumerate(segment) if is_sign(item, "%")), 0)
    if not first or not isinstance(segment[first - 1], Token) or is_name(segment[first - 1], "_"):
        return None
    start = first - 1
    while start and (
        is_sign(segment[start - 1], ".") or (is_sign(segment[start], ".") and is_name(segment[start - 1]))
    ):
        start -= 1
    signs, operands = 0, [segment[start:first]]
    run = 0
    for item in [*segment[first:], *appended]:
        if is_sign(item, "%"):
            run += 1
            continue
        if run:
            signs = max(signs, run) if len(operands) == 1 else signs
            operands.append([])
            run = 0
        operands[-1].append(item)
    left = segment[start]
    return _Module(operands, signs > 1, left.line) if len(operands) > 1 else None


def _component(
    source: SourceFile, known: Values, module: _Module, scope: Scope, suffix: str | None
) -> Component | None:
    """Return the module; None where its name cannot be told."""
    operands = module.operands
    group, name = known.text(operands[0]), known.text(operands[1][:3])
    if not group or not name:
        return None
    facts: dict[str, str | None] = {}
    configuration = _word(operands[3]) if len(operands) > 3 else None
    if configuration:
        scope = _SCOPES.get(configuration.partition("-")[0].partition(";")[0].lower(), scope)
        facts["scope"] = configuration.lower() if configuration.lower() in ("provided", "optional") else None
    if module.cross:
        facts["cross"] = "scala" if suffix is None else None
        name += suffix or ""
    version = known.text(operands[2][:3]) if len(operands) > 2 else None
    if version is None and len(operands) > 2:
        facts["constraint"] = "?"
    return component(source, Coordinates(group, name, version), line=module.line, scope=scope, facts=facts)


def _word(operand: Sequence[Item]) -> str | None:
    first = operand[0] if operand else None
    return first.text if isinstance(first, Token) and first.kind in ("string", "name") else None


def _hosts(segment: Sequence[Item]) -> list[tuple[str | None, int | None]]:
    found: list[tuple[str | None, int | None]] = []
    waiting = [*segment][::-1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Group):
            waiting += item.items[::-1]
        elif item.kind == "string" and "://" in item.text:
            found.append((host(item.text), item.line))
    return found


def _sniff(head: bytes) -> bool:
    return b'" %' in head or b"libraryDependencies" in head or b"addSbtPlugin" in head


EXTRACTOR = Extractor(
    name="sbt-build",
    ecosystem="maven",
    patterns=("*.sbt",),
    sniffed_patterns=("project/*.scala",),
    sniff=_sniff,
    parse=parse,
    description="modules with Scala's version in their names, configurations, plugins, resolvers, values; never run",
    spec_url="https://www.scala-sbt.org/1.x/docs/Library-Dependencies.html",
    may_be_empty=True,
)

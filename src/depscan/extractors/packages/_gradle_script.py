"""A Gradle script in Groovy or Kotlin, read and not run: dependencies, plugins, repositories, what names stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.packages._scripts import (
    Group,
    Item,
    Token,
    is_group,
    is_name,
    is_sign,
    read,
    split,
    statements,
)

_LONGEST = 1_000
_PREFIXES = frozenset({"project", "rootProject", "ext", "extra", "gradle", "properties", "this", "settings", "Ext"})
_GETTERS = frozenset({"property", "findProperty", "getProperty", "gradleProperty", "get", "getAt", "getValue"})
_AFTER = frozenset({"get", "toString", "getOrNull", "orNull", "trim", "asProvider", "requiredVersion"})
_TRANSPARENT = frozenset({"", "buildscript", "allprojects", "subprojects", "ext", "extra", "companion", "apply", "run"})
_MODIFIERS = frozenset({"val", "var", "def", "const", "private", "internal", "final", "static", "public", "String"})
_UNUSED = frozenset({"constraints", "components", "modules", "publishing", "uploadArchives", "dependencyManagement"})
_CONTROL = frozenset(
    {"if", "else", "for", "each", "forEach", "with", "apply", "run", "try", "when", "configure", "let"}
)


class Declared(NamedTuple):
    """A statement in a ``dependencies`` block."""

    configuration: str
    arguments: list[Item]
    line: int
    where: str
    """``buildscript``, ``bom`` or empty."""
    blocks: str
    """Names of the blocks around it, which may tell of tests."""


class Plugin(NamedTuple):
    """A statement in a ``plugins`` block."""

    items: list[Item]
    line: int


class Repository(NamedTuple):
    """A repository: a function's name such as ``mavenCentral``, or what is in ``maven``'s brackets."""

    kind: str
    items: list[Item]
    line: int
    builds: bool
    """Of plugins rather than of the project's own dependencies."""


@dataclass
class Script:
    """What a script says, unevaluated."""

    kotlin: bool
    declared: list[Declared] = field(default_factory=list)
    plugins: list[Plugin] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)
    variables: dict[str, list[Item]] = field(default_factory=dict)
    applied: list[list[Item]] = field(default_factory=list)
    problem: ParseError | None = None
    whole: bool = False
    """It speaks for the whole build: that of the root project, or the settings."""


def parse_script(text: str, *, kotlin: bool) -> Script:
    """Return what a script says."""
    items, problem = read(text)
    script = Script(kotlin=kotlin, problem=problem)
    _walk(script, items)
    return script


def _walk(script: Script, items: list[Item]) -> None:
    """Go through the blocks, in document order; ``path`` names those that a statement is in."""
    stack: list[tuple[Iterator[list[Item]], tuple[str, ...]]] = [(statements(items), ())]
    while stack:
        statement = next(stack[-1][0], None)
        if statement is None:
            stack.pop()
            continue
        path = stack[-1][1]
        inside = _innermost(path)
        if _assigns(script, statement, path):
            continue
        body = statement[-1] if isinstance(statement[-1], Group) and statement[-1].bracket == "{" else None
        name = _block_name(statement) if body else ""
        if inside == "repositories":
            _repository(script, statement, path)
            continue
        if inside == "plugins" and not (body and name in _CONTROL):
            script.plugins.append(Plugin(statement, statement[0].line))
            continue
        if inside in ("dependencies", "imports") and not (body and name in (_CONTROL | _UNUSED)):
            _declare(script, statement, path)
            continue
        if is_name(statement[0], "apply") and not body:
            script.applied.append(statement[1:])
        for item in statement:
            if isinstance(item, Group) and item.bracket == "{" and name not in ("constraints", "components", "modules"):
                stack.append((statements(item.items), (*path, name)))


def _innermost(path: tuple[str, ...]) -> str:
    """Return the block that gives a statement its meaning."""
    for name in reversed(path):
        last = name.rpartition(".")[2]
        if last not in _CONTROL:
            if last == "repositories" and not set(path) & {"publishing", "uploadArchives", "publications"}:
                return last
            if last == "dependencies" and "dependencyManagement" not in path:
                return last
            return last if last in ("plugins", "imports", "ext", "extra") else ""
    return ""


def _block_name(statement: list[Item]) -> str:
    """Return the dotted name before a block, with the string that a call such as ``create("x")`` is given."""
    parts: list[str] = []
    parts_before = ""
    for item in statement[:-1]:
        if isinstance(item, Token) and item.kind == "name":
            parts = [*parts, item.text] if parts and parts[-1] == "." else [item.text]
        elif is_sign(item, "."):
            parts = [*parts, "."]
        elif is_sign(item, "="):
            break
        if is_name(item, "by"):  # val commonTest by getting { … }
            return parts_before
        parts_before = "".join(parts)
    name = "".join(parts)
    if statement and is_name(statement[0], "object", "companion") and not name.startswith("companion"):
        return f"object {name}"
    return name


# ------------------------------------------------------------------------------------------------------- variables


def _assigns(script: Script, statement: list[Item], path: tuple[str, ...]) -> bool:
    """Note a variable, and tell whether a statement is nothing else."""
    where = path[-1] if path else ""
    owner = where.removeprefix("object ") + "." if where.startswith("object ") else ""
    if not owner and where.rpartition(".")[2] not in _TRANSPARENT:
        return False
    position = next((number for number, item in enumerate(statement) if is_sign(item, "=")), 0)
    if position:
        name = _assigned(statement[:position])
        if name:
            _note(script, owner + name, statement[position + 1 :])
        return not any(is_group(item, "{") for item in statement)
    return _by_call(script, statement, owner)


def _assigned(left: list[Item]) -> str:
    """Return the name that stands before an equals sign, without modifiers, types and prefixes."""
    left = split(left, ":")[0] if split(left, ":") else []
    while left and is_name(left[0], *_MODIFIERS) and len(left) > 1 and not is_sign(left[1], "."):
        left = left[1:]
    if len(left) > 1 and is_name(left[0]) and is_name(left[1]):  # a type before the name
        left = left[1:]
    if left and is_sign(left[-1], "+"):
        left = left[:-1]
    return ".".join(chain(left) or ())


def _by_call(script: Script, statement: list[Item], owner: str) -> bool:
    """Note ``set("x", …)``, ``extra.set("x", …)`` and ``val x by extra(…)``."""
    last = statement[-1]
    if not isinstance(last, Group):
        return False
    for number, item in enumerate(statement):
        if is_name(item, "by") and number and is_name(statement[number - 1]) and last.bracket in "({":
            name = statement[number - 1]
            if isinstance(name, Token) and is_name(statement[number + 1], "extra"):
                _note(
                    script, owner + name.text, [i for i in last.items if not (isinstance(i, Token) and i.kind == "end")]
                )
            return True
    if last.bracket == "(" and len(statement) > 1 and is_name(statement[-2], "set"):
        arguments = split(last.items)
        if len(arguments) == 2 and isinstance(arguments[0][0], Token) and arguments[0][0].kind == "string":
            _note(script, owner + arguments[0][0].text, arguments[1])
        return True
    return False


def _note(script: Script, name: str, value: list[Item]) -> None:
    """Keep what a name stands for, and what the keys of a map do."""
    pending = [(name, value)]
    while pending:
        name, value = pending.pop()
        if not name or not value or len(name) > _LONGEST:
            continue
        script.variables.setdefault(name, value)
        last = value[-1]
        if not isinstance(last, Group) or not (last.bracket == "[" or is_name(value[0], "mapOf", "hashMapOf")):
            continue
        for entry in split(last.items):
            position = next((n for n, item in enumerate(entry) if is_sign(item, ":") or is_name(item, "to")), 0)
            key = entry[0]
            if position == 1 and isinstance(key, Token):
                pending.append((f"{name}.{key.text}", entry[2:]))


def chain(items: Sequence[Item]) -> tuple[str, ...] | None:
    """Return the names of ``a.b['c'].property("d")`` as (a, b, c, d) without prefixes; None if it is no name."""
    names: list[str] = []
    for number, item in enumerate(items):
        if isinstance(item, Token):
            if item.kind == "name":
                names.append(item.text)
            elif (item.kind == "string" and len(items) == 1) or item.text not in (".", "?", "!"):
                return None
            continue
        inner = item.items
        if not inner and item.bracket == "(":
            if names and names[-1] in _AFTER:
                names.pop()
            continue
        only = inner[0] if len(inner) == 1 else None
        if not isinstance(only, Token) or only.kind != "string" or item.bracket == "{":
            return None
        if item.bracket == "(":
            before = items[number - 1] if number else None
            if not is_name(before, *_GETTERS):
                return None
            names.pop()
        names.append(only.text)
    while len(names) > 1 and names[0] in _PREFIXES:
        names.pop(0)
    return tuple(names) or None


# ---------------------------------------------------------------------------------- dependencies and repositories


def _declare(script: Script, statement: list[Item], path: tuple[str, ...]) -> None:
    """Take one statement apart into the configuration and what is given to it."""
    head, rest = statement[0], statement[1:]
    blocks = ".".join(path)
    where = "buildscript" if "buildscript" in path else "bom" if _innermost(path) == "imports" else ""
    if not isinstance(head, Token) or head.kind not in ("name", "string") or not rest:
        return
    configuration, line = head.text, head.line
    if rest and is_sign(rest[0], "."):  # configurations.implementation(…), implementation.invoke(…)
        return
    if rest and is_group(rest[-1], "{") and len(rest) > 1:
        rest = rest[:-1]  # how it is to be resolved
    if len(rest) == 1 and isinstance(rest[0], Group) and rest[0].bracket == "(":
        rest = rest[0].items
    elif is_group(rest[0], "(") and len(rest) > 1 and is_group(rest[1], "{"):
        rest = rest[0].items if isinstance(rest[0], Group) else rest
    if configuration == "add":
        parts = split(rest)
        if len(parts) > 1 and isinstance(parts[0][0], Token):
            configuration = parts[0][0].text
            rest = [item for part in parts[1:] for item in (*part, Token("other", ",", line))]
    script.declared.append(Declared(configuration, rest, line, where, blocks))


def _repository(script: Script, statement: list[Item], path: tuple[str, ...]) -> None:
    """Note the repositories of a statement; ``exclusiveContent`` and the like hold others."""
    builds = bool({"buildscript", "pluginManagement"} & set(path))
    stack = [statement]
    while stack:
        items = stack.pop()
        name = next((item for item in items if isinstance(item, Token) and item.kind == "name"), None)
        if name is None:
            continue
        if name.text in ("maven", "ivy", "mavenCentral", "google", "jcenter", "gradlePluginPortal", "mavenLocal"):
            script.repositories.append(Repository(name.text, items[1:], name.line, builds))
        else:
            stack += [
                inner
                for item in items
                if isinstance(item, Group) and item.bracket == "{"
                for inner in statements(item.items)
            ][::-1]

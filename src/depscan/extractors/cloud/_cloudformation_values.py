"""What the functions of a CloudFormation template give, as far as the template itself tells.

Parts that only deploying tells stay in a text as placeholders of the form ``${Name}``, as ``Fn::Sub`` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.syntax import lazy
from depscan.syntax.yaml import Map, Seq

_DEPTH = 20
_LONGEST = 10_000
_MOST = 20
_TAGS = frozenset(
    {
        "And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "ImportValue", "Join", "Length",
        "Not", "Or", "Select", "Split", "Sub", "ToJsonString", "Transform",
    }
)  # fmt: skip
_REFERENCE = lazy.pattern(r"\$\{([^${}!][^${}]{0,200}+)\}")
_NODES = 1_000_000
"""What is looked at in all, however often aliases lead to the same."""


class Part(NamedTuple):
    """A mapping or a text within properties."""

    path: tuple[str, ...]
    """Keys that lead to it, functions left out."""
    value: Any
    line: int | None


def function_of(tag: str) -> str | None:
    """Return the function that a YAML tag is short for: ``!GetAtt`` → ``Fn::GetAtt``."""
    if tag in ("!Ref", "!Condition"):
        return tag[1:]
    return f"Fn::{tag[1:]}" if tag[:1] == "!" and tag[1:] in _TAGS else None


def call(value: Any) -> str | None:
    """Return the name of the function that a value calls; None if it is not a call."""
    if isinstance(value, Map) and len(value) == 1:
        name = next(iter(value))
        if name == "Ref" or name.startswith("Fn::"):
            return name
    return None


class Values:
    """The parameters and mappings of one template."""

    def __init__(self, template: Map, *, region: str | None = None) -> None:
        parameters, mappings = template.get("Parameters"), template.get("Mappings")
        self._parameters: Map = parameters if isinstance(parameters, Map) else Map(0)
        self._mappings: Map = mappings if isinstance(mappings, Map) else Map(0)
        self._known = {"AWS::Region": region} if region else {}
        self._left = _NODES

    def text(self, value: Any) -> str:
        """Return what a value is, with placeholders for what is not known; empty where it is no text at all."""
        return self._text(value, 0)[:_LONGEST]

    def literal(self, value: Any) -> str | None:
        """Return what a value is if that is known as a whole."""
        text = self.text(value)
        return text if text and "${" not in text else None

    def alternatives(self, value: Any) -> list[str]:
        """Return the texts that a value may be, one for each branch of its conditions."""
        found: list[str] = []
        waiting = [value]
        while waiting and len(found) < _MOST:
            branch = waiting.pop()
            inside = branch["Fn::If"] if call(branch) == "Fn::If" else None
            if isinstance(inside, Seq) and len(inside) == 3 and len(waiting) < _MOST:
                waiting += [inside[2], inside[1]]
            elif text := self.text(branch):
                found.append(text)
        return found

    def walk(self, properties: Any) -> Iterator[Part]:
        """Yield the mappings and texts within the properties of a resource, each object once, in order."""
        seen: set[int] = set()
        stack = [Part((), properties, None)]
        while stack:
            part = stack.pop()
            path, value, line = part
            if isinstance(value, str):
                yield part
                continue
            if not isinstance(value, Map | Seq) or id(value) in seen or len(path) > _DEPTH:
                continue
            seen.add(id(value))
            name = call(value)
            inside = value[name] if name and isinstance(value, Map) else None
            if name == "Fn::If" and isinstance(inside, Seq):
                stack += [Part(path, branch, line) for branch in (inside[2:3] + inside[1:2])]
            elif name:
                yield Part(path, self.text(value), line)
            elif isinstance(value, Map):
                yield part
                stack += [Part((*path, key), value[key], value.lines.get(key)) for key in reversed(value)]
            elif isinstance(value, Seq):
                items = list(zip(value, value.lines, strict=False))
                stack += [Part(path, item, at) for item, at in reversed(items)]

    def _text(self, value: Any, depth: int) -> str:
        self._left -= 1
        if isinstance(value, str):
            return value
        name = call(value)
        if name is None or depth > _DEPTH or self._left < 0:
            return ""
        inside = value[name]
        if name == "Ref":
            return self._named(inside)
        if name == "Fn::Sub":
            return self._substituted(inside, depth)
        if name == "Fn::Join":
            return self._joined(inside, depth)
        if name == "Fn::FindInMap":
            return self._mapped(inside, depth)
        if name == "Fn::If" and isinstance(inside, Seq) and len(inside) == 3:
            return self._text(inside[1], depth + 1) or self._text(inside[2], depth + 1)
        if name in ("Fn::Base64", "Fn::ToJsonString"):
            return self._text(inside, depth + 1)
        return "${" + name.removeprefix("Fn::") + "}"

    def _named(self, name: Any) -> str:
        if not isinstance(name, str) or name == "AWS::NoValue":
            return ""
        parameter = self._parameters.get(name)
        default = parameter.get("Default") if isinstance(parameter, Map) else None
        known = self._known.get(name) or (default if isinstance(default, str) else None)
        if known and "AWS::SSM::Parameter" in str(parameter.get("Type") if parameter else ""):
            return "${" + name + "}"  # the default is the name of a parameter kept elsewhere
        return known or "${" + name[:200] + "}"

    def _substituted(self, inside: Any, depth: int) -> str:
        text, given = inside, None
        if isinstance(inside, Seq) and len(inside) == 2:
            text, given = inside
        if not isinstance(text, str):
            return ""
        own = given if isinstance(given, Map) else {}

        def replaced(match: Any) -> str:
            name = match[1].strip()
            return self._text(own[name], depth + 1) if name in own else self._named(name)

        return _REFERENCE.sub(replaced, text[:_LONGEST])

    def _joined(self, inside: Any, depth: int) -> str:
        if not isinstance(inside, Seq) or len(inside) != 2 or not isinstance(inside[0] or "", str):
            return ""
        if not isinstance(inside[1], Seq):
            return "${Join}"
        parts: list[str] = []
        length = 0
        for item in inside[1]:
            parts.append(self._text(item, depth + 1))
            length += len(parts[-1])
            if length > _LONGEST:
                break
        return (inside[0] or "").join(parts)[:_LONGEST]

    def _mapped(self, inside: Any, depth: int) -> str:
        """Look up a mapping; by a key that is not known, only where all keys give the same."""
        if not isinstance(inside, Seq) or len(inside) < 3:
            return ""
        name, first, second = (self._text(part, depth + 1) for part in inside[:3])
        table = self._mappings.get(name)
        if not isinstance(table, Map):
            return "${FindInMap}"
        rows = [table[first]] if first in table else list(table.values())[:200] if "${" in first else []
        found = {str(row[second]) for row in rows if isinstance(row, Map) and isinstance(row.get(second), str)}
        return found.pop() if len(found) == 1 else "${FindInMap}"

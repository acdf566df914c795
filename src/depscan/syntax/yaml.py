"""YAML as plain values with lines, from libyaml's events: nothing is constructed, no alias is ever expanded.

Scalars stay strings (``NO`` is Norway, ``1.10`` is a version, ``on`` is a key); only an empty scalar, ``~`` and
``null`` are None. An alias is the very object of its anchor, so a "billion laughs" costs nothing unless somebody walks
it: walk known paths, never "everything below".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from depscan.errors import ParseError
from depscan.syntax import limits
from depscan.syntax.decode import to_text

Functions = Callable[[str], str | None]
"""Returns the name of the function that a tag is short for: ``!Ref`` → ``Ref``; None for any other tag."""

_REPEATED = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Map(dict[str, Any]):
    """A mapping that knows the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Seq(list[Any]):
    """A sequence that knows the line of each item."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def line_at(value: Any, place: tuple[int | str, ...]) -> int:
    """Return the line of a place in a value, as near as it goes."""
    line: int = getattr(value, "line", 1)
    for part in place:
        if isinstance(value, Map) and isinstance(part, str) and part in value.lines:
            line = value.lines[part]
            value = value.get(part)
        elif isinstance(value, Seq) and isinstance(part, int) and part < len(value.lines):
            line = value.lines[part]
            value = value[part]
        else:
            break
    return line


def read(
    data: bytes | str,
    *,
    unique_keys: bool = False,
    repeated: list[int] | None = None,
    functions: Functions | None = None,
) -> Any:
    """Return the first document's value: Map, Seq, str or None.

    Args:
        data: the file.
        unique_keys: refuse a key that is given twice.
        repeated: receives the lines of keys that are given again; the last one counts.
        functions: what tags are short for: ``!Ref Name`` is then read as ``{Ref: Name}``; without it tags are left out.

    Raises:
        ParseError: not YAML, beyond the limits, or (with ``unique_keys``) a key given twice.
    """
    return next(read_documents(data, unique_keys=unique_keys, repeated=repeated, functions=functions), None)


def read_documents(
    data: bytes | str,
    *,
    unique_keys: bool = False,
    repeated: list[int] | None = None,
    functions: Functions | None = None,
) -> Iterator[Any]:
    """Yield each document's value; those before an error are yielded before it is raised.

    Args:
        data: the file.
        unique_keys: refuse a key that is given twice.
        repeated: receives the lines of keys that are given again; the last one counts.
        functions: what tags are short for, as ``read`` takes it.

    Raises:
        ParseError: as ``read``.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = data if isinstance(data, str) else to_text(data)[0]
    budget = max(limits.YAML_NODES, len(text))
    builder = _Builder(budget=budget, unique_keys=unique_keys, repeated=repeated, functions=functions)
    try:
        for event in yaml.parse(text, Loader=loader):
            if builder.take(event):
                yield builder.result
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ParseError(f"not valid YAML: {error.problem or error.context}", line=line) from error
    except yaml.YAMLError as error:
        raise ParseError("not valid YAML: characters that YAML does not allow") from error
    except (ValueError, UnicodeError, RecursionError) as error:
        raise ParseError("not valid YAML") from error


class _Builder:
    """Builds values from events with an explicit stack, counting depth, nodes and aliases."""

    def __init__(
        self, *, budget: int, unique_keys: bool, repeated: list[int] | None, functions: Functions | None
    ) -> None:
        self.result: Any = None
        self._stack: list[Map | Seq] = []
        self._keys: list[str | None] = []
        self._waiting: list[bool] = []  # for each open Map: is a key read whose value is to come?
        self._anchors: dict[str, Any] = {}
        self._open_anchors: list[tuple[str | None, Any]] = []  # and what stands for the collection outside
        self._to_merge: list[bool] = []  # for each open collection: is it the value of a merge key?
        self._nodes = 0
        self._aliases = 0
        self._budget = budget
        self._unique = unique_keys
        self._repeated = repeated
        self._functions = functions

    def take(self, event: Any) -> bool:
        """Take one event; True when a document is complete in ``result``."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            value: Any = event.value
            if event.implicit[0] and value in _NULLS:
                value = None
            value = self._called(value, event)
            if event.anchor:
                self._anchors[event.anchor] = value
            self._add(value, event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            line = event.start_mark.line + 1
            if len(self._stack) >= limits.DEPTH:
                raise ParseError("nested too deeply", line=line)
            value = Map(line) if kind == "MappingStartEvent" else Seq(line)
            outside = self._called(value, event)
            self._to_merge.append(self._add(outside, event))
            self._stack.append(value)
            self._keys.append(None)
            self._waiting.append(False)
            self._open_anchors.append((event.anchor, outside))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            value = self._stack.pop()
            self._keys.pop()
            self._waiting.pop()
            anchor, outside = self._open_anchors.pop()
            if self._to_merge.pop():
                self._merge(cast("Map", self._stack[-1]), value)
            if anchor:  # only now: a collection cannot contain itself
                self._anchors[anchor] = outside
        elif kind == "AliasEvent":
            self._aliases += 1
            if self._aliases > limits.YAML_ALIASES:
                raise ParseError("too many aliases", line=event.start_mark.line + 1)
            value = self._anchors.get(event.anchor)
            if self._add(value, event):
                self._merge(cast("Map", self._stack[-1]), value)
        elif kind == "DocumentStartEvent":
            self.result = None
            self._anchors.clear()
        elif kind == "DocumentEndEvent":
            return True
        return False

    def _called(self, value: Any, event: Any) -> Any:
        """Return the value, or the call of the function that its tag is short for."""
        name = self._functions(event.tag) if self._functions and event.tag else None
        if name is None:
            return value
        call = Map(event.start_mark.line + 1)
        call[name], call.lines[name] = value, call.line
        return call

    def _add(self, value: Any, event: Any) -> bool:
        """Put a value where it belongs; True if that is to be merged into the open mapping once it is complete."""
        line = event.start_mark.line + 1
        self._nodes += 1
        if self._nodes > self._budget:
            raise ParseError("too many nodes", line=line)
        if not self._stack:
            self.result = value
            return False
        parent = self._stack[-1]
        if isinstance(parent, Seq):
            parent.append(value)
            parent.lines.append(line)
            return False
        if not self._waiting[-1]:
            key = "" if value is None else value if isinstance(value, str) else "?"
            if key != "<<" and key in parent.lines:
                if self._unique:
                    raise ParseError(f"the key {key!r} is given twice", line=line)
                if self._repeated is not None and len(self._repeated) < _REPEATED:
                    self._repeated.append(line)
            self._keys[-1] = key
            self._waiting[-1] = True
            if key != "<<":
                parent.lines[key] = line
            return False
        key = self._keys[-1] or ""
        self._waiting[-1] = False
        if key == "<<" and isinstance(value, Map | Seq):
            return True
        parent[key] = value
        return False

    def _merge(self, target: Map, source: Map | Seq) -> None:
        for mapping in source if isinstance(source, Seq) else (source,):
            if not isinstance(mapping, Map):
                continue
            self._nodes += len(mapping)
            if self._nodes > self._budget:
                raise ParseError("too many nodes", line=target.line)
            for key, value in mapping.items():
                if key not in target:
                    target[key] = value
                    target.lines.setdefault(key, mapping.lines.get(key, mapping.line))

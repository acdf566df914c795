"""XML as it streams by, into structs: rules that say what each element means, and who follows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

from depscan.errors import ParseError
from depscan.syntax import limits, xml

Attributes = dict[str, str]


def _same(owner: Any, _attributes: Attributes, _line: int) -> Any:
    return owner


@dataclass(slots=True, kw_only=True)
class Rule:
    """What an element means: what it opens within its owner, and what closing it does there."""

    opens: Callable[[Any, Attributes, int], Any] = _same
    """From what the parent opened, attributes and line to what the children's rules are given."""
    closes: Callable[[Any, Any, str], None] | None = None
    """Given what the parent opened, what this opened, and the text if there is to be one."""
    children: dict[str, Rule] = field(default_factory=dict)
    """By local name; whatever has no rule is skipped with all that it holds."""
    has_text: bool = False


def text(name: str) -> Rule:
    """Return the rule of an element whose text is a field of its owner."""
    return Rule(closes=lambda owner, _own, said: setattr(owner, name, said), has_text=True)


def member(key: str) -> Rule:
    """Return the rule of an element whose text is a member of a mapping."""
    return Rule(closes=lambda owner, _own, said: owner.__setitem__(key, said), has_text=True)


def item() -> Rule:
    """Return the rule of an element whose text is an item of a list."""
    return Rule(closes=lambda owner, _own, said: owner.append(said), has_text=True)


def part(name: str, make: Callable[[], Any], children: dict[str, Rule]) -> Rule:
    """Return the rule of an element that collects plain values, kept as the JSON would have them."""
    return Rule(
        opens=lambda _owner, _attributes, _line: make(),
        closes=lambda owner, own, _text: setattr(owner, name, Raw(msgspec.json.encode(own))),
        children=children,
    )


def listed(name: str, children: dict[str, Rule]) -> Rule:
    """Return the rule of an element that holds the items of a list."""

    def opens(owner: Any, _attributes: Attributes, _line: int) -> Any:
        if getattr(owner, name) is None:
            setattr(owner, name, [])
        return getattr(owner, name)

    return Rule(opens=opens, children=children)


class Builder:
    """Follows the rules while expat reads; elements without a rule cost two calls each."""

    def __init__(self, roots: dict[str, Rule], result: Any, beginning: bytes) -> None:
        """Args: the rules of root elements by local name, what they fill, and how the document begins."""
        self.namespace = ""
        """Of the root element, once that is met."""
        self._roots = roots
        self._result = result
        self._refusal = ""
        self._parser = xml.parser(beginning)
        self._stack: list[tuple[Rule, Any]] = []
        self._skipped = 0
        self._pieces: list[str] = []

    def read(self, data: bytes, refusal: str) -> None:
        """Fill the result.

        Args:
            data: the document.
            refusal: what to say if the root element is none of those with a rule.

        Raises:
            ParseError: not well-formed, or refused.
        """
        self._refusal = refusal
        self._parser.StartElementHandler = self._start_root
        self._parser.EndElementHandler = self._end
        xml.run(self._parser, data)

    def _start_root(self, name: str, attributes: Attributes) -> None:
        self.namespace, _, local = name.rpartition("}")
        line = self._parser.CurrentLineNumber
        rule = self._roots.get(local)
        if rule is None:
            raise ParseError(self._refusal, line=line)
        self._stack.append((rule, rule.opens(self._result, attributes, line)))
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Attributes) -> None:
        rule, owner = self._stack[-1]
        wanted = rule.children.get(name.rpartition("}")[2])
        if wanted is None:
            self._skipped = 1
            self._parser.StartElementHandler = self._start_skipped
            self._parser.EndElementHandler = self._end_skipped
            return
        line = self._parser.CurrentLineNumber
        if len(self._stack) >= limits.DEPTH * 50:
            raise ParseError("nested too deeply", line=line)
        self._stack.append((wanted, wanted.opens(owner, attributes, line)))
        if wanted.has_text:
            self._pieces.clear()
            self._parser.CharacterDataHandler = self._pieces.append

    def _end(self, _name: str) -> None:
        rule, own = self._stack.pop()
        text = ""
        if rule.has_text:
            self._parser.CharacterDataHandler = None
            text = "".join(self._pieces).strip()
            self._pieces.clear()  # an element around it has text only if nothing stands within it
        if rule.closes is not None:
            rule.closes(self._stack[-1][1], own, text)

    def _start_skipped(self, _name: str, _attributes: Attributes) -> None:
        self._skipped += 1

    def _end_skipped(self, _name: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end

"""Terms of Elixir and Erlang without running anything: texts, atoms, keywords, tuples, lists and maps, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.syntax import lazy, limits

# A literal that is not closed takes what is left, and every other piece what it begins: nothing is read twice.
_TEXT = r'(?P<long>"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?+)|(?P<text>"(?:[^"\\]|\\.)*+"?+)(?P<colon>:(?=\s))?+'
_ELIXIR = lazy.pattern(
    r"(?P<comma>,)|(?P<open>%\{|[\[({])|(?P<close>[\])}])"
    rf"|{_TEXT}"
    r"|(?P<comment>\#[^\n]*+)"
    r"|~[a-zA-Z]++(?:\((?P<s1>[^)]*+)\)?+|\[(?P<s2>[^\]]*+)\]?+|\{(?P<s3>[^}]*+)\}?+|/(?P<s4>[^/\n]*+)/?+|\|(?P<s5>[^|]*+)\|?+)"
    r"|(?P<key>[a-zA-Z_]\w*+[?!]?+:(?=\s))"
    r"|:(?P<atom>[a-zA-Z_][\w@]*+[?!]?+|\"(?:[^\"\\\n]|\\.)*+\")"
    r"|(?P<name>[^\W\d]\w*+[?!]?+(?:\.[^\W\d]\w*+[?!]?+)*+)"
    r"|(?P<other>\d[\w.]*+|[^\s])",
    re.DOTALL,
)
_ERLANG = lazy.pattern(
    rf"<<(?:{_TEXT})(?:/utf8)?+(?:>>)?+".replace("(?P<long>", "(?P<blong>")
    .replace("(?P<text>", "(?P<binary>")
    .replace("(?P<colon>", "(?P<bcolon>")
    + rf"|{_TEXT}|(?P<comment>%[^\n]*+)"
    + r"|'(?P<quoted>(?:[^'\\\n]|\\.)*+)'?+|\$(?:\\.|[^\\])|(?P<atom>[a-z][\w@]*+)|(?P<name>[A-Z_]\w*+)"
    + r"|(?P<open>\#\{|[\[({])|(?P<close>[\])}])|(?P<comma>,)|(?P<stop>\.(?=\s|\Z))|(?P<other>\d[\w.]*+|[^\s])",
    re.DOTALL,
)
_KINDS = {
    "long": "text", "text": "text", "blong": "text", "binary": "text", "colon": "key", "bcolon": "text",
    "s1": "text", "s2": "text", "s3": "text", "s4": "text", "s5": "text", "quoted": "atom",
}  # fmt: skip
_PLAIN = frozenset({"name", "other"})
"""Kinds whose text is as it stands there."""


class Leaf(NamedTuple):
    """A piece: ``text``, ``atom``, ``key`` (``name:``), ``name`` or ``other``."""

    kind: str
    text: str
    line: int


@dataclass(slots=True)
class Group:
    """What stands in brackets: its arguments, each a list of pieces, of which a literal has one."""

    bracket: str
    line: int
    arguments: list[list[Leaf | Group]] = field(default_factory=lambda: [[]])

    def literals(self) -> list[Leaf | Group | None]:
        """Return the arguments that are one literal each; None for those that are keywords or more."""
        filled = [argument for argument in self.arguments if argument]
        return [argument[0] if len(argument) == 1 else None for argument in filled]

    def keywords(self) -> dict[str, Leaf | Group]:
        """Return the arguments ``name: value``, also those in a list at the end; of an expression its beginning."""
        found: dict[str, Leaf | Group] = {}
        last = self.arguments[-1]
        inner = last[0] if len(last) == 1 else None
        lists = [self, inner] if isinstance(inner, Group) and inner.bracket == "[" else [self]
        for group in lists:
            for argument in group.arguments:
                if len(argument) > 1 and isinstance(argument[0], Leaf) and argument[0].kind == "key":
                    found.setdefault(argument[0].text, argument[1])
        return found


Node = Leaf | Group


def read(text: str, *, erlang: bool = False) -> tuple[list[Group], bool]:
    """Read terms, or a file of Elixir as far as it is brackets and words.

    Returns:
        For Erlang a group for each term that ends with a full stop, for Elixir one group of everything; and whether
        all brackets are closed.

    Raises:
        ParseError: nested too deeply.
    """
    root = Group("", 1)
    roots = [root]
    stack = [root]
    pieces: list[Leaf | Group] = root.arguments[-1]  # of the argument that is being read
    line, counted, end_of_line = 1, 0, text.find("\n")
    for match in (_ERLANG if erlang else _ELIXIR).finditer(text):
        kind = match.lastgroup
        if kind == "comma":
            pieces = []
            stack[-1].arguments.append(pieces)
            continue
        if kind is None or kind == "comment":
            continue
        start = match.start()
        if end_of_line >= 0 and start > end_of_line:
            line += text.count("\n", counted, start)
            counted, end_of_line = start, text.find("\n", start)
        if kind == "open":
            pieces_within: list[Leaf | Group] = []
            group = Group(match[0][-1], line, [pieces_within])
            pieces.append(group)
            stack.append(group)
            pieces = pieces_within
            if len(stack) > limits.DEPTH:
                raise ParseError("nested too deeply", line=line)
        elif kind == "close":
            if len(stack) > 1:
                stack.pop()
                pieces = stack[-1].arguments[-1]
        elif kind == "stop":
            if len(stack) == 1:
                root = Group("", line)
                roots.append(root)
                stack = [root]
                pieces = root.arguments[-1]
        elif kind in _PLAIN:
            pieces.append(Leaf(kind, match[kind], line))
        else:
            pieces.append(_leaf(match, kind, line))
    return roots, len(stack) == 1


def _leaf(match: re.Match[str], kind: str, line: int) -> Leaf:
    known = _KINDS.get(kind, kind)
    if kind in ("colon", "bcolon"):
        piece = (match["text"] if kind == "colon" else match["binary"]) or ""
    else:
        piece = match[kind]
    if known == "key" and kind != "colon":
        piece = piece[:-1]
    elif kind in ("long", "blong", "text", "binary", "colon", "bcolon") or piece[:1] == '"':
        piece = piece.strip('"')
    if known == "text" and "#{" in piece and kind not in ("blong", "binary"):
        return Leaf("other", piece, line)
    return Leaf(known, piece, line)


def walk(nodes: list[Node]) -> Iterator[Group]:
    """Yield the groups among nodes and all groups in them, outer ones first, in order."""
    stack: list[Node] = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, Group):
            yield node
            stack.extend(inner for argument in reversed(node.arguments) for inner in reversed(argument))


def text_of(node: Node | None) -> str | None:
    """Return the text of a literal text."""
    return node.text if isinstance(node, Leaf) and node.kind == "text" else None


def word_of(node: Node | None) -> str | None:
    """Return a text or an atom."""
    return node.text if isinstance(node, Leaf) and node.kind in ("text", "atom") and node.text else None


def words_of(node: Node | None) -> list[str]:
    """Return a word, or those of a list."""
    if isinstance(node, Group):
        return [word for item in node.literals() if (word := word_of(item))]
    word = word_of(node)
    return [word] if word else []

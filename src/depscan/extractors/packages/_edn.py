"""EDN, the data of Clojure, as lists, maps, texts and symbols with lines: one linear pass, without recursion."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.syntax import lazy, limits

_TOKEN = lazy.pattern(
    r"""[\s,]++|;[^\n]*+|(?P<discard>\#_)|(?P<string>\#?"(?:[^"\\]|\\.)*+")|(?P<broken>")
    |(?P<open>\#?\{|\#?\(|\[|\#\?@?\(|\#:[\w./-]*+\s*+\{)|(?P<close>[)\]}])
    |(?P<prefix>\^|'|`|~@?|@|\#')|(?P<atom>\\.[^\s,()\[\]{}";]*+|[^\s,()\[\]{}"';~@^`][^\s,()\[\]{}";~@^`]*+)|.""",
    16 | 64,  # re.DOTALL | re.VERBOSE
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Text(str):
    """A text in quotes."""

    __slots__ = ("line",)
    line: int


class Symbol(str):
    """A symbol, a keyword or a number, as written."""

    __slots__ = ("line",)
    line: int


class Forms(list["Form"]):
    """What is between brackets; maps and sets are lists here, too."""

    __slots__ = ("bracket", "line")

    def __init__(self, bracket: str, line: int) -> None:
        super().__init__()
        self.bracket = bracket
        self.line = line

    def pairs(self) -> Iterator[tuple[Form, Form]]:
        """Yield keys and values of a map."""
        yield from zip(self[::2], self[1::2], strict=False)

    def get(self, key: str) -> Form | None:
        """Return the value of a keyword."""
        for name, value in self.pairs():
            if isinstance(name, Symbol) and name == key:
                return value
        return None


Form = Text | Symbol | Forms


def read(text: str) -> Forms:
    """Return the forms of a document; metadata and readers' tags stay as symbols before what they belong to.

    Raises:
        ParseError: brackets that do not match, a text that never ends, or nested too deeply.
    """
    root = Forms("", 1)
    stack = [root]
    line = 1
    discarded: list[tuple[int, int]] = []  # (depth, how many forms there were) of each discard that waits for its form
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup, match.group()
        top = stack[-1]
        if kind == "discard":
            discarded.append((len(stack), len(top)))
        elif kind == "open":
            if len(stack) > limits.DEPTH:
                raise ParseError("nested too deeply", line=line)
            forms = Forms(piece[-1], line)
            top.append(forms)
            stack.append(forms)
        elif kind == "close":
            if len(stack) == 1 or _CLOSING[top.bracket] != piece:
                raise ParseError("brackets that do not match", line=line)
            stack.pop()
        elif kind == "broken":
            raise ParseError("a text that never ends", line=line)
        elif kind in ("string", "atom"):
            form: Text | Symbol = Text(piece[piece.index('"') + 1 : -1]) if kind == "string" else Symbol(piece)
            form.line = line
            top.append(form)
        while discarded and kind in ("close", "string", "atom") and discarded[-1][0] == len(stack):
            if len(stack[-1]) > discarded[-1][1]:
                del stack[-1][discarded[-1][1] :]
            discarded.pop()
        line += piece.count("\n")
    if len(stack) > 1:
        raise ParseError("brackets that are never closed", line=stack[-1].line)
    return root

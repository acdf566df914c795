"""The Bicep language without compiling it: statements, and values with lines, as far as they are literals.

What is written wrong costs its statement, not the file. Strings keep their ``${…}``; whatever is more than a literal
is an ``Expression``, which holds the values that stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.syntax import lazy
from depscan.syntax.yaml import Map, Seq

DEPTH = 60
"""Brackets within brackets that are looked into."""
_TOKEN = lazy.pattern(
    r"(?P<space>[^\S\n]++|\ufeff|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+|\#[^\n]*+)|(?P<line>\n)"
    r"|(?P<block>(?<!\$)\$*+'''(?:[^']|'(?!''))*+(?:''')?+'{0,2}+)|(?P<text>')"
    r"|(?P<word>\w++)|(?P<mark>\.\.\.|[=!<>]=|=~|!~|\?\?|&&|\|\||=>|::|[^\s\w])"
)
_STOP = lazy.pattern(r"\\u\{[^}\n]{0,8}+\}|\\[^\n]|'|\$\{|[{}]|\n")
_ESCAPE = lazy.pattern(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|([^\n]))")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
_OPENING = {"{": "}", "[": "]", "(": ")"}
_ENDS_OPEN = frozenset({"=", ":", "??", "&&", "||", "==", "!=", "=>"})
_GOES_ON = frozenset({"?", ":", ".", ".?", "??", "&&", "||", "==", "!="})


class Token(NamedTuple):
    """A word, a mark, a text without its quotes, a line's end, or brackets with what stands in them."""

    kind: str
    """``word``, ``mark``, ``text``, ``line`` or ``group``."""
    text: str
    """Of a group its opening bracket."""
    line: int
    inner: tuple[Token, ...] = ()

    def is_mark(self, text: str) -> bool:
        """Tell whether it is this mark."""
        return self.kind == "mark" and self.text == text

    def is_word(self, text: str) -> bool:
        """Tell whether it is this word."""
        return self.kind == "word" and self.text == text


Statement = tuple[Token, ...]


class Expression(Seq):
    """What only deploying tells: the values that stand in it, and its name if it is nothing but a name."""

    __slots__ = ("name",)

    def __init__(self, line: int, name: str = "") -> None:
        super().__init__(line)
        self.name = name


class Object(Map):
    """An object, with the resources that are declared within."""

    __slots__ = ("nested",)

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.nested: list[Statement] = []


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a file, without decorators."""
    yield from _lines(_grouped(text))


def _lines(tokens: tuple[Token, ...] | list[Token]) -> Iterator[Statement]:
    """Yield what stands on one line, or goes on on the next, each; commas end one, too."""
    current: list[Token] = []
    for position, token in enumerate(tokens):
        if token.kind == "line":
            after = tokens[position + 1] if position + 1 < len(tokens) else token
            if not current or _is_mark(current[-1], _ENDS_OPEN) or _is_mark(after, _GOES_ON):
                continue
        elif not token.is_mark(","):
            current.append(token)
            continue
        if current and not current[0].is_mark("@"):
            yield tuple(current)
        current = []
    if current and not current[0].is_mark("@"):
        yield tuple(current)


def _is_mark(token: Token, texts: frozenset[str]) -> bool:
    return token.kind == "mark" and token.text in texts


def _grouped(text: str) -> list[Token]:
    """Return the tokens, those in brackets within groups; a bracket that does not fit closes what is open."""
    top: list[Token] = []
    stack: list[tuple[str, int, list[Token]]] = []
    current = top
    for token in _tokens(text):
        if token.kind == "mark" and token.text in _OPENING:
            stack.append((token.text, token.line, current))
            current = []
        elif token.kind == "mark" and token.text in "}])":
            if not stack or _OPENING[stack[-1][0]] != token.text:
                continue
            opening, line, outer = stack.pop()
            outer.append(Token("group", opening, line, tuple(current) if len(stack) < DEPTH else ()))
            current = outer
        else:
            current.append(token)
    while stack:  # never closed: what is there counts
        opening, line, outer = stack.pop()
        outer.append(Token("group", opening, line, tuple(current) if len(stack) < DEPTH else ()))
        current = outer
    return top


def _tokens(text: str) -> Iterator[Token]:
    position, line, counted = 0, 1, 0
    while match := _TOKEN.match(text, position):
        kind, piece, start = match.lastgroup or "", match[0], position
        position = match.end()
        line += text.count("\n", counted, start)
        counted = start
        if kind == "text":
            position = _end_of_text(text, position)
            closed = text[position - 1 : position] == "'" and position > start + 1
            yield Token("text", _unescaped(text[start + 1 : position - closed]), line)
        elif kind == "block":
            yield Token("text", piece.strip("$'").removeprefix("\n"), line)
        elif kind != "space":
            yield Token(kind, piece, line)


def _end_of_text(text: str, position: int) -> int:
    """Return where a text ends that may hold expressions, which may hold texts; at the latest with its line."""
    stack = ["'"]
    while match := _STOP.search(text, position):
        position = match.end()
        piece = match[0]
        if stack[-1] == "'":
            if piece == "'":
                stack.pop()
                if not stack:
                    return position
            elif piece == "${":
                stack.append("{")
            elif piece == "\n":
                return match.start()
        elif piece == "'":
            stack.append("'")
        elif piece in ("{", "${"):
            stack.append("{")
        elif piece == "}":
            stack.pop()
    return len(text)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _character(match[1]) if match[1] else _CONTROL.get(match[2], match[2]), text)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else ""


# ------------------------------------------------------------------------------------------------------- values


def value(items: Statement) -> Any:
    """Return a value: str, None, Seq, Object, or Expression; of ``if (…)`` and loops the object they make."""
    items = tuple(token for token in items if token.kind != "line")
    if len(items) >= 3 and items[0].is_word("if") and items[1].kind == "group":
        return value(items[2:])
    if len(items) == 1:
        return _single(items[0])
    line = items[0].line if items else 1
    dotted = all(token.kind == "word" if at % 2 == 0 else token.is_mark(".") for at, token in enumerate(items))
    found = Expression(line, "".join(token.text for token in items) if dotted else "")
    for token in items:
        if token.kind in ("text", "group"):
            found.append(_single(token))
            found.lines.append(token.line)
    return found


def _single(token: Token) -> Any:
    if token.kind == "text":
        return token.text
    if token.kind == "word":
        number = token.text[0].isdigit() or token.text in ("true", "false")
        return token.text if number else None if token.text == "null" else Expression(token.line, token.text)
    if token.text == "{":
        return _object(token)
    if token.text == "[":
        return _list(token)
    if token.text == "(":
        return _list(token, Expression(token.line))
    return Expression(token.line)


def _list(token: Token, into: Seq | None = None) -> Seq:
    found = Seq(token.line) if into is None else into
    inner = tuple(item for item in token.inner if item.kind != "line")
    if inner and inner[0].is_word("for"):
        colon = next((at for at, item in enumerate(inner) if item.is_mark(":")), len(inner))
        parts: list[Statement] = [inner[colon + 1 :]] if inner[colon + 1 :] else []
    else:
        parts = list(_lines(token.inner))
    for part in parts:
        found.append(value(part[1:] if part[0].is_mark("...") and len(part) > 1 else part))
        found.lines.append(part[0].line)
    return found


def _object(token: Token) -> Object:
    found = Object(token.line)
    if token.inner and next((item for item in token.inner if item.kind != "line"), token).is_word("for"):
        return found
    for part in _lines(token.inner):
        if len(part) > 2 and part[1].is_mark(":"):
            found[part[0].text] = value(part[2:])
            found.lines[part[0].text] = part[0].line
        elif part[0].is_word("resource") and len(part) > 3:
            found.nested.append(part)
    return found


def body(items: Statement) -> tuple[Object | None, bool]:
    """Return the object that a declaration assigns, and whether a loop makes several of it."""
    made = value(items)
    if isinstance(made, Seq) and not isinstance(made, Expression) and made:
        return (made[0], True) if isinstance(made[0], Object) else (None, True)
    return (made, False) if isinstance(made, Object) else (None, False)

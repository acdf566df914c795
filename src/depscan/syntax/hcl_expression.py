"""HCL2 expressions: where one ends, and what it says as far as that can be told without running it.

Literals, lists, objects, references and templates are understood; functions, operators and ``for`` are ``OPAQUE``.
Every quantifier of every expression here is possessive, so that none can backtrack.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from depscan.syntax import lazy, limits


class Reference(NamedTuple):
    """A traversal such as ``var.region`` or ``local.zones["eu"]``: its names and literal indexes."""

    parts: tuple[str, ...]


class Template(NamedTuple):
    """A string with interpolations: literal text, references, and None for directives, which are not understood."""

    parts: tuple[str | Reference | Opaque | None, ...]


class Opaque:
    """An expression that only running it could tell; its text is kept for ``hcl_compute``. All of them are alike."""

    __slots__ = ("text",)

    def __init__(self, text: str = "") -> None:
        self.text = text

    def __repr__(self) -> str:
        return "OPAQUE"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque)

    def __hash__(self) -> int:
        return hash(Opaque)


OPAQUE: Final = Opaque()

Value = str | bool | list["Value"] | dict[str, "Value"] | Reference | Template | Opaque | None
"""What an expression says; numbers stay text as written (``1.10`` is a version), ``null`` is None."""


class BrokenError(Exception):
    """Where and why a text is not HCL; caught within this package."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


# ------------------------------------------------------------------------------------------------- where one ends

NAME = r"[^\W\d][\w-]*+"
COMMENT = r"\#[^\n]*+|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/"
BLANK = rf"(?:[ \t\r\n\f\ufeff]++|{COMMENT})*+"
# a string whose interpolations hold neither strings nor braces; others are followed piece by piece
STRING = r'"(?:[^"\\$%\n]++|\\.|\$\$\{|%%\{|[$%]\{[^"{}\n]*+\}|[$%](?!\{))*+"'

_EVENT = rf"""(?:([({{\[])|([)}}\]])|([\n,])|({COMMENT})|<<-?({NAME})[ \t]*+\r?\n|(")|([</])|(\Z))"""
_OPEN, _CLOSE, _STOP, _REMARK, _HEREDOC, _QUOTE, _OTHER, _END = range(1, 9)
_AT_TOP = lazy.pattern(rf'(?:[^"\n{{}}()\[\],\#/<]++|{STRING})*+{_EVENT}')
_IN_BRACKETS = lazy.pattern(rf'(?:[^"{{}}()\[\]\#/<]++|{STRING})*+{_EVENT}')
_IN_STRING = lazy.pattern(r'(?:[^"\\$%\n]++|\\.|\$\$\{|%%\{|[$%](?!\{))*+(?:(")|([$%]\{))?')
_CLOSER = {"(": ")", "[": "]", "{": "}"}


def skip(text: str, position: int, *, newline_ends: bool = True, opened: str = "") -> int:
    """Return where an expression ends: at a comma or closing bracket of its surroundings, or at the end of its line.

    Args:
        text: where it stands.
        position: where it starts.
        newline_ends: False inside lists and parentheses.
        opened: a quote or brace that was opened before; the expression ends behind what closes it.

    Raises:
        BrokenError: brackets, strings or heredocs that do not end.
    """
    stack = [opened] if opened else []  # what closes each open bracket, string or interpolation
    while True:
        if opened and not stack:
            return position
        if stack and stack[-1] == '"':
            position = _skip_string_piece(text, position, stack)
            continue
        match = (_IN_BRACKETS if stack else _AT_TOP).match(text, position)
        if match is None:  # unreachable: the event matches at any character
            raise BrokenError("an expression without end", position)
        kind, position = match.lastindex, match.end()
        if kind == _OPEN:
            stack.append(_CLOSER[text[position - 1]])
        elif kind == _CLOSE:
            if not stack:
                return position - 1
            if stack.pop() != text[position - 1]:
                raise BrokenError("brackets that do not match", position - 1)
        elif kind == _STOP:
            if not stack and (newline_ends or text[position - 1] == ","):
                return position - 1
        elif kind == _HEREDOC:
            position = _heredoc_end(text, position, match[_HEREDOC])[1]
        elif kind == _QUOTE:
            stack.append('"')
        elif kind == _OTHER and text.startswith("/*", position - 1):
            raise BrokenError("a comment without end", len(text))
        elif kind == _END:
            if stack:
                raise BrokenError("an expression without end", position)
            return position
        if len(stack) > limits.DEPTH:
            raise BrokenError("nested too deeply", position)


def _skip_string_piece(text: str, position: int, stack: list[str]) -> int:
    """Go on inside a string up to its end or to the next interpolation."""
    match = _IN_STRING.match(text, position)
    end = match.end() if match else position
    if match is None or match.lastindex is None:
        raise BrokenError("a string without end", end)
    if match.lastindex == 1:
        stack.pop()
    else:
        stack.append("}")
    return end


def _heredoc_end(text: str, position: int, marker: str) -> tuple[int, int]:
    """Return where the lines of a heredoc end, and where its end marker ends."""
    while True:
        end = text.find("\n", position)
        if end < 0:
            end = len(text)
        if text[position:end].strip(" \t\r") == marker:
            return position, end
        if end == len(text):
            raise BrokenError("a heredoc without end", end)
        position = end + 1


# ------------------------------------------------------------------------------------------------ reading a value

_SEPARATORS = lazy.pattern(rf"(?:[ \t\r\n\f,]++|{COMMENT})*+")
_BEHIND = r"(?=[ \t\r]*+(?:[,\]}\n\#]|//|/\*|\Z))"
_NAMED = rf"{NAME}(?:\.[\w*-]++|\[(?:[0-9]++|\*|\"[^\"\\$%\n]*+\")\])*+"
_ATOM = lazy.pattern(
    rf"""{BLANK}(?:
      ("(?:[^"\\$%\n]++|\\.|\$\$\{{|%%\{{|[$%](?!\{{))*+"){_BEHIND}
    | (-?[0-9][0-9.]*+(?:[eE][+-]?[0-9]++)?){_BEHIND}
    | ({_NAMED}){_BEHIND}
    | (")
    | <<(-?)({NAME})[ \t]*+\r?\n
    | ([\[{{])(?!{BLANK}for\b)
    )""",
    re.VERBOSE,
)
_TEXT, _NUMBER, _NAMES, _WITH_TEMPLATE, _DASH, _MARKER, _CONTAINER = range(1, 8)
_KEY = lazy.pattern(r'(?:([\w.-]++)|"([^"\\$%\n]*+)")[ \t]*+(?:=(?![=>])|:(?!:))[ \t]*+')
_PART = lazy.pattern(r'[\w*-]++|"[^"]*+"')
_TRAVERSAL = lazy.pattern(_NAMED)
_ENDED = lazy.pattern(_BEHIND)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def evaluate(expression: str) -> Value:
    """Return what an expression says, as far as it can be told without running it."""
    try:
        return _evaluate(expression)
    except BrokenError:
        return OPAQUE


def _evaluate(text: str) -> Value:
    result: list[Value] = []
    stack: list[list[Value] | dict[str, Value]] = [result]
    keys: list[str] = [""]  # for each container, the key whose value comes
    position = 0
    while True:
        if len(stack) > 1:
            position = _SEPARATORS.match(text, position).end()  # type: ignore[union-attr]
            if position >= len(text):
                return OPAQUE
            if text[position] in "]}":
                stack.pop()
                keys.pop()
                position += 1
                if not _ENDED.match(text, position):  # indexed, or an operand
                    position = skip(text, position, newline_ends=not isinstance(stack[-1], list))
                    _put(stack[-1], keys[-1], OPAQUE, replace=True)
                if len(stack) == 1:
                    return result[0]
                continue
            if isinstance(stack[-1], dict):
                key = _KEY.match(text, position)
                if key is None:  # a computed key
                    position = max(skip(text, position), position + 1)
                    continue
                keys[-1], position = key[1] or key[2] or "", key.end()
        value, position = _read_one(text, position, newline_ends=isinstance(stack[-1], dict))
        _put(stack[-1], keys[-1], value)
        if isinstance(value, list | dict):
            stack.append(value)
            keys.append("")
            if len(stack) > limits.DEPTH:
                return OPAQUE
        elif len(stack) == 1:
            return result[0]


def _put(container: list[Value] | dict[str, Value], key: str, value: Value, *, replace: bool = False) -> None:
    if isinstance(container, dict):
        container[key] = value
    elif replace:
        container[-1] = value
    else:
        container.append(value)


def _read_one(text: str, position: int, *, newline_ends: bool) -> tuple[Value, int]:
    """Return one value and where it ends; of a list or object, an empty one and where its items start."""
    match = _ATOM.match(text, position)
    kind = match.lastindex if match else None
    if match is not None:
        end = match.end()
        if kind == _TEXT:
            return _unescaped(match[_TEXT][1:-1]), end
        if kind == _NUMBER:
            return match[_NUMBER], end
        if kind == _NAMES:
            names = match[_NAMES]
            return (_WORDS[names] if names in _WORDS else _reference(names)), end
        if kind == _CONTAINER:
            return ([] if match[_CONTAINER] == "[" else {}), end
        if kind == _MARKER:
            stop, end = _heredoc_end(text, end, match[_MARKER])
            lines = text[match.end() : stop]
            return template(_dedented(lines) if match[_DASH] else lines), end
        start = match.end(_WITH_TEMPLATE)
        end = skip(text, start, opened='"')
        if _ENDED.match(text, end):
            return template(text[start : end - 1], escapes=True), end
    end = max(skip(text, position, newline_ends=newline_ends), position + (not newline_ends))
    return Opaque(text[position:end]), end


def _reference(names: str) -> Reference:
    return Reference(tuple(part.strip('"') for part in _PART.findall(names)))


# ---------------------------------------------------------------------------------------------- reading a template

_LITERAL = lazy.pattern(r"(?:[^$%]++|\$\$\{|%%\{|[$%](?!\{))++")
_QUOTED_LITERAL = lazy.pattern(r"(?:[^\\$%]++|\\.|\$\$\{|%%\{|[$%](?!\{))++")
_ESCAPE = lazy.pattern(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])[$%]\{", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def template(text: str, *, escapes: bool = False) -> str | Reference | Opaque | Template:
    """Return what a string template says: text, the reference that is all of it, or its parts.

    Args:
        text: without quotes; from a quoted string, a heredoc or Terraform's JSON syntax.
        escapes: backslash sequences are to be understood, as in quoted strings.
    """
    if "${" not in text and "%{" not in text:
        return _unescaped(text) if escapes else text
    parts: list[str | Reference | Opaque | None] = []
    literal = _QUOTED_LITERAL if escapes else _LITERAL
    position = 0
    while position < len(text):
        if match := literal.match(text, position):
            parts.append(_unescaped(match[0], backslashes=escapes))
            position = match.end()
            continue
        start = position + 2
        try:
            position = skip(text, start, opened="}")
        except BrokenError:
            position = len(text)
        if text[start - 2] == "%":
            parts.append(None)
            continue
        inner = text[start : position - 1].strip("~ \t\r\n")
        names = _TRAVERSAL.fullmatch(inner)
        parts.append(_reference(names[0]) if names else Opaque(inner))
    if len(parts) == 1 and isinstance(parts[0], str | Reference | Opaque):
        return parts[0]
    return Template(tuple(parts))


def _unescaped(text: str, *, backslashes: bool = True) -> str:
    if backslashes and "\\" in text:
        return _ESCAPE.sub(_character, text)
    return text.replace("$${", "${").replace("%%{", "%{")


def _character(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        point = int(code, 16)
        return "\ufffd" if 0xD800 <= point <= 0xDFFF or point > 0x10FFFF else chr(point)
    return f"{match[4]}{{" if match[4] else _ESCAPED.get(match[3], match[3])


def _dedented(text: str) -> str:
    """Return the lines of a ``<<-`` heredoc without their common indentation."""
    lines = text.splitlines(keepends=True)
    margin = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    return "".join(line[margin:] for line in lines)

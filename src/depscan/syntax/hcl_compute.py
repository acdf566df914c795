"""HCL2 expressions of literals: conditions, comparisons and the functions that only put texts and lists together.

What depends on anything that is not known stays ``OPAQUE``. Nothing is run: no function here reads a file, the time or
the environment. Depth and sizes are bounded, hence the time, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from depscan.syntax import lazy
from depscan.syntax.hcl_expression import (
    NAME,
    OPAQUE,
    BrokenError,
    Opaque,
    Reference,
    Template,
    Value,
    evaluate,
    skip,
)

_LONGEST = 2_000
"""Characters of an expression."""
_DEEPEST = 16
_MOST = 1_000
"""Items of a list or object that is made."""
_BLANK = lazy.pattern(r"(?:[ \t\r\n]++|\#[^\n]*+|//[^\n]*+)*+")
_OPERATOR = lazy.pattern(r"&&|\|\||[=!<>]=|[<>](?!=)")
_LEVELS = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4}
_NUMBER = lazy.pattern(r"-?[0-9]++(?:\.[0-9]++)?")
_WORD = lazy.pattern(NAME)
_STEP = lazy.pattern(rf"\.[ \t]*+({NAME}|[0-9]++|\*)|(\[)")
_VERB = re.compile(r"%(?:%|[sdvq])")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}

MISSING = Opaque()
"""What an object has under a name that it plainly does not have: ``try`` goes on to the next."""

Resolve = Callable[[Value], Value]
"""Follows a reference or template to what it says; gives back what is not one of them."""
Function = Callable[[Sequence[Value]], Value]


class Computer:
    """Computes expressions, asking somebody else for what names stand for."""

    def __init__(self, resolve: Resolve, functions: Mapping[str, Function] | None = None) -> None:
        """Args: what follows names, and functions besides those that all users of HCL have."""
        self._resolve = resolve
        self._functions = {**_FUNCTIONS, **(functions or {})} if functions else _FUNCTIONS
        self._depth = 0

    def compute(self, expression: Opaque) -> Value:
        """Return what an expression comes to, ``OPAQUE`` where that is not known."""
        if expression is MISSING:
            return MISSING
        text = expression.text
        if not text or len(text) > _LONGEST or self._depth >= _DEEPEST:
            return OPAQUE
        try:
            value, position = self._expression(text, 0)
        except BrokenError:
            return OPAQUE
        return value if _space(text, position) == len(text) else OPAQUE

    def _expression(self, text: str, position: int) -> tuple[Value, int]:
        if self._depth >= _DEEPEST:
            raise BrokenError("nested too deeply", position)
        self._depth += 1
        try:
            condition, position = self._binary(text, position, 1)
            position = _space(text, position)
            if not text.startswith("?", position):
                return condition, position
            yes, position = self._expression(text, position + 1)
            no, position = self._expression(text, _expect(text, position, ":"))
        finally:
            self._depth -= 1
        chosen = truth(condition)
        if chosen is None:
            return (yes if _is_known(yes) and yes == no else OPAQUE), position
        return (yes if chosen else no), position

    def _binary(self, text: str, position: int, level: int) -> tuple[Value, int]:
        left, position = self._unary(text, position)
        while True:
            position = _space(text, position)
            operator = _OPERATOR.match(text, position)
            if operator is None or _LEVELS[operator[0]] < level:
                return left, position
            right, position = self._binary(text, operator.end(), _LEVELS[operator[0]] + 1)
            left = _applied(operator[0], left, right)

    def _unary(self, text: str, position: int) -> tuple[Value, int]:
        position = _space(text, position)
        negations = 0
        while text.startswith("!", position):
            negations += 1
            position = _space(text, position + 1)
        value, position = self._steps(text, *self._primary(text, position))
        if negations:
            known = truth(value)
            value = OPAQUE if known is None else known ^ bool(negations % 2)
        return value, position

    def _primary(self, text: str, position: int) -> tuple[Value, int]:
        """Return a literal, what brackets hold, what a function gives, or a name that steps may follow."""
        opening = text[position : position + 1]
        if opening == '"':
            end = skip(text, position + 1, opened='"')
            return self._resolve(evaluate(text[position:end])), end
        if opening == "(":
            value, position = self._expression(text, position + 1)
            return value, _expect(text, position, ")")
        if opening in ("[", "{"):
            end = skip(text, position + 1, opened="]" if opening == "[" else "}")
            return evaluate(text[position:end]), end
        if number := _NUMBER.match(text, position):
            return number[0], number.end()
        word = _WORD.match(text, position)
        if word is None:
            raise BrokenError("not a value", position)
        if text.startswith("(", word.end()):
            arguments, position = self._arguments(text, word.end() + 1)
            return self._called(word[0], arguments), position
        return (_WORDS[word[0]] if word[0] in _WORDS else Reference((word[0],))), word.end()

    def _arguments(self, text: str, position: int) -> tuple[list[Value], int]:
        found: list[Value] = []
        while True:
            position = _space(text, position)
            if text.startswith(")", position):
                return found, position + 1
            value, position = self._expression(text, position)
            found.append(value)
            position = _space(text, position)
            if text.startswith(",", position):
                position += 1

    def _steps(self, text: str, value: Value, position: int) -> tuple[Value, int]:
        while step := _STEP.match(text, position):
            position = step.end()
            name = step[1]
            if step[2]:
                index, position = self._expression(text, position)
                position = _expect(text, position, "]")
                name = index if isinstance(index, str) else ""
            if isinstance(value, Reference):
                value = Reference((*value.parts, name)) if name else OPAQUE
            else:
                value = stepped(self._resolve(value), name)
        return (self._resolve(value) if isinstance(value, Reference) else value), position

    # -------------------------------------------------------------------------------------------------- functions

    def _called(self, name: str, arguments: list[Value]) -> Value:
        if name == "can":
            return all(map(_is_known, arguments)) or OPAQUE
        if name == "try":
            return next((value for value in arguments if value is not MISSING), OPAQUE)
        if name == "coalesce":
            return next((value for value in arguments if value not in (None, "")), OPAQUE)
        function = self._functions.get(name)
        if function is None or not all(map(_is_known, arguments)):
            return OPAQUE
        whole = [self._whole(value) for value in arguments]
        try:
            made = function(whole)
        except (TypeError, ValueError, IndexError, AttributeError, KeyError):
            return OPAQUE
        return OPAQUE if isinstance(made, list | dict | str) and len(made) > _MOST else made

    def _whole(self, value: Value) -> Value:
        """Return a value with its items followed, one level deep."""
        if isinstance(value, list):
            return [self._resolve(item) for item in value[:_MOST]]
        if isinstance(value, dict):
            return {key: self._resolve(item) for key, item in list(value.items())[:_MOST]}
        return value


def stepped(value: Value, name: str) -> Value:
    """Return what an object has under a name, or a list at a place; ``MISSING`` where it has nothing there."""
    if isinstance(value, dict):
        return value.get(name, MISSING)
    if isinstance(value, list) and name.isdecimal() and len(name) < 6:
        return value[int(name)] if int(name) < len(value) else MISSING
    return OPAQUE


def truth(value: Value) -> bool | None:
    """Return what a condition comes to; None where it is not known."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def _is_known(value: Value) -> bool:
    return not isinstance(value, Opaque | Reference | Template)


def _applied(operator: str, left: Value, right: Value) -> Value:
    if operator in ("&&", "||"):
        decides = operator == "||"
        sides = (truth(left), truth(right))
        if decides in sides:
            return decides
        return OPAQUE if None in sides else not decides
    if not _is_known(left) or not _is_known(right):
        return OPAQUE
    if operator in ("==", "!="):
        return (left == right) == (operator == "==")
    try:
        first, second = float(str(left)), float(str(right))
    except ValueError:
        return OPAQUE
    return {"<": first < second, ">": first > second, "<=": first <= second, ">=": first >= second}[operator]


def _space(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _expect(text: str, position: int, sign: str) -> int:
    position = _space(text, position)
    if not text.startswith(sign, position):
        raise BrokenError(f"no {sign}", position)
    return position + 1


# ------------------------------------------------------------------------------------------ functions by their names


def _texts(value: Value) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError
    return [item for item in value if isinstance(item, str)]


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise TypeError
    return value


def _listed(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _mapped(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _format(arguments: Sequence[Value]) -> Value:
    rest = iter([_text(value) for value in arguments[1:]])
    return _VERB.sub(lambda verb: "%" if verb[0] == "%%" else next(rest, ""), _text(arguments[0]))


def _merge(arguments: Sequence[Value]) -> Value:
    merged: dict[str, Value] = {}
    for value in arguments:
        merged.update(_mapped(value) if value is not None else {})
    return merged


def _lookup(arguments: Sequence[Value]) -> Value:
    found = _mapped(arguments[0]).get(_text(arguments[1]), OPAQUE)
    return arguments[2] if isinstance(found, Opaque) and len(arguments) > 2 else found


def _element(arguments: Sequence[Value]) -> Value:
    items = _listed(arguments[0])
    return items[int(_text(arguments[1])) % len(items)]


def _distinct(arguments: Sequence[Value]) -> Value:
    return list[Value](dict.fromkeys(_texts(arguments[0])))


def _length(arguments: Sequence[Value]) -> Value:
    value = arguments[0]
    if not isinstance(value, list | dict | str):
        raise TypeError
    return str(len(value))


_FUNCTIONS: dict[str, Function] = {
    "compact": lambda a: [item for item in _listed(a[0]) if item not in (None, "")],
    "concat": lambda a: [item for value in a for item in _listed(value)],
    "contains": lambda a: _text(a[1]) in _texts(a[0]),
    "distinct": _distinct,
    "element": _element,
    "endswith": lambda a: _text(a[0]).endswith(_text(a[1])),
    "format": _format,
    "join": lambda a: _text(a[0]).join(_texts(a[1])),
    "keys": lambda a: list[Value](sorted(_mapped(a[0]))),
    "length": _length,
    "lookup": _lookup,
    "lower": lambda a: _text(a[0]).lower(),
    "merge": _merge,
    "one": lambda a: _listed(a[0])[0] if _listed(a[0]) else None,
    "replace": lambda a: _text(a[0]).replace(_text(a[1]), _text(a[2])) if not _text(a[1]).startswith("/") else OPAQUE,
    "split": lambda a: list[Value](_text(a[1]).split(_text(a[0]))),
    "startswith": lambda a: _text(a[0]).startswith(_text(a[1])),
    "tobool": lambda a: truth(a[0]),
    "tolist": lambda a: _listed(a[0]),
    "tomap": lambda a: _mapped(a[0]),
    "tonumber": lambda a: _text(a[0]),
    "toset": _distinct,
    "tostring": lambda a: _text(a[0]),
    "trimspace": lambda a: _text(a[0]).strip(),
    "upper": lambda a: _text(a[0]).upper(),
    "values": lambda a: [value for _, value in sorted(_mapped(a[0]).items())],
}

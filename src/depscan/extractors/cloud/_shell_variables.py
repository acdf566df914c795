"""Variables as shells, Compose and Dockerfiles write them, replaced by what the files themselves say they are."""

from __future__ import annotations

from collections.abc import Mapping

from depscan.syntax import lazy

_NAME = lazy.pattern(r"[A-Za-z_][A-Za-z0-9_]*+")
_BRACE = lazy.pattern(r"\$\{|\}")
_REMARK = lazy.pattern(r"(?:^|[ \t])#")
_DEPTH = 8
_LONGEST = 2_000


def substitute(text: str, values: Mapping[str, str]) -> str:
    """Replace ``$NAME``, ``${NAME}``, ``${NAME:-default}``, ``${NAME:?message}`` and ``${NAME:+instead}``.

    A variable without value and default stays as it is written. The process's environment is never asked.
    """
    return _substitute(text, values, 0) if "$" in text and len(text) <= _LONGEST else text


def _substitute(text: str, values: Mapping[str, str], depth: int) -> str:
    pieces: list[str] = []
    position = 0
    while (dollar := text.find("$", position)) >= 0:
        pieces.append(text[position:dollar])
        following = text[dollar + 1 : dollar + 2]
        name = _NAME.match(text, dollar + 1)
        if following == "{":
            position = _closing(text, dollar + 2)
            expression = text[dollar + 2 : position - 1]
            value = _value(expression, values, depth)
            pieces.append(text[dollar:position] if value is None else value)
        elif name:
            position = name.end()
            pieces.append(values.get(name[0], text[dollar:position]))
        else:  # a lone dollar, or an escaped one
            position = dollar + (2 if following == "$" else 1)
            pieces.append("$")
    pieces.append(text[position:])
    result = "".join(pieces)
    return result if len(result) <= _LONGEST else text


def _closing(text: str, position: int) -> int:
    """Return the position behind the brace that closes ``${``."""
    depth = 1
    for match in _BRACE.finditer(text, position):
        depth += 1 if match[0] == "${" else -1
        if not depth:
            return match.end()
    return len(text) + 1


def _value(expression: str, values: Mapping[str, str], depth: int) -> str | None:
    """Return the value of what stands between braces; None where it is not known."""
    name = _NAME.match(expression)
    if name is None or depth > _DEPTH:
        return None
    known = values.get(name[0])
    rest = expression[name.end() :]
    operator = rest[: 2 if rest.startswith(":") else 1]
    if operator in ("", "?", ":?"):
        return known
    word = rest[len(operator) :]
    if operator in ("-", ":-"):
        missing = known is None or (operator == ":-" and not known)
        return _substitute(word, values, depth + 1) if missing else known
    if operator in ("+", ":+"):
        return _substitute(word, values, depth + 1) if known else ""
    return None  # patterns and whatever else shells know


_ASSIGNMENT = lazy.pattern(r"[ \t]*+(?:export[ \t]++)?+([A-Za-z_]\w*+)[ \t]*+=[ \t]*+(\"[^\"]*+\"|'[^']*+'|[^\n]*+)")


def assignments(lines: list[str]) -> dict[str, str]:
    """Return what an environment file assigns; later lines may use earlier ones."""
    values: dict[str, str] = {}
    for line in lines:
        if match := _ASSIGNMENT.match(line):
            name, value = match[1], match[2]
            if value[:1] == "'":
                values[name] = value.strip("'")
            elif value[:1] == '"':
                values[name] = substitute(value.strip('"'), values)
            else:
                values[name] = substitute(_REMARK.split(value, maxsplit=1)[0].strip(), values)
    return values

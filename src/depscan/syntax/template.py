"""Templates of YAML and text files (Helm, Jinja, ERB): read as far as they can be, with what is filled in left out."""

from __future__ import annotations

import re
from collections.abc import Callable

from depscan.syntax import lazy

PLACEHOLDER = "…"
"""Stands where a template fills something in; a value that holds it is not known as a whole."""

# a line of nothing but directives; then what stands inside a line
_DIRECTIVE = lazy.pattern(
    r"(?m)^[ \t]*+(?:-[ \t]++)?(?:(?:\{\{(?:(?!\}\})[^\n])*+\}\}|\{%(?:(?!%\})[^\n])*+%\}"
    r"|<%(?:(?!%>)[^\n])*+%>)[ \t]*+)++\r?$"
)
_REMARK = lazy.pattern(r"(?P<quote>)(?P<opens>\{#|\{\{-?[ \t]*+/\*)")
_INLINE = lazy.pattern(r"(?P<quote>[\"']?)(?P<opens>\{\{|\{%|<%)")
_CLOSED_BY = {"{#": "#}", "{{": "}}", "{%": "%}", "<%": "%>"}
_AFTER_REMARK = lazy.pattern(r"[ \t]{0,100}+-?\}\}")
_LONGEST = 2000
"""Characters of what is filled in at one place."""
_ALONE = lazy.pattern(r"(?m)^[ \t]*+(?:…[ \t]*+)++\r?$")
_BLOCK = "indent "
"""Function of Helm that fills in lines of their own, below or in place of the one that it stands in."""


def is_template(text: str) -> bool:
    """Tell whether a text holds the directives of a template; ``${{ … }}`` of GitHub is an expression, not one."""
    position = text.find("{{")
    while position >= 0:
        if text[position - 1 : position] != "$" or not position:
            return True
        position = text.find("{{", position + 2)
    return "{%" in text or "<%" in text


def plain(text: str) -> str:
    """Return the text line by line without directives; what they fill in is a placeholder."""
    text = _replaced(text, _REMARK, lambda remark, _: "\n" * remark.count("\n"))
    text = _DIRECTIVE.sub("", text)
    return _ALONE.sub("", _replaced(text, _INLINE, _filled_in, longest=_LONGEST))


def _replaced(
    text: str, opening: re.Pattern[str], filling: Callable[[str, str], str], *, longest: int | None = None
) -> str:
    """Return the text with everything that opens, and closes in time, replaced; each closing is looked for once."""
    pieces = []
    done = position = 0
    closings: dict[str, int] = {}
    while match := opening.search(text, position):
        start, inside = match.span("opens")
        mark = _CLOSED_BY.get(match["opens"], "*/")
        if closings.get(mark, -1) < inside:
            closing = text.find(mark, inside)
            closings[mark] = closing if closing >= 0 else len(text)
        end = closings[mark] + len(mark)
        if mark == "*/" and end <= len(text):
            after = _AFTER_REMARK.match(text, end)
            end = after.end() if after else len(text) + 1
        if end > len(text) or (longest is not None and closings[mark] - inside > longest):
            position = start + 1
            continue
        pieces += [text[done : match.start()], filling(text[start:end], match["quote"])]
        done = position = end
    return "".join([*pieces, text[done:]])


def _filled_in(directive: str, quote: str) -> str:
    filling = "" if _BLOCK in directive and not quote else PLACEHOLDER
    return quote + filling + "\n" * directive.count("\n")

"""Templates of YAML and text files (Helm, Jinja, ERB): read as far as they can be, with what is filled in left out."""

from __future__ import annotations

import re

from depscan.syntax import lazy

PLACEHOLDER = "…"
"""Stands where a template fills something in; a value that holds it is not known as a whole."""

# a line of nothing but directives; then what stands inside a line
_DIRECTIVE = lazy.pattern(
    r"(?m)^[ \t]*+(?:-[ \t]++)?(?:(?:\{\{(?:(?!\}\})[^\n])*+\}\}|\{%(?:(?!%\})[^\n])*+%\}"
    r"|<%(?:(?!%>)[^\n])*+%>)[ \t]*+)++\r?$"
)
_REMARK = lazy.pattern(r"\{#(?:(?!#\})[\s\S])*+#\}|\{\{-?[ \t]*+/\*(?:(?!\*/)[\s\S])*+\*/[ \t]*+-?\}\}")
_INLINE = lazy.pattern(
    r"(?P<quote>[\"']?)(?:\{\{(?:(?!\}\})[\s\S]){0,2000}+\}\}|\{%(?:(?!%\})[\s\S]){0,2000}+%\}|<%(?:(?!%>)[\s\S]){0,2000}+%>)"
)

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
    text = _REMARK.sub(lambda match: "\n" * match[0].count("\n"), text)
    text = _DIRECTIVE.sub("", text)
    return _ALONE.sub("", _INLINE.sub(_filled_in, text))


def _filled_in(match: re.Match[str]) -> str:
    filling = "" if _BLOCK in match[0] and not match["quote"] else PLACEHOLDER
    return match["quote"] + filling + "\n" * match[0].count("\n")

"""Packer's templates of before HCL, in JSON: builders and post-processors, with the defaults of user variables.

https://developer.hashicorp.com/packer/docs/templates/legacy_json_templates
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._packer import made
from depscan.model import Component
from depscan.syntax import json, jsonc
from depscan.syntax.json import Finder

_USER = re.compile(r"\{\{[ ]*+user[ ]*+[`\"']([\w.-]++)[`\"'][ ]*+\}\}")
_SNIFF = re.compile(rb"\"builders\"\s*+:\s*+\[")
_DEPTH = 5


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what builders and post-processors make.

    Raises:
        ParseError: not JSON, or no template.
    """
    document = json.read_any(jsonc.plain(source.text()).encode())
    builders = document.get("builders") if isinstance(document, dict) else None
    if not isinstance(builders, list):
        raise ParseError("not a template of Packer: no builders")
    template = _Template(source, document)
    yield from template.made(builders)
    yield from template.made(document.get("post-processors"))


class _Template:
    def __init__(self, source: SourceFile, document: dict[str, Any]) -> None:
        self._source = source
        variables = document.get("variables")
        self._variables = variables if isinstance(variables, dict) else {}
        self._finder = Finder(source.bytes())

    def made(self, entries: Any) -> Iterator[Component]:
        """Yield what each entry makes; post-processors stand in lists of lists, or as mere names."""
        stack: list[tuple[Any, int]] = [(entry, 0) for entry in reversed(entries)] if isinstance(entries, list) else []
        while stack:
            entry, depth = stack.pop()
            if isinstance(entry, list) and depth < _DEPTH:
                stack += [(inner, depth + 1) for inner in reversed(entry)]
            elif isinstance(entry, str):
                yield from self._one({"type": entry}, f'"{entry}"')
            elif isinstance(entry, dict) and isinstance(entry.get("type"), str):
                yield from self._one(entry, f'"{entry["type"]}"')
            elif not isinstance(entry, list):
                self._source.warn("incomplete-entry", "an entry without type")

    def _one(self, entry: dict[str, Any], needle: str) -> Iterator[Component]:
        name = entry.get("name")
        kind = entry["type"]
        line = self._finder.line_of(needle.encode("utf-8", "replace"))
        called = name if isinstance(name, str) and "{{" not in name else kind
        yield from made(self._source, kind, called, lambda key: self._text(entry.get(key)), line=line)

    def _text(self, value: Any) -> str | None:
        """Return a text with the defaults of user variables in it; None if anything else is filled in."""
        if not isinstance(value, str):
            return None
        for _ in range(_DEPTH):
            if "{{" not in value:
                return value or None
            value = _USER.sub(lambda match: str(self._variables.get(match[1]) or "{{?}}"), value)[:500]
        return None


def _sniff(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and bool(_SNIFF.search(head)) and b'"type"' in head


EXTRACTOR = Extractor(
    name="packer-template",
    ecosystem="cloud",
    patterns=(),
    sniffed_patterns=("*.json",),
    parse=parse,
    description="templates in JSON: builders with regions, base images, post-processors; defaults of variables",
    spec_url="https://developer.hashicorp.com/packer/docs/templates/legacy_json_templates",
    sniff=_sniff,
)

"""Settings in JSON, comments and all: .NET, Node's config, assistants for programming, and whatever is so named."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._documents import circumstances, from_document
from depscan.model import Component
from depscan.syntax import json_tree


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services, variables and models that the settings name; of an example, as mentioned only.

    Raises:
        ParseError: not JSON to its end, or neither an object nor a list.
    """
    scope, how = circumstances(source.path)
    document, error = json_tree.read(source.text())
    if isinstance(document, dict | list):
        yield from from_document(source, document, scope=scope, how=how)
    elif error is None:
        raise ParseError("no settings: neither an object nor a list")
    if error is not None:
        raise error


EXTRACTOR = Extractor(
    name="settings-json",
    ecosystem="settings",
    patterns=(
        "appsettings*.json", "*.settings.json", "settings*.json", "config/*.json", "config*.json", "*.config.json",
        ".continue/config.json", "opencode.json", "opencode.jsonc", ".claude/settings*.json", "secrets.json",
        "connections.json",
    ),
    last=True,
    parse=parse,
    description=".NET settings with comments, Node's config, assistants: hosts, connection strings, models",
    spec_url="https://learn.microsoft.com/aspnet/core/fundamentals/configuration/",
    may_be_empty=True,
)  # fmt: skip

"""Settings in TOML: Traefik, Telegraf, Vector, Streamlit, Codex, and whatever is named config or settings."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._documents import circumstances, from_document
from depscan.model import Component
from depscan.syntax import toml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services, variables and models that the settings name; of an example, as mentioned only.

    Raises:
        ParseError: not TOML.
    """
    scope, how = circumstances(source.path)
    document = toml.with_lines(source.bytes(), source.text())
    yield from from_document(source, document, scope=scope, how=how)


def _sniff(head: bytes) -> bool:
    return b"\0" not in head and b"=" in head


EXTRACTOR = Extractor(
    name="settings-toml",
    ecosystem="settings",
    patterns=(
        "config*.toml", "settings*.toml", "config/*.toml", "*-config.toml", "*_config.toml", "application*.toml",
        "traefik*.toml", "vector*.toml", "Rocket.toml", ".codex/config.toml", ".streamlit/*.toml", "telegraf*.toml",
        "telegraf*.conf",
    ),
    sniff=_sniff,
    last=True,
    parse=parse,
    description="Traefik, Telegraf, Vector, assistants, applications: hosts, credentials' names, models",
    spec_url="https://toml.io/en/v1.0.0",
    may_be_empty=True,
)  # fmt: skip

"""Supabase's config.toml: local development of a project; who hosts it the file does not tell."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import all_settings, at, entries, read
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy
from depscan.syntax.yaml import Map

_VARIABLE = lazy.pattern(r"env\(([A-Z][A-Z0-9_]{1,80})\)")
_PROVIDERS = ("external", "sms", "third_party")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Supabase itself as likely, hosts, and the variables of what is switched on.

    Raises:
        ParseError: not TOML.
    """
    document = read(source)
    line = document.lines.get("project_id", 1)
    yield Component(
        kind=Kind.CONFIG,
        name="supabase_project",
        scope=Scope.RUNTIME,
        evidence=source.seen(line, how=How.REFERENCED),
    )
    parts = [part for name, part, _ in entries(document) if name not in ("auth", "remotes")]
    auth = document.get("auth")
    parts += [part for name, part, _ in entries(auth) if name not in _PROVIDERS]
    for group in _PROVIDERS:
        parts += [part for _, part, _ in entries(at(auth, group)) if at(part, "enabled") == "true"]
    for part in parts:
        if isinstance(part, Map) and part.get("enabled") != "false":
            yield from all_settings(source, part)
            yield from _variables(source, part)


def _variables(source: SourceFile, part: Map) -> Iterator[Component]:
    """Yield variables that are put in: ``env(OPENAI_API_KEY)``."""
    for _, value, line in entries(part):
        match = _VARIABLE.fullmatch(value) if isinstance(value, str) else None
        if match:
            yield from from_setting(source, Setting(match[1], "", line), variable=True)


EXTRACTOR = Extractor(
    name="supabase",
    ecosystem="paas",
    patterns=("supabase/config.toml",),
    parse=parse,
    description="Supabase (likely: hosted or not is not told), providers of identity and messages switched on, hosts",
    spec_url="https://supabase.com/docs/guides/cli/config",
)

"""Registries that a project's configuration names, where no package tells which of them it comes from."""

from __future__ import annotations

from depscan.extractors.base import SourceFile
from depscan.model import Component, How, Kind, Scope


def channel(source: SourceFile, host: str, line: int | None, *, how: How = How.CONFIGURED) -> Component:
    """Return a registry by its host: a distribution channel of its own."""
    return Component(
        kind=Kind.ENDPOINT,
        name=host,
        scope=Scope.BUILD,
        direct=True,
        facts=(("type", "repository"),),
        evidence=source.seen(line, how=how),
    )

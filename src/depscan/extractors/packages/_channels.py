"""Registries that a project's configuration names, where no package tells which of them it comes from."""

from __future__ import annotations

from depscan.extractors.base import SourceFile
from depscan.model import Component, How, Kind, Scope


def channel(
    source: SourceFile, host: str, line: int | None, *, how: How = How.CONFIGURED, setting: str | None = None
) -> Component:
    """Return a registry by its host: a distribution channel of its own.

    Args:
        source: the file that names it.
        host: of the registry.
        line: where.
        how: CONFIGURED, or what else the file does.
        setting: name of the variable that says the same, where the registry takes the place of the default one.
    """
    return Component(
        kind=Kind.ENDPOINT,
        name=host,
        scope=Scope.BUILD,
        direct=True,
        facts=(("setting", setting), ("type", "repository")) if setting else (("type", "repository"),),
        evidence=source.seen(line, how=how),
    )

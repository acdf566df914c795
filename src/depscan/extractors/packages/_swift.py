"""What the formats of Swift packages share: how a repository is named as a package, and who asks in which way."""

from __future__ import annotations

from collections.abc import Iterable

from depscan.extractors.base import SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, How


def package(
    source: SourceFile,
    address: str,
    version: str | None,
    *,
    line: int | None,
    how: How,
    facts: Iterable[tuple[str, str]] = (),
) -> Component | None:
    """Return the package at a repository's address; None if that is a folder of this machine or not understood."""
    place = _git.at_repository(address)
    if place is None:
        return None
    told = dict(place.facts)
    namespace, _, name = told["repository"].rpartition("/")
    return source.package(
        "swift",
        name,
        version,
        namespace=namespace,
        line=line,
        how=how,
        direct=True if how is How.DECLARED else None,
        facts=tuple(sorted({*place.facts, *facts})),
    )


def registered(
    source: SourceFile,
    identity: str,
    version: str | None,
    *,
    line: int | None,
    how: How,
    facts: Iterable[tuple[str, str]] = (),
) -> Component:
    """Return a package of a registry, whose identity is ``scope.name``."""
    scope, _, name = identity.partition(".")
    return source.package(
        "swift",
        name or scope,
        version,
        namespace=scope if name else "",
        line=line,
        how=how,
        direct=True if how is How.DECLARED else None,
        facts=tuple(sorted({*facts, ("type", "registry")})),
    )

"""gradle.lockfile and its kin: what Gradle pinned, in one file (Gradle 6.8 and later) or one for each configuration."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import ORDER, scope_of
from depscan.model import Component, How, Level, Scope

_SAYS = "Gradle generated file"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the pinned modules; the configurations that use one tell what it is for.

    Raises:
        ParseError: not a lockfile of Gradle.
    """
    lines = source.lines()
    whole = source.name.removesuffix(".lockfile")  # of what the whole file is, in lockfiles of one configuration
    has_runtime = any("untimeClasspath" in line for line in lines)
    known, found = False, 0
    scopes: dict[str, Scope] = {}
    for number, text in enumerate(lines, 1):
        entry = text.strip()
        if not entry or entry.startswith("#"):
            known = known or _SAYS in entry
            continue
        if entry.startswith("empty="):
            known = True
            continue
        module, _, configurations = entry.partition("=")
        parts = module.split(":")
        if len(parts) != 3 or not all(parts) or " " in module:
            source.warn("incomplete-entry", "not group:name:version=configurations", line=number)
            continue
        found += 1
        configurations = configurations or whole
        if configurations not in scopes:
            scopes[configurations] = _scope(source.name, configurations, has_runtime=has_runtime)
        group, name, version = parts
        yield source.package(
            "maven",
            name,
            version,
            namespace=group,
            line=number,
            how=How.LOCKED,
            scope=scopes[configurations],
        )
    if not found:
        if not known:
            raise ParseError("not a lockfile of Gradle")
        source.warn("nothing-declared", "nothing is pinned", level=Level.NOTE)


def _scope(file_name: str, configurations: str, *, has_runtime: bool) -> Scope:
    """Return the heaviest of what configurations are for."""
    if file_name.startswith(("buildscript-", "settings-")):
        return Scope.BUILD
    return min((_of(name.strip(), has_runtime=has_runtime) for name in configurations.split(",")), key=ORDER.index)


def _of(configuration: str, *, has_runtime: bool) -> Scope:
    scope = scope_of(configuration)
    if scope is Scope.UNKNOWN and configuration.lower().endswith("compileclasspath"):
        # what only the compiler sees is provided at run time, or not needed there
        return Scope.BUILD if has_runtime else Scope.RUNTIME
    return scope


def _sniff(head: bytes) -> bool:
    return head.startswith(b"# This is a Gradle generated file for dependency locking")


EXTRACTOR = Extractor(
    name="gradle-lock",
    ecosystem="maven",
    patterns=("*gradle.lockfile", "gradle/dependency-locks/*.lockfile"),
    sniffed_patterns=("*.lockfile",),
    sniff=_sniff,
    parse=parse,
    description="one file for all configurations or one for each, of projects, build scripts and settings; scopes",
    spec_url="https://docs.gradle.org/current/userguide/dependency_locking.html",
)

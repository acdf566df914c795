"""Helmfile: releases, the repositories of their charts, and values written inline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _charts, _settings
from depscan.extractors.cloud._manifests import documents, entries, items, mapping, text
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.cloud._workloads import Reading, components
from depscan.extractors.packages import _git
from depscan.model import Component, How, Level, Scope
from depscan.syntax import yaml

_FIELDS = frozenset({"repositories", "releases", "helmfiles", "bases", "environments", "helmDefaults", "templates"})
_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_SNIFF = re.compile(rb"^(?:releases|helmfiles|repositories|helmDefaults|bases)[ \t]*+:", re.MULTILINE)
_CERTAIN = re.compile(rb"^(?:helmfiles|helmDefaults)[ \t]*+:|^[ \t]*+(?:-[ \t]++)?chart[ \t]*+:[ \t]", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the charts of releases and what their values tell, with the repositories of all documents of the file.

    Raises:
        ParseError: not YAML, or no helmfile.
    """
    scope = _SCOPES.get(environment_of(source.path) or "", Scope.RUNTIME)
    found = [document for document in documents(source) if _FIELDS & document.keys()]
    if not found:
        if any(line.strip() and not line.lstrip().startswith(("#", "---", "{{")) for line in source.lines()):
            raise ParseError("not a helmfile: no repositories, releases or helmfiles")
        source.warn("nothing-declared", "no release", level=Level.NOTE)
    known: dict[str, str] = {}
    for document in found:
        yield from _repositories(source, document, known, scope)
    for document in found:
        for release in items(document.get("releases")):
            yield from _release(source, release, known, scope)
        yield from _others(source, document, scope)


def _repositories(source: SourceFile, document: yaml.Map, known: dict[str, str], scope: Scope) -> Iterator[Component]:
    for entry in items(document.get("repositories")):
        name, address = text(entry.get("name")), text(entry.get("url"))
        if name and address:
            known[name] = address.removeprefix("oci://") if text(entry.get("oci")) == "true" else address
            yield from _charts.endpoint(source, address, line=entry.lines["url"], scope=scope)


def _release(source: SourceFile, release: yaml.Map, known: dict[str, str], scope: Scope) -> Iterator[Component]:
    asked, line = text(release.get("chart")), release.lines.get("chart")
    if asked.startswith(("git::", "git+")):
        yield from _git_chart(source, asked, line, scope)
    elif asked:
        alias, slash, name = asked.partition("/")
        address = known.get(alias, "") if slash and "://" not in asked else ""
        yield from _charts.chart(
            source, name if address else asked, address, release.get("version"), line=line, scope=scope
        )
    elif isinstance(release.get("chart"), str):
        _charts.unresolved(source, "a chart whose name is filled in", line)
    for entry, at in entries(release.get("values")):
        if isinstance(entry, yaml.Map):
            yield from components(source, entry, Reading(scope, settings=True), line=at)
    for field in ("set", "setTemplate", "setString"):
        for entry in items(release.get(field)):
            setting = Setting(text(entry.get("name")), text(entry.get("value")), entry.lines.get("value"))
            if setting.key and setting.value:
                yield from _settings.from_setting(source, setting, scope=scope)


def _git_chart(source: SourceFile, asked: str, line: int | None, scope: Scope) -> Iterator[Component]:
    """Yield the repository of a chart: ``git::https://host/owner/name@charts/it?ref=v1``."""
    address, _, query = asked.removeprefix("git::").removeprefix("git+").partition("?")
    scheme, mark, rest = address.partition("://")
    owner, at, place = rest.partition("@")
    if at and "/" not in owner:  # a user, not the folder
        rest = place.partition("@")[0]
    else:
        rest = owner
    ref = next((part[4:] for part in query.split("&") if part.startswith("ref=")), None)
    found = _git.at_repository(f"{scheme}{mark}{rest}")
    if found:
        yield _git.component(source, found.at(ref), line=line, how=How.CONFIGURED, scope=scope)


def _others(source: SourceFile, document: yaml.Map, scope: Scope) -> Iterator[Component]:
    """Yield the repositories of helmfiles that lie elsewhere, and what values of environments tell."""
    for entry, line in entries(document.get("helmfiles")):
        path = text(entry.get("path")) if isinstance(entry, yaml.Map) else text(entry)
        if "://" in path:
            yield from _git_chart(source, path, line, scope)
    for environment in mapping(document.get("environments")).values():
        for entry in items(mapping(environment).get("values")):
            yield from components(source, entry, Reading(scope, settings=True), line=entry.line)


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head) and _CERTAIN.search(head))


EXTRACTOR = Extractor(
    name="helmfile",
    ecosystem="container",
    patterns=(
        "helmfile.yaml", "helmfile.yml", "helmfile.yaml.gotmpl", "helmfile.yml.gotmpl", "helmfile.d/*.yaml",
        "helmfile.d/*.yml", "helmfile.d/*.gotmpl",
    ),
    sniffed_patterns=("helmfile*.yaml", "helmfile*.yml", "helmfile*.gotmpl", "*.yaml.gotmpl", "*.helmfile.yaml"),
    sniff=_sniff,
    parse=parse,
    description="charts of releases with their repositories, inline values, helmfiles of other repositories; templates",
    spec_url="https://helmfile.readthedocs.io/en/latest/configuration/",
    may_be_empty=True,
)  # fmt: skip

"""Kustomize: remote bases, images put in place of others, charts, generated ConfigMaps, patches written inline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _charts, _settings
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._manifests import documents, entries, items, mapping, move_down, text
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.cloud._workloads import Reading, components
from depscan.extractors.packages import _git
from depscan.model import Component, How, Level, Scope
from depscan.syntax import yaml

_REMOTE = ("resources", "bases", "components", "crds", "configurations", "generators", "transformers")
_FIELDS = frozenset(
    {
        *_REMOTE, "images", "helmCharts", "helmChartInflationGenerator", "configMapGenerator", "secretGenerator",
        "patches", "patchesStrategicMerge", "patchesJson6902", "namespace", "namePrefix", "kind", "labels",
        "commonLabels",
    }
)  # fmt: skip
_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_SNIFF = re.compile(rb"""^["']?apiVersion["']?[ \t]*+:[ \t]*+["']?kustomize\.config\.k8s\.io/""", re.MULTILINE)
_SHORT = re.compile(r"(?:git::)?(?:(?:[\w-]++\.)++[a-z]{2,}/|git@)\S++")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what a kustomization takes from elsewhere.

    Raises:
        ParseError: not YAML, or no kustomization.
    """
    scope = _SCOPES.get(environment_of(source.path) or "", Scope.RUNTIME)
    found = False
    for document in documents(source):
        if not _FIELDS & document.keys():
            continue
        found = True
        for field in _REMOTE:
            yield from _remote(source, document.get(field), scope)
        yield from _images(source, document.get("images"), scope)
        yield from _helm(source, document, scope)
        yield from _generated(source, document, scope)
        for field in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            yield from _patches(source, document.get(field), scope)
    if not found:
        if any(line.strip() and not line.lstrip().startswith(("#", "---")) for line in source.lines()):
            raise ParseError("not a kustomization: none of its fields")
        source.warn("nothing-declared", "no field", level=Level.NOTE)


def _remote(source: SourceFile, held: object, scope: Scope) -> Iterator[Component]:
    """Yield the repositories and files that lie elsewhere."""
    for entry, line in entries(held):
        address = text(entry)
        if "://" not in address and not _SHORT.fullmatch(address):
            continue
        place = _place(address)
        if place is not None:
            yield _git.component(source, place, line=line, how=How.CONFIGURED, scope=scope)


def _place(address: str) -> _git.Place | None:
    """Return what an address names: ``https://host/owner/name//folder?ref=v1``, or a file to download."""
    address = address.removeprefix("git::")
    address, _, query = address.partition("?")
    ref = next((part[4:] for part in query.split("&") if part.startswith("ref=")), None)
    version = next((part[8:] for part in query.split("&") if part.startswith("version=")), None)
    if "://" not in address and not address.startswith("git@"):
        address = f"https://{address}"
    if address.startswith("http") and address.rpartition("/")[2].endswith((".yaml", ".yml", ".json")):
        return _git.at_archive(address.rpartition(".")[0])
    scheme, mark, rest = address.partition("://")
    folder = rest.find("//") if mark else address.find("//")
    if folder >= 0:
        address = scheme + mark + rest[:folder] if mark else address[:folder]
    elif ".git/" in address:
        address = address.partition(".git/")[0]
    place = _git.at_repository(address)
    return place.at(ref or version) if place else None


def _images(source: SourceFile, held: object, scope: Scope) -> Iterator[Component]:
    for entry in items(held):
        name = text(entry.get("newName")) or text(entry.get("name"))
        tag, digest = text(entry.get("newTag")), text(entry.get("digest"))
        if name:
            reference = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
            line = entry.lines.get("newName", entry.lines.get("name", entry.line))
            yield from images(source, reference, line=line, scope=scope)


def _helm(source: SourceFile, document: yaml.Map, scope: Scope) -> Iterator[Component]:
    for field, name, repository, version in (
        ("helmCharts", "name", "repo", "version"),
        ("helmChartInflationGenerator", "chartName", "chartRepoUrl", "chartVersion"),
    ):
        for entry in items(document.get(field)):
            if not _charts.is_local(entry.get(repository)):
                line = entry.lines.get(name)
                asked, address = entry.get(name), entry.get(repository)
                yield from _charts.chart(source, asked, address, entry.get(version), line=line, scope=scope)
            given = mapping(entry.get("valuesInline"))
            yield from components(source, given, Reading(scope, settings=True), line=entry.lines.get("valuesInline"))


def _generated(source: SourceFile, document: yaml.Map, scope: Scope) -> Iterator[Component]:
    """Yield what the literals of generated ConfigMaps tell, and the names of those of Secrets."""
    for field in ("configMapGenerator", "secretGenerator"):
        for entry in items(document.get(field)):
            for literal, line in entries(entry.get("literals")):
                name, _, value = text(literal).partition("=")
                held = value.strip("\"'") if field == "configMapGenerator" else ""
                if name:
                    yield from _settings.from_setting(source, Setting(name, held, line), variable=True, scope=scope)


def _patches(source: SourceFile, held: object, scope: Scope) -> Iterator[Component]:
    """Yield what patches tell that are written inline: parts of objects, or operations on images."""
    for entry, at_entry in entries(held):
        content = entry.get("patch") if isinstance(entry, yaml.Map) else entry
        line = entry.lines.get("patch") if isinstance(entry, yaml.Map) else at_entry
        if not isinstance(content, str) or "\n" not in content:
            continue
        try:
            for patch in yaml.read_documents(content):
                if isinstance(patch, yaml.Map):
                    move_down(patch, line or 0)
                    yield from components(source, patch, Reading(scope))
                for operation in items(patch):
                    if text(operation.get("path")).endswith("/image") and text(operation.get("value")):
                        at = line + operation.lines["value"] if line else None
                        yield from images(source, text(operation["value"]), line=at, scope=scope)
        except ParseError:
            _charts.unresolved(source, "a patch that is no YAML by itself", line)


EXTRACTOR = Extractor(
    name="kustomization",
    ecosystem="container",
    patterns=("kustomization.yaml", "kustomization.yml", "Kustomization"),
    sniffed_patterns=("kustomization*.yaml", "kustomization*.yml", "kustomization.yaml.*", "kustomization.yml.*"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="remote bases and files, images put in place of others, charts, generated settings, inline patches",
    spec_url="https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/",
    may_be_empty=True,
)

"""Objects that deploy charts and repositories: Argo CD, Flux, Fleet, Helm's controllers, k0s."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _charts
from depscan.extractors.cloud._manifests import (
    Object,
    documents,
    inside,
    items,
    mapping,
    move_down,
    objects,
    text,
)
from depscan.extractors.cloud._workloads import Reading, components
from depscan.model import Component, Scope
from depscan.syntax import yaml

_FLUX = "source.toolkit.fluxcd.io"
_BESIDE = ("repository.yaml", "helmrepository.yaml", "helm-repository.yaml", "source.yaml", "sources.yaml", "repo.yaml")
_NESTED = 20
"""Generators in generators."""


class Deployments:
    """Reads the objects of one file; what repositories they name may stand in another document of it."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._repositories: dict[str, str] = {}
        self._waiting: list[tuple[yaml.Map, str, Scope]] = []
        self._readers: dict[tuple[str, str], Callable[[Object, Scope], Iterator[Component]]] = {
            ("argoproj.io", "Application"): self._application,
            ("argoproj.io", "ApplicationSet"): self._application_set,
            (_FLUX, "GitRepository"): self._git,
            (_FLUX, "HelmRepository"): self._helm_repository,
            (_FLUX, "OCIRepository"): self._oci,
            ("helm.toolkit.fluxcd.io", "HelmRelease"): self._release,
            ("helm.cattle.io", "HelmChart"): self._helm_chart,
            ("helm.cattle.io", "HelmChartConfig"): self._helm_chart,
            ("fleet.cattle.io", "GitRepo"): self._git_repo,
            ("addons.cluster.x-k8s.io", "HelmChartProxy"): self._chart_proxy,
            ("k0s.k0sproject.io", "ClusterConfig"): self._k0s,
        }

    def reads(self, found: Object) -> bool:
        """Tell whether all of an object is read here."""
        return (found.group, found.kind) in self._readers

    def read(self, found: Object, scope: Scope) -> Iterator[Component]:
        """Yield the charts and repositories that an object deploys, and what the values tell that it gives them."""
        yield from self._readers[found.group, found.kind](found, scope)

    def rest(self) -> Iterator[Component]:
        """Yield the charts of releases whose repository had not been met when they were."""
        for chart, name, scope in self._waiting:
            address = self._repositories.get(name) or self._beside(name)
            yield from self._flux_chart(chart, address or f"@{name}", scope)

    # ------------------------------------------------------------------------------------------------------- Argo CD

    def _application(self, found: Object, scope: Scope) -> Iterator[Component]:
        yield from self._sources(found.spec, scope)

    def _application_set(self, found: Object, scope: Scope) -> Iterator[Component]:
        yield from self._sources(mapping(inside(found.spec, "template", "spec")), scope)
        stack = [*items(found.spec.get("generators"))]
        for _ in range(_NESTED * 50):
            if not stack:
                break
            for name, held in stack.pop().items():
                if name == "git" and isinstance(held, yaml.Map):
                    yield from self._repository(held, "repoURL", held.get("revision"), scope)
                elif name in ("matrix", "merge") and isinstance(held, yaml.Map):
                    stack += items(held.get("generators"))

    def _sources(self, spec: yaml.Map, scope: Scope) -> Iterator[Component]:
        for one in (mapping(spec.get("source")), mapping(spec.get("sourceHydrator")), *items(spec.get("sources"))):
            chart = one.get("chart")
            if text(chart):
                line = one.lines.get("chart")
                version = one.get("targetRevision")
                yield from _charts.chart(self._source, chart, one.get("repoURL"), version, line=line, scope=scope)
            else:
                yield from self._repository(one, "repoURL", one.get("targetRevision"), scope)
            helm = mapping(one.get("helm"))
            yield from self._values(helm, "valuesObject", scope)
            yield from self._values(helm, "values", scope)
            given = inside(one, "kustomize", "images")
            overrides = given if isinstance(given, yaml.Seq) else yaml.Seq(one.line)
            for number, image in enumerate(overrides):
                if isinstance(image, str) and "=" in image:
                    held = yaml.Map(one.line)
                    held.update(name="", image=image.partition("=")[2])
                    held.lines["image"] = overrides.lines[number]
                    yield from components(self._source, held, Reading(scope=scope))

    def _repository(self, found: yaml.Map, key: str, revision: object, scope: Scope) -> Iterator[Component]:
        address = text(found.get(key))
        line = found.lines.get(key)
        if address.startswith("oci://"):
            yield from _charts.chart(self._source, address, "", revision, line=line, scope=scope)
        else:
            yield from _charts.repository(self._source, address, revision, line=line, scope=scope)

    # ---------------------------------------------------------------------------------------------------------- Flux

    def _git(self, found: Object, scope: Scope) -> Iterator[Component]:
        ref = mapping(found.spec.get("ref"))
        revision = ref.get("tag") or ref.get("commit") or ref.get("semver") or ref.get("branch")
        yield from self._repository(found.spec, "url", revision, scope)

    def _helm_repository(self, found: Object, scope: Scope) -> Iterator[Component]:
        address = text(found.spec.get("url"))
        if found.name and address:
            self._repositories[found.name] = address
        yield from _charts.endpoint(self._source, address, line=found.spec.lines.get("url"), scope=scope)

    def _oci(self, found: Object, scope: Scope) -> Iterator[Component]:
        ref = mapping(found.spec.get("ref"))
        version = ref.get("tag") or ref.get("semver")
        address = found.spec.get("url")
        yield from _charts.chart(self._source, address, "", version, line=found.spec.lines.get("url"), scope=scope)

    def _release(self, found: Object, scope: Scope) -> Iterator[Component]:
        chart = mapping(inside(found.spec, "chart", "spec"))
        name = text(inside(chart, "sourceRef", "name"))
        kind = text(inside(chart, "sourceRef", "kind"))
        if kind in ("", "HelmRepository") and chart:
            if name in self._repositories:
                yield from self._flux_chart(chart, self._repositories[name], scope)
            else:
                self._waiting.append((chart, name, scope))
        yield from self._values(found.spec, "values", scope)

    def _flux_chart(self, chart: yaml.Map, address: str, scope: Scope) -> Iterator[Component]:
        line = chart.lines.get("chart")
        yield from _charts.chart(
            self._source, chart.get("chart"), address, chart.get("version"), line=line, scope=scope
        )

    def _beside(self, name: str) -> str | None:
        """Return the address of a repository of Flux that a file beside this one defines."""
        for path in (*_BESIDE, f"{name}.yaml", f"{name}-repository.yaml"):
            other = self._source.sibling(path) if "/" not in name else None
            if other is None or other.path == self._source.path:
                continue
            try:
                for found in (found for document in documents(other) for found in objects(document)):
                    if found.kind == "HelmRepository" and found.name == name:
                        return text(found.spec.get("url"))
            except ParseError:
                continue  # told when that file is read
        return None

    # -------------------------------------------------------------------------------------------------------- others

    def _helm_chart(self, found: Object, scope: Scope) -> Iterator[Component]:
        spec = found.spec
        line = spec.lines.get("chart")
        yield from _charts.chart(
            self._source, spec.get("chart"), spec.get("repo"), spec.get("version"), line=line, scope=scope
        )
        yield from self._values(spec, "valuesContent", scope)

    def _git_repo(self, found: Object, scope: Scope) -> Iterator[Component]:
        revision = found.spec.get("revision") or found.spec.get("branch")
        yield from self._repository(found.spec, "repo", revision, scope)

    def _chart_proxy(self, found: Object, scope: Scope) -> Iterator[Component]:
        spec = found.spec
        line = spec.lines.get("chartName")
        address, version = spec.get("repoURL"), spec.get("version")
        yield from _charts.chart(self._source, spec.get("chartName"), address, version, line=line, scope=scope)

    def _k0s(self, found: Object, scope: Scope) -> Iterator[Component]:
        helm = mapping(inside(found.spec, "extensions", "helm"))
        known = {text(item.get("name")): text(item.get("url")) for item in items(helm.get("repositories"))}
        for item in items(helm.get("charts")):
            alias, slash, name = text(item.get("chartname")).partition("/")
            address = known.get(alias, f"@{alias}") if slash and "://" not in alias else ""
            asked = name if address else item.get("chartname")
            line = item.lines.get("chartname")
            yield from _charts.chart(self._source, asked, address, item.get("version"), line=line, scope=scope)

    def _values(self, held: yaml.Map, key: str, scope: Scope) -> Iterator[Component]:
        """Yield what the values tell that a chart is given, as a mapping or as a text."""
        given, line = held.get(key), held.lines.get(key)
        if isinstance(given, str):
            try:
                given = yaml.read(given)
            except ParseError:
                _charts.unresolved(self._source, "values that are no YAML by themselves", line)
                return
            if isinstance(given, yaml.Map) and line:
                move_down(given, line)
        if isinstance(given, yaml.Map):
            yield from components(self._source, given, Reading(scope=scope, settings=True), line=line)

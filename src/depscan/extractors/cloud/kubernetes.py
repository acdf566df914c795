"""Kubernetes manifests and templates of them: images, settings, custom resources, drivers, classes, clouds."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _kubernetes_kinds as kinds
from depscan.extractors.cloud import skaffold
from depscan.extractors.cloud._deployments import Deployments
from depscan.extractors.cloud._manifests import Object, documents, inside, objects, sniff
from depscan.extractors.cloud._workloads import Reading, components
from depscan.model import Component, Level, Scope

_ABOVE = 3
"""Folders above that are looked into for what says which images are built here."""
_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_PIPELINES = ("tekton.dev", "actions.summerwind.dev", "actions.github.com", "shipwright.io", "kpack.io")
_MACHINES = (
    "cluster.x-k8s.io",
    "kops.k8s.io",
    "gardener.cloud",
    "machine.openshift.io",
    "kubevirt.io",
    "crossplane.io",
)
_CLOUDS = (".upbound.io", "cnrm.cloud.google.com", "services.k8s.aws", "azure.com", "karpenter.k8s.aws")
_WORDS_ONLY = frozenset(
    {
        "PrometheusRule", "GrafanaDashboard", "CustomResourceDefinition", "ClusterServiceVersion", "ClusterPolicy",
        "Policy", "VirtualService", "HTTPRoute", "Certificate", "ConstraintTemplate", "Dashboard", "ConsolePlugin",
        "IngressRoute", "Gateway", "TLSRoute", "AppProject", "ClusterImageCatalog", "VMRule", "AuthorizationPolicy",
        "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "ServiceMonitor", "PodMonitor", "Provider",
        "Composition", "ImageRepository",
    }
)  # fmt: skip
"""Kinds whose texts are one's own names, rules and words, or are read elsewhere, rather than settings."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the objects of a manifest tell, document by document.

    Raises:
        ParseError: not YAML, or no object in it.
    """
    deployments = Deployments(source)
    built = _built(source)
    usual = _SCOPES.get(environment_of(source.path) or "", Scope.RUNTIME)
    found = any_document = False
    for document in documents(source):
        any_document = True
        for object_ in objects(document):
            found = True
            yield from _of_object(source, object_, deployments, usual, built)
        if "containers" in document and "spec" not in document:  # the images of a template that is no YAML without it
            yield from components(source, document.get("containers"), Reading(usual))
    yield from deployments.rest()
    if not found and not any_document:
        source.warn("nothing-declared", "no object", level=Level.NOTE)
    elif not found:
        raise ParseError("not a Kubernetes manifest: no apiVersion and kind")


def _of_object(
    source: SourceFile, found: Object, deployments: Deployments, usual: Scope, built: frozenset[str]
) -> Iterator[Component]:
    scope = _scope(found, usual)
    own = kinds.is_own(found.group)
    if not own or found.group == kinds.INFRASTRUCTURE:
        yield kinds.resource(
            source, found, kinds.type_of(found), scope=scope, where=kinds.region(found), label=_label(found)
        )
    elif not kinds.is_built_in(found.group):  # such as a driver's or a cloud's own kinds
        yield kinds.resource(source, found, found.group, scope=scope, where=kinds.region(found), perhaps=True)
    reader = kinds.reader(found)
    if reader:
        yield from reader(source, found, scope)
    if deployments.reads(found):
        yield from deployments.read(found, scope)
    elif found.kind not in _READ:
        yield from _below(source, found, scope, built)


def _below(source: SourceFile, found: Object, scope: Scope, built: frozenset[str]) -> Iterator[Component]:
    own = kinds.is_own(found.group)
    reading = Reading(
        scope=scope,
        settings=not own and found.kind not in _WORDS_ONLY,
        virtual_machines=found.group.endswith(_MACHINES) or found.group.endswith(_CLOUDS),
        built=built,
    )
    yield from components(source, found.body, reading)
    if found.group == "pkg.crossplane.io":
        yield from _package(source, found, scope)


def _built(source: SourceFile) -> frozenset[str]:
    """Return the names of the images that a configuration of Skaffold builds in a folder above."""
    key = ("skaffold", source.folder)
    if key not in source.memo:
        found: frozenset[str] = frozenset()
        for up in range(min(source.path.count("/"), _ABOVE) + 1):
            other = source.sibling("../" * up + "skaffold.yaml")
            if other is not None:
                found |= skaffold.built(other)
        source.memo[key] = found
    built: frozenset[str] = source.memo[key]
    return built


_READ = frozenset({"Secret", "ConfigMap", "CustomResourceDefinition", "PersistentVolume"})
"""Kinds of which a reader of their own has read all."""


def _label(found: Object) -> str:
    return f"{found.group}/{found.kind}"


def _scope(found: Object, usual: Scope) -> Scope:
    hook = inside(found.metadata, "annotations", "helm.sh/hook")
    if isinstance(hook, str) and hook.strip().startswith("test"):
        return Scope.TEST
    return Scope.BUILD if found.group.endswith(_PIPELINES) and usual is Scope.RUNTIME else usual


def _package(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """Yield the package of a provider, a configuration or a function of Crossplane, which is an image."""
    from depscan.extractors.cloud._images import images

    package = found.spec.get("package")
    if isinstance(package, str) and package:
        yield from images(source, package, line=found.spec.lines.get("package"), scope=scope)


EXTRACTOR = Extractor(
    name="kubernetes",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=(
        "*.yaml", "*.yml", "*.json", "*.yaml.j2", "*.yml.j2", "*.yaml.tpl", "*.yml.tpl", "*.tpl", "*.yaml.tmpl",
        "*.yml.tmpl", "*.yaml.template", "*.yml.template", "*.yaml.erb", "*.yml.erb", "*.yaml.gotmpl", "*.yaml.in",
    ),
    sniff=sniff,
    parse=parse,
    description="images, settings, custom resources, drivers, classes, clouds; Argo CD, Flux; templates",
    spec_url="https://kubernetes.io/docs/reference/kubernetes-api/",
)  # fmt: skip

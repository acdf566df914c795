"""Machine configurations of Talos Linux: images of its parts, mirrors of registries, manifests fetched; no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._manifests import documents, entries, inside, mapping, text
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import address, yaml

_SNIFF = re.compile(rb"^machine[ \t]*+:[ \t]*+(?:#[^\n]*+)?\r?$", re.MULTILINE)
_MORE = re.compile(
    rb"^cluster[ \t]*+:|^version[ \t]*+:[ \t]*+v1alpha1|^[ \t]++(?:install|kubelet|certSANs)[ \t]*+:", re.MULTILINE
)
_IMAGES = (
    ("machine", "install"), ("machine", "kubelet"), ("cluster", "apiServer"), ("cluster", "controllerManager"),
    ("cluster", "scheduler"), ("cluster", "proxy"), ("cluster", "etcd"), ("cluster", "coreDNS"),
)  # fmt: skip


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the images of a machine, the mirrors it takes images from, and the hosts of manifests it fetches.

    Raises:
        ParseError: not YAML, or no machine configuration.
    """
    found = False
    for document in documents(source):
        if text(document.get("image")) and "kind" in document:  # of later versions: a document for each part
            yield from images(source, text(document["image"]), line=document.lines["image"], scope=Scope.RUNTIME)
        machine = document.get("machine")
        if not isinstance(machine, yaml.Map) and "cluster" not in document:
            continue
        found = True
        line = document.lines.get("machine", document.line)
        yield Component(
            kind=Kind.CONFIG,
            name="kubernetes:machine.talos.dev",
            direct=True,
            evidence=source.seen(line, how=How.CONFIGURED),
        )
        for path in _IMAGES:
            part = mapping(inside(document, *path))
            if reference := text(part.get("image")):
                yield from images(source, reference, line=part.lines["image"], scope=Scope.RUNTIME)
        for mirror in mapping(inside(machine, "registries", "mirrors")).values():
            yield from _hosts(source, inside(mirror, "endpoints"))
        yield from _hosts(source, inside(document, "cluster", "extraManifests"))
        yield from _hosts(source, inside(document, "cluster", "network", "cni", "urls"))
    if not found:
        raise ParseError("not a machine configuration: neither machine nor cluster")


def _hosts(source: SourceFile, held: object) -> Iterator[Component]:
    for entry, line in entries(held):
        for place in address.addresses(text(entry)):
            yield Component(
                kind=Kind.ENDPOINT,
                name=place.host,
                scope=Scope.RUNTIME,
                direct=True,
                facts=((PERHAPS_OWN, "true"), ("setting", "ENDPOINTS")),
                evidence=source.seen(line, how=How.CONFIGURED),
            )


EXTRACTOR = Extractor(
    name="talos-config",
    ecosystem="container",
    patterns=(),
    sniffed_patterns=(
        "controlplane*.yaml", "worker*.yaml", "talos*.yaml", "*machineconfig*.yaml", "*patch*.yaml", "cluster*.yaml",
        "*.yaml.j2", "*.yaml.tmpl", "*.yaml.template",
    ),
    sniff=lambda head: bool(_SNIFF.search(head) and _MORE.search(head)),
    parse=parse,
    description="images of the system and its parts, mirrors of registries, manifests that are fetched",
    spec_url="https://www.talos.dev/latest/reference/configuration/v1alpha1/config/",
)  # fmt: skip

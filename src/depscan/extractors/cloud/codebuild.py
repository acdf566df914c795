"""AWS CodeBuild: commands of a buildspec, variables, where its secrets are kept, images of its builds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.model import Component, Scope
from depscan.syntax import yaml

_KEPT = {"parameter-store": "ssm.*.amazonaws.com", "secrets-manager": "secretsmanager.*.amazonaws.com"}
_SNIFF = re.compile(rb"^(?:phases|batch)[ \t]*+:|^[ \t{]*+\"phases\"[ \t]*+:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield CodeBuild, hosts and packages of commands, names of variables, where secrets are kept.

    Raises:
        ParseError: neither YAML nor JSON, or no buildspec.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map) or not {"phases", "batch"} & set(document):
        raise ParseError("not a buildspec: neither phases nor a batch")
    yield _ci.service(source, "file:buildspec.yml", document.line)
    for key, item in _ci.maps(document):
        if key == "env":
            yield from _environment(source, item)
        if isinstance(item.get("image"), str) and not item["image"].startswith("aws/"):  # those are CodeBuild's own
            yield from images(source, item["image"], line=item.lines["image"], scope=Scope.BUILD)
        for name in ("commands", "finally"):
            yield from _ci.script(source, item.get(name), item.lines.get(name))


def _environment(source: SourceFile, item: yaml.Map) -> Iterator[Component]:
    yield from _ci.variables(source, item.get("variables"))
    for key, host in _KEPT.items():
        given = item.get(key)
        if isinstance(given, yaml.Map):
            yield _ci.endpoint(source, host, item.lines[key])
            for name in given:
                yield from _ci.setting(source, name, "", given.lines.get(name))


EXTRACTOR = Extractor(
    name="codebuild",
    ecosystem="ci",
    patterns=("buildspec.yml", "buildspec.yaml"),
    sniffed_patterns=("buildspec*.yml", "buildspec*.yaml", "*buildspec.yml", "*buildspec.yaml", "buildspec.json"),
    sniff=lambda head: _SNIFF.search(head) is not None,
    parse=parse,
    description="what commands reach, variables, parameters and secrets, images",
    spec_url="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

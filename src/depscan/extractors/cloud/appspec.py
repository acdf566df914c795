"""AppSpec files of AWS CodeDeploy: for servers, for ECS and for Lambda."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _cloudformation
from depscan.extractors.cloud._cloudformation_properties import service
from depscan.model import Component
from depscan.syntax.yaml import Map, Seq

_SECTIONS = frozenset({"os", "files", "hooks", "Resources", "resources", "Hooks", "permissions"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield CodeDeploy, and the services that it deploys to.

    Raises:
        ParseError: neither YAML nor JSON, or no AppSpec.
    """
    document, error = _cloudformation.read(source)
    if not isinstance(document, Map) or "version" not in document or not _SECTIONS & document.keys():
        raise error or ParseError("not an AppSpec: no version or nothing to deploy")
    yield service(source, "AWS::CodeDeploy::Application", document.lines["version"])
    targets = document.get("Resources", document.get("resources"))
    for target in targets if isinstance(targets, Seq) else ():
        for resource in target.values() if isinstance(target, Map) else ():
            type_ = resource.get("Type", resource.get("type")) if isinstance(resource, Map) else None
            if isinstance(type_, str) and type_.startswith("AWS::"):
                yield service(source, type_, resource.lines.get("Type", resource.lines.get("type")))
    if error:
        raise error


_VERSION = re.compile(rb"""^[{ ]*["']?version["']?[ \t]*+:[ \t]*+["']?(?:0\.0|1)\b""", re.MULTILINE)
_SECTION = re.compile(rb"""^[ ]*+["']?(?:os|[Rr]esources|[Hh]ooks)["']?[ \t]*+:""", re.MULTILINE)


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    return bool(_VERSION.search(head) and _SECTION.search(head))


EXTRACTOR = Extractor(
    name="appspec",
    ecosystem="ci",
    patterns=("appspec.yml", "appspec.yaml"),
    sniffed_patterns=("appspec.json", "appspec*.yml", "appspec*.yaml"),
    sniff=_sniff,
    parse=parse,
    description="CodeDeploy, and what it deploys to",
    spec_url="https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html",
)

"""CloudFormation and SAM templates, in YAML and JSON, written by hand or by the CDK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _cloudformation, _cloudformation_regions
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax.yaml import Map

_HEAT = "HeatTemplateFormatVersion"
_SECTIONS = ("AWSTemplateFormatVersion", _HEAT, "Transform", "Resources")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the resources, what their properties tell, and CloudFormation itself.

    Raises:
        ParseError: not a template, as far as it is not; what stands before an error is kept.
    """
    document, error = _cloudformation.read(source)
    if not isinstance(document, Map) or not any(key in document for key in _SECTIONS):
        raise error or ParseError("not a template: neither a version nor resources")
    resources = document.get("Resources")
    if resources is not None and not isinstance(resources, Map):
        raise error or ParseError("not a template: its resources are not a mapping")
    software = "OS::" if _HEAT in document else ""
    region = None if software else _cloudformation_regions.of_template(source)
    template = _cloudformation.Template(source, document, region=region, software=software)
    transforms = template.transforms()
    line = min((document.lines[key] for key in _SECTIONS if key in document.lines), default=1)
    yield Component(
        kind=Kind.CONFIG,
        name="OS::Heat::Stack" if software else "AWS::CloudFormation::Stack",
        scope=Scope.RUNTIME,
        direct=True,
        region=region,
        facts=(("transform", ", ".join(sorted(transforms))),) if transforms else (),
        evidence=source.seen(line, how=How.CONFIGURED),
    )
    yield from template.resources()
    if error:
        raise error
    if not resources:
        source.warn("nothing-declared", "no resources", level=Level.NOTE)


_TYPE = rb"""["']?(?:AWS|Custom|Alexa|[A-Z][A-Za-z0-9]{1,40}::[A-Z][A-Za-z0-9]{1,40})::\w"""
_SURE = re.compile(
    rb"""^(?:\xef\xbb\xbf)?["']?(?:AWSTemplateFormatVersion|HeatTemplateFormatVersion)["']?[ \t]*+:"""
    rb"""|["'](?:AWSTemplateFormatVersion|HeatTemplateFormatVersion)["']\s*+:|\bAWS::Serverless-2016-10-31\b""",
    re.MULTILINE,
)
_TOP_YAML = re.compile(rb"""^["']?(Resources|Parameters|Mappings)["']?[ \t]*+:[ \t]*+(?:#[^\n]*+)?\r?$""", re.MULTILINE)
_TOP_JSON = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*+\{\s*+"(?:Resources|Parameters|Description|Metadata|Conditions|Mappings|Outputs"""
    rb"""|Transform|Rules|Globals)"\s*+:"""
)
_BODY_JSON = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*+\{\s*+"Resources"\s*+:\s*+\{\s*+"[A-Za-z0-9]{1,255}+"\s*+:\s*+\{\s*+"""
    rb""""(?:Properties|Type|DependsOn|Condition|Metadata|DeletionPolicy|UpdateReplacePolicy)"\s*+:"""
)
_TYPED = re.compile(rb"""["']?\bType["']?[ \t]*+:\s*+""" + _TYPE)
_PARAMETER = re.compile(
    rb"""["']?\bType["']?[ \t]*+:\s*+["']?(?:String|Number|List<\w[\w:]*+>|CommaDelimitedList|AWS::(?:EC2|SSM)::)\b"""
)
_MAPPING = re.compile(rb"^(?:Mappings|Conditions)[ \t]*+:", re.MULTILINE)


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    if b"containerDefinitions" in head[:2000] or b"TargetService" in head:
        return False  # a task definition, or an AppSpec
    if _SURE.search(head) or _BODY_JSON.match(head):
        return True
    tops: set[Any] = set(_TOP_YAML.findall(head))
    if not tops:
        if not _TOP_JSON.match(head):
            return False
        if b'"Fn::' in head or b'"Ref"' in head:
            return True
    if _TYPED.search(head) and (b"Resources" in tops or b'"Resources"' in head):
        return True
    return bool(tops - {b"Resources"} or b'"Parameters"' in head) and bool(_PARAMETER.search(head))


EXTRACTOR = Extractor(
    name="cloudformation",
    ecosystem="cloud",
    patterns=("*.cfn.yaml", "*.cfn.yml", "*.cfn.json"),
    sniffed_patterns=("*.template", "*.yaml", "*.yml", "*.json", "*.cfn", "*.cform", "*.sam"),
    sniff=_sniff,
    parse=parse,
    description="resources, images, variables, layers and hosts in their properties, SAM events; regions where told",
    spec_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/",
)

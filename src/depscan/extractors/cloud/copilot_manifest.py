"""Manifests of AWS Copilot: services, jobs, environments and pipelines on ECS, App Runner and S3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._cloudformation_properties import service
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import yaml
from depscan.syntax.yaml import Map

_TYPES = {
    "Backend Service": ("AWS::ECS::Service", "AWS::Fargate"),
    "Environment": ("AWS::EC2::VPC", "AWS::ECS::Cluster"),
    "Load Balanced Web Service": (
        "AWS::ECS::Service", "AWS::Fargate", "AWS::ElasticLoadBalancingV2::LoadBalancer",
    ),
    "Request-Driven Web Service": ("AWS::AppRunner::Service",),
    "Scheduled Job": (
        "AWS::ECS::TaskDefinition", "AWS::Events::Rule", "AWS::Fargate", "AWS::StepFunctions::StateMachine",
    ),
    "Static Site": ("AWS::CloudFront::Distribution", "AWS::S3::Bucket"),
    "Worker Service": ("AWS::ECS::Service", "AWS::Fargate", "AWS::SQS::Queue"),
}  # fmt: skip
_PIPELINES = ("AWS::CodeBuild::Project", "AWS::CodePipeline::Pipeline")
_MOST = 200


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the services of Amazon that a manifest asks for, images of containers, and what variables tell.

    Raises:
        ParseError: not YAML, or not a manifest.
    """
    document = yaml.read(source.text())
    if not isinstance(document, Map) or not {"type", "version", "source"} & document.keys():
        raise ParseError("not a Copilot manifest: no type")
    kind = document.get("type")
    if isinstance(kind, str) and kind in _TYPES:
        types, line = _TYPES[kind], document.lines["type"]
    elif "source" in document and "stages" in document:
        types, line = _PIPELINES, document.lines["stages"]
    else:
        raise ParseError("not a Copilot manifest: its type is not known")
    name = document.get("name")
    for type_ in types:
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{type_}.{name}" if isinstance(name, str) else type_,
            scope=Scope.RUNTIME,
            evidence=source.seen(line, how=How.CONFIGURED),
        )
    yield from _containers(source, document)
    environments = document.get("environments")
    for section in list(environments.values())[:_MOST] if isinstance(environments, Map) else ():
        if isinstance(section, Map):
            yield from _containers(source, section)


def _containers(source: SourceFile, section: Map) -> Iterator[Component]:
    """Yield what a manifest, or what an environment says otherwise, tells of containers."""
    yield from _container(source, section)
    sidecars = section.get("sidecars")
    for sidecar in list(sidecars.values())[:_MOST] if isinstance(sidecars, Map) else ():
        if isinstance(sidecar, Map):
            yield from _container(source, sidecar)
    storage = section.get("storage")
    volumes = storage.get("volumes") if isinstance(storage, Map) else None
    for volume in list(volumes.values())[:_MOST] if isinstance(volumes, Map) else ():
        if isinstance(volume, Map) and volume.get("efs") not in (None, "false"):
            yield service(source, "AWS::EFS::FileSystem", volume.lines["efs"])
    for key, type_ in (("publish", "AWS::SNS::Topic"), ("cdn", "AWS::CloudFront::Distribution")):
        if section.get(key) not in (None, "false"):
            yield service(source, type_, section.lines.get(key))


def _container(source: SourceFile, section: Map) -> Iterator[Component]:
    image: Any = section.get("image")
    line = section.lines.get("image")
    if isinstance(image, Map):
        line = image.lines.get("location")
        image = image.get("location")
    if isinstance(image, str) and image:
        yield from images(source, image, line=line, scope=Scope.RUNTIME)
    for key in ("variables", "secrets"):
        values: Any = section.get(key)
        for name, value in values.items() if isinstance(values, Map) else ():
            text = value if isinstance(value, str) and key == "variables" else ""
            yield from _settings.from_setting(source, Setting(name, text, values.lines.get(name)), variable=True)
    secrets = section.get("secrets")
    if isinstance(secrets, Map) and secrets:
        kept = any(isinstance(value, Map) and "secretsmanager" in value for value in secrets.values())
        type_ = "AWS::SecretsManager::Secret" if kept else "AWS::SSM::Parameter"
        yield service(source, type_, section.lines.get("secrets"))


_SNIFF = re.compile(
    rb"^type:[ \t]*+[\"']?(?:Backend Service|Environment|Load Balanced Web Service|Request-Driven Web Service"
    rb"|Scheduled Job|Static Site|Worker Service)\b",
    re.MULTILINE,
)
_PIPELINE = re.compile(rb"^stages:", re.MULTILINE)


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head) or (_PIPELINE.search(head) and b"\nsource:" in head and b"provider:" in head))


EXTRACTOR = Extractor(
    name="copilot-manifest",
    ecosystem="cloud",
    patterns=("copilot/*/manifest.yml", "copilot/environments/*/manifest.yml", "copilot/pipelines/*/manifest.yml"),
    sniff=_sniff,
    parse=parse,
    description="services of Amazon that a manifest asks for, images, variables and secrets of its containers",
    spec_url="https://aws.github.io/copilot-cli/docs/manifest/overview/",
)

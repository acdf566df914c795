"""Task definitions of Amazon ECS as files of their own, and ``Dockerrun.aws.json`` of Elastic Beanstalk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _cloudformation, _settings
from depscan.extractors.cloud._cloudformation_properties import service
from depscan.extractors.cloud._cloudformation_regions import REGION
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, How, Kind, Scope
from depscan.syntax.yaml import Map, Seq

_TASK = "AWS::ECS::TaskDefinition"
_BEANSTALK = "Dockerrun.aws.json"
_LOG_DRIVERS = {"awslogs": "AWS::Logs::LogGroup"}
_ADDRESSES = ("url", "endpoint", "host")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the images of a task, what the variables and logs of its containers tell, and ECS itself.

    Raises:
        ParseError: not JSON or YAML, or no task definition.
    """
    document, error = _cloudformation.read(source)
    if isinstance(document, Map) and isinstance(document.get("taskDefinition"), Map):
        document = document["taskDefinition"]  # as ``aws ecs describe-task-definition`` prints it
    containers = document.get("containerDefinitions") if isinstance(document, Map) else None
    single = document.get("Image") if isinstance(document, Map) and source.name == _BEANSTALK else None
    if not isinstance(containers, Seq) and not isinstance(single, Map):
        raise error or ParseError("not a task definition: no containers")
    yield from _task(source, document, containers if isinstance(containers, Seq) else Seq(0))
    if isinstance(single, Map) and isinstance(single.get("Name"), str):
        yield from images(source, single["Name"], line=single.lines["Name"], scope=Scope.RUNTIME)
    if error:
        raise error


def _task(source: SourceFile, document: Map, containers: Seq) -> Iterator[Component]:
    line = document.lines.get("containerDefinitions", document.line)
    region = next((found for container in containers if (found := _region(container))), None)
    if source.name == _BEANSTALK:
        yield Component(
            kind=Kind.CONFIG,
            name=f"file:{_BEANSTALK}",
            scope=Scope.RUNTIME,
            direct=True,
            evidence=source.seen(document.line, how=How.CONFIGURED),
        )
    else:
        name = document.get("family")
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{_TASK}.{name}" if isinstance(name, str) and name.isascii() and "$" not in name else _TASK,
            scope=Scope.RUNTIME,
            region=region,
            evidence=source.seen(line, how=How.CONFIGURED),
        )
    launch = document.get("requiresCompatibilities")
    if isinstance(launch, Seq) and "FARGATE" in launch:
        yield service(source, "AWS::Fargate", document.lines["requiresCompatibilities"], region=region)
    for container in containers:
        if isinstance(container, Map):
            yield from _container(source, container)
    volumes = document.get("volumes")
    for volume in volumes if isinstance(volumes, Seq) else ():
        if isinstance(volume, Map) and "efsVolumeConfiguration" in volume:
            yield service(source, "AWS::EFS::FileSystem", volume.lines["efsVolumeConfiguration"], region=region)


def _container(source: SourceFile, container: Map) -> Iterator[Component]:
    image = container.get("image")
    if isinstance(image, str) and image:
        yield from images(source, image, line=container.lines["image"], scope=Scope.RUNTIME)
    for key in ("environment", "secrets"):
        pairs = container.get(key)
        for pair in pairs if isinstance(pairs, Seq) else ():
            if isinstance(pair, Map) and isinstance(pair.get("name"), str):
                value = pair.get("value") if key == "environment" else ""
                setting = Setting(pair["name"], value if isinstance(value, str) else "", pair.lines["name"])
                yield from _settings.from_setting(source, setting, variable=True)
                if key == "secrets":
                    yield from _secret(source, pair)
    logs: Any = container.get("logConfiguration")
    driver = logs.get("logDriver") if isinstance(logs, Map) else None
    if isinstance(driver, str) and driver in _LOG_DRIVERS:
        yield service(source, _LOG_DRIVERS[driver], logs.lines["logDriver"], region=_region(container))
    options = _options(container)
    for name, value in options.items():
        if isinstance(value, str) and name.lower().endswith(_ADDRESSES):
            yield from _settings.from_setting(source, Setting(f"log.{name}", value, options.lines.get(name)))


def _secret(source: SourceFile, pair: Map) -> Iterator[Component]:
    """Yield the store that a secret comes from."""
    place = pair.get("valueFrom")
    if isinstance(place, str):
        kept = "AWS::SecretsManager::Secret" if ":secretsmanager:" in place else "AWS::SSM::Parameter"
        yield service(source, kept, pair.lines["valueFrom"])


def _options(container: Any) -> Map:
    logs = container.get("logConfiguration") if isinstance(container, Map) else None
    options = logs.get("options") if isinstance(logs, Map) else None
    return options if isinstance(options, Map) else Map(0)


def _region(container: Any) -> str | None:
    """Return the region that a container logs to, which is the one that it runs in."""
    region = _options(container).get("awslogs-region")
    return region if isinstance(region, str) and REGION.fullmatch(region) else None


_SNIFF = re.compile(rb'["\']?\bcontainerDefinitions["\']?\s*+:\s*+(?:\[|\r?\n|-)')
_TYPE = re.compile(rb'["\']?Type["\']?\s*+:\s*+["\']?AWS::')


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    if b"AWSEBDockerrunVersion" in head:
        return True
    known = b'"family"' in head or b"taskRoleArn" in head or b"executionRoleArn" in head or b"requiresCompat" in head
    return bool(_SNIFF.search(head)) and not _TYPE.search(head) and (known or b"image" in head)


EXTRACTOR = Extractor(
    name="ecs-task-definition",
    ecosystem="container",
    patterns=(_BEANSTALK,),
    sniffed_patterns=("*.json", "*task*.yml", "*task*.yaml"),
    sniff=_sniff,
    parse=parse,
    description="images, variables, secrets and logs of the containers of a task; region of its logs",
    spec_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
)

"""What the properties of a CloudFormation resource tell beyond its type: images, variables, layers, hosts, models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._cloudformation_values import Part, Values
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy
from depscan.syntax.yaml import Map, Seq

_IMAGE_KEYS = frozenset({"ImageUri", "ImageIdentifier", "imageUri"})
_CONTAINER_TYPES = ("AWS::ECS::", "AWS::Batch::", "AWS::SageMaker::", "AWS::CodeBuild::", "AWS::Lightsail::")
_OWN_IMAGES = ("aws/codebuild/",)
"""What CodeBuild keeps for itself, in no registry."""
_PAIRS = frozenset({"Environment", "EnvironmentVariables", "RuntimeEnvironmentVariables", "environment", "Secrets",
                    "secrets", "RuntimeEnvironmentSecrets"})  # fmt: skip
"""Lists of ``{Name: …, Value: …}``."""
_MODEL_KEYS = frozenset({"ModelId", "FoundationModel", "ModelIdentifier"})
_LAYER = lazy.pattern(r"arn:aws[\w-]*+:lambda:[^:]*+:[^:]*+:layer:([\w-]{1,140}+)(?::(\d{1,9}+))?+")
_WORD = lazy.pattern(r"[A-Za-z][a-z]*+|[A-Z]++$")
_DYNAMIC = {"{{resolve:ssm": "AWS::SSM::Parameter", "{{resolve:secretsmanager": "AWS::SecretsManager::Secret"}
_EVENTS = {
    "AlexaSkill": "Alexa::ASK::Skill", "Api": "AWS::ApiGateway::RestApi", "CloudWatchEvent": "AWS::Events::Rule",
    "CloudWatchLogs": "AWS::Logs::SubscriptionFilter", "Cognito": "AWS::Cognito::UserPool",
    "DocumentDB": "AWS::DocDB::DBCluster", "DynamoDB": "AWS::DynamoDB::Table", "EventBridgeRule": "AWS::Events::Rule",
    "HttpApi": "AWS::ApiGatewayV2::Api", "IoTRule": "AWS::IoT::TopicRule", "Kinesis": "AWS::Kinesis::Stream",
    "MQ": "AWS::AmazonMQ::Broker", "MSK": "AWS::MSK::Cluster", "S3": "AWS::S3::Bucket", "SNS": "AWS::SNS::Topic",
    "SQS": "AWS::SQS::Queue", "Schedule": "AWS::Events::Rule", "ScheduleV2": "AWS::Scheduler::Schedule",
}  # fmt: skip
"""Events of SAM, by the resource that they come from or that SAM makes for them."""


def evidence(
    source: SourceFile, values: Values, type_: str, properties: Any, *, region: str | None = None
) -> Iterator[Component]:
    """Yield what the properties of one resource tell.

    Args:
        source: the file.
        values: parameters and mappings of its template.
        type_: type of the resource; of ``Globals`` in SAM that of the resources they are for.
        properties: as read.
        region: region of the resource, where that is known.
    """
    is_container = type_.startswith(_CONTAINER_TYPES)
    for part in values.walk(properties):
        if isinstance(part.value, Map):
            yield from _pair(source, values, part)
            continue
        path, value, _ = part
        last = path[-1] if path else ""
        if value.startswith("{{resolve:"):
            yield from _dynamic(source, part)
        if last in _IMAGE_KEYS or (is_container and last in ("Image", "image")):
            built_here = last in _IMAGE_KEYS and "/" not in value  # what is not, comes from a registry of Amazon's
            if not built_here and not value.startswith(_OWN_IMAGES):
                yield from images(source, value, line=part.line, scope=Scope.RUNTIME)
        elif "Layers" in path[-1:]:
            yield from layer(source, value, part.line)
        elif len(path) > 1 and path[-2] in ("Variables", "environment") and "nvironment" in "".join(path[-3:]):
            yield from _settings.from_setting(source, Setting(last, value, part.line), variable=True)
        elif last in _MODEL_KEYS or ("://" in value and _is_address(last)):
            yield from _settings.from_setting(source, Setting(".".join(path[-2:]), value, part.line))
        elif last in ("LaunchType", "RequiresCompatibilities", "PlatformCapabilities") and value == "FARGATE":
            yield service(source, "AWS::Fargate", part.line, region=region)
    if type_.startswith("AWS::Serverless::") and isinstance(properties, Map):
        yield from _events(source, properties.get("Events"), region)


def service(
    source: SourceFile, type_: str, line: int | None, *, region: str | None = None, event: str = ""
) -> Component:
    """Return the evidence that a service is used of which no resource is declared here, by a type of its resources."""
    return Component(
        kind=Kind.CONFIG,
        name=type_,
        scope=Scope.RUNTIME,
        direct=True,
        region=region,
        facts=(("event", event),) if event else (),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def layer(source: SourceFile, arn: str, line: int | None) -> Iterator[Component]:
    """Yield a layer of a Lambda function that its address names; those of the template itself are its resources."""
    match = _LAYER.fullmatch(arn)
    if match:
        yield Component(
            kind=Kind.CONFIG,
            name=f"AWS::Lambda::LayerVersion.{match[1]}",
            version=match[2],
            scope=Scope.RUNTIME,
            direct=True,
            evidence=source.seen(line, how=How.CONFIGURED),
        )


def _pair(source: SourceFile, values: Values, part: Part) -> Iterator[Component]:
    """Yield what a variable given as name and value tells; of a secret only its name is known."""
    if not part.path or part.path[-1] not in _PAIRS:
        return
    pair = part.value
    name = pair.get("Name", pair.get("name"))
    if isinstance(name, str) and name:
        line = pair.lines.get("Name", pair.lines.get("name"))
        for value in values.alternatives(pair.get("Value", pair.get("value"))) or [""]:
            yield from _settings.from_setting(source, Setting(name, value, line), variable=True)


def _dynamic(source: SourceFile, part: Part) -> Iterator[Component]:
    for beginning, type_ in _DYNAMIC.items():
        if part.value.startswith(beginning):
            yield service(source, type_, part.line)


def _is_address(key: str) -> bool:
    words = _WORD.findall(key)
    return bool(words) and words[-1].lower() in _settings.ADDRESS_WORDS


def _events(source: SourceFile, events: Any, region: str | None) -> Iterator[Component]:
    """Yield the services that the functions and state machines of SAM are called by."""
    for event in events.values() if isinstance(events, Map) else ():
        kind = event.get("Type") if isinstance(event, Map) else None
        if isinstance(kind, str) and kind in _EVENTS:
            yield service(source, _EVENTS[kind], event.lines["Type"], region=region, event=kind)
        elif kind == "SelfManagedKafka":
            yield from _brokers(source, event.get("Properties"))


def _brokers(source: SourceFile, properties: Any) -> Iterator[Component]:
    brokers = properties.get("KafkaBootstrapServers") if isinstance(properties, Map) else None
    if isinstance(brokers, Seq):
        for broker, line in zip(brokers, brokers.lines, strict=False):
            if isinstance(broker, str):
                yield from _settings.from_setting(source, Setting("kafka.brokers", broker, line))

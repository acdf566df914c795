"""AWS Amplify: builds in amplify.yml; services of a project in backend-config.json, regions beside it."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import at, descriptor, entries, literal, maps, read, resource, scripts
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_SERVICES = {
    "cognito": "aws_cognito_user_pool", "appsync": "aws_appsync_graphql_api", "api gateway": "aws_api_gateway_rest_api",
    "s3": "aws_s3_bucket", "dynamodb": "aws_dynamodb_table", "lambda": "aws_lambda_function",
    "lambdalayer": "aws_lambda_layer_version", "pinpoint": "aws_pinpoint_app", "kinesis": "aws_kinesis_stream",
    "s3andcloudfront": "aws_cloudfront_distribution", "elasticcontainer": "aws_ecs_service",
    "comprehend": "aws_comprehend_entity_recognizer", "rekognition": "aws_rekognition_project",
    "lex": "aws_lex_bot", "sagemaker": "aws_sagemaker_endpoint", "location service": "aws_location_map",
    "amplifyhosting": "aws_amplify_app", "location": "aws_location_map",
}  # fmt: skip
_FILE = "amplify.yml"
_STAGES = ("backend", "frontend", "test")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Amplify itself, the services of its project with their regions, what commands tell.

    Raises:
        ParseError: not YAML or JSON, or not a mapping.
    """
    document = read(source)
    if source.name == "team-provider-info.json":
        yield from _environments(source, document)
        return
    yield descriptor(source, _FILE)
    if source.name == "backend-config.json":
        yield from _backend(source, document)
        return
    for application in (document, *maps(document.get("applications"))):
        for stage in _STAGES:
            for _, phase, _ in entries(at(application, stage, "phases")):
                commands = at(phase, "commands")
                line = phase.lines.get("commands") if isinstance(phase, Map) else None
                yield from scripts(source, commands, line, Scope.TEST if stage == "test" else Scope.BUILD)


def _backend(source: SourceFile, document: Map) -> Iterator[Component]:
    for _, category, _ in entries(document):
        for name, part, line in entries(category):
            service = (literal(at(part, "service")) or "").lower()
            if service in _SERVICES:
                yield resource(source, _SERVICES[service], name, line)


def _environments(source: SourceFile, document: Map) -> Iterator[Component]:
    for name, environment, line in entries(document):
        region = literal(at(environment, "awscloudformation", "Region"))
        yield descriptor(source, _FILE, line=line, region=region, facts=(("environment", name),))


EXTRACTOR = Extractor(
    name="amplify",
    ecosystem="paas",
    patterns=(_FILE, "amplify.yaml", "amplify/backend/backend-config.json", "amplify/team-provider-info.json"),
    parse=parse,
    description="AWS Amplify, the services of its project, regions of environments, commands of builds",
    spec_url="https://docs.aws.amazon.com/amplify/latest/userguide/build-settings.html",
)

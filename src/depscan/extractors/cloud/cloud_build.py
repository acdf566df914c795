"""Google Cloud Build: builders, what their commands reach, images pushed, artifacts, secrets, own worker pools."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images, parse_reference
from depscan.extractors.cloud._shell_variables import substitute
from depscan.model import Component, Scope
from depscan.syntax import yaml

_BUILDERS = {"docker": "docker", "gcloud": "gcloud", "gsutil": "gsutil", "npm": "npm", "git": "git", "curl": "curl",
             "wget": "wget", "cloud-sdk": "gcloud", "gke-deploy": "gke-deploy"}  # fmt: skip
"""Last part of a builder's name → the program that it starts with the arguments of a step."""
_SNIFF = _ci.sniffed(rb"^(?:steps|[ \t{]*+\"steps\")[ \t]*+:", rb"\bname[\"']?[ \t]*+:")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Cloud Build, builders, registries pushed to, hosts that commands reach, names of variables.

    Raises:
        ParseError: neither YAML nor JSON, or no build.
    """
    document = _ci.document(source)
    steps = document.get("steps") if isinstance(document, yaml.Map) else None
    if not isinstance(document, yaml.Map) or not isinstance(steps, yaml.Seq):
        raise ParseError("not a build of Cloud Build: no steps")
    options = document.get("options")
    pool = options.get("pool") if isinstance(options, yaml.Map) else None
    named = pool.get("name") if isinstance(pool, yaml.Map) else None
    facts = _ci.runner_facts([named] if isinstance(named, str) and "$" not in named else [])
    yield _ci.service(source, "file:cloudbuild.yaml", document.lines["steps"], facts=facts)
    given = document.get("substitutions")
    values = {key: text for key, text in given.items() if isinstance(text, str)} if isinstance(given, yaml.Map) else {}
    for step in steps:
        if isinstance(step, yaml.Map):
            yield from _step(source, step, values)
    yield from _pushed(source, document, values)
    yield from _kept(source, document)


def _step(source: SourceFile, step: yaml.Map, values: dict[str, str]) -> Iterator[Component]:
    name = step.get("name")
    if isinstance(name, str) and name:
        yield from images(source, substitute(name, values), line=step.lines["name"], scope=Scope.BUILD)
    yield from _ci.variables(source, step.get("env"))
    secrets = step.get("secretEnv")
    for secret in secrets if isinstance(secrets, yaml.Seq) else ():
        if isinstance(secret, str):
            yield from _ci.setting(source, secret, "", step.lines["secretEnv"])
    yield from _ci.script(source, step.get("script"), step.lines.get("script"))
    program = step.get("entrypoint")
    if not isinstance(program, str) and isinstance(name, str):
        program = _BUILDERS.get(name.partition("@")[0].rpartition("/")[2].partition(":")[0])
    if isinstance(program, str):
        yield from _ci.words(source, program, step.get("args"), step.lines.get("args"))


def _pushed(source: SourceFile, document: yaml.Map, values: dict[str, str]) -> Iterator[Component]:
    pushed = document.get("images")
    if isinstance(pushed, yaml.Seq):
        for text, line in zip(pushed, pushed.lines, strict=True):
            image = parse_reference(substitute(text, values)) if isinstance(text, str) else None
            if image:
                yield _ci.endpoint(source, image.host, line)


def _kept(source: SourceFile, document: yaml.Map) -> Iterator[Component]:
    """Yield where artifacts, logs and secrets are kept."""
    for key, item in _ci.maps([document.get("artifacts"), document.get("options")]):
        for name, value in item.items():
            if isinstance(value, str) and "://" in value:
                yield from _ci.setting(source, f"{key}.{name}", value, item.lines.get(name), variable=False)
    if isinstance(document.get("logsBucket"), str):
        yield from _ci.setting(
            source, "logsBucket", document["logsBucket"], document.lines["logsBucket"], variable=False
        )
    secrets = document.get("availableSecrets")
    if isinstance(secrets, yaml.Map) and "secretManager" in secrets:
        yield _ci.endpoint(source, "secretmanager.googleapis.com", secrets.lines["secretManager"])


EXTRACTOR = Extractor(
    name="cloud-build",
    ecosystem="ci",
    patterns=("cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json"),
    sniffed_patterns=("cloudbuild*.yaml", "cloudbuild*.yml", "cloudbuild*.json", "*cloudbuild.yaml", "*cloudbuild.yml"),
    sniff=lambda head: all(expression.search(head) for expression in _SNIFF),
    parse=parse,
    description="builders, registries and buckets written to, secrets, worker pools; what commands reach",
    spec_url="https://cloud.google.com/build/docs/build-config-file-schema",
)

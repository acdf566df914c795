"""CircleCI: orbs, images, machines, contexts by name, variables, what steps reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.model import Component, Facts, How, Kind, Scope
from depscan.syntax import lazy, yaml

_ORB = lazy.pattern(r"([\w-]++)/([\w-]++)(?:@(\S++))?")
_DEFAULT = lazy.pattern(r"<<[ ]*+(?:pipeline\.)?parameters\.([\w-]++)[ ]*+>>")
_SNIFF = _ci.sniffed(rb"^(?:version|jobs|orbs|workflows|executors|commands|setup)[ \t]*+:")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield CircleCI, orbs, images, hosts that steps reach, names of variables.

    Raises:
        ParseError: not YAML, or no configuration of CircleCI.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map) or not {"jobs", "workflows", "orbs", "executors", "commands"} & set(document):
        raise ParseError("not a configuration of CircleCI")
    yield _ci.service(source, "file:.circleci/config.yml", document.line, facts=_machines(document))
    for key, item in _ci.maps(document):
        if key == "orbs":
            yield from _orbs(source, item)
        parameters = _defaults(item.get("parameters"))
        yield from _images(source, item, parameters)
        yield from _ci.variables(source, item.get("environment"))
        run = item.get("run")
        if isinstance(run, str):
            yield from _ci.script(source, run, item.lines["run"])
        elif isinstance(run, yaml.Map) and isinstance(run.get("command"), str):
            yield from _ci.script(source, run["command"], run.lines["command"])


def _defaults(parameters: object) -> dict[str, str]:
    """Return the defaults of the parameters of a job or an executor."""
    if not isinstance(parameters, yaml.Map):
        return {}
    given = {name: entry.get("default") for name, entry in parameters.items() if isinstance(entry, yaml.Map)}
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _orbs(source: SourceFile, orbs: yaml.Map) -> Iterator[Component]:
    """Yield orbs by the name that they have in the registry of CircleCI; those written inline are the project's own."""
    for alias, text in orbs.items():
        if not isinstance(text, str):
            continue
        orb = _ORB.fullmatch(text.strip())
        line = orbs.lines.get(alias)
        if orb is None:
            source.warn("incomplete-entry", "an orb whose name is not understood", line=line)
            continue
        yield Component(
            kind=Kind.ACTION,
            name=f"circleci.com/orbs/{orb[1]}/{orb[2]}",
            version=orb[3],
            scope=Scope.BUILD,
            direct=True,
            facts=(("registry", "circleci.com"),),
            evidence=source.seen(line, how=How.CONFIGURED),
        )


def _images(source: SourceFile, item: yaml.Map, parameters: dict[str, str]) -> Iterator[Component]:
    """Yield the images of ``docker:``: the first is where the steps run, the others are services beside it."""
    docker = item.get("docker")
    for number, entry in enumerate(docker if isinstance(docker, yaml.Seq) else ()):
        text, line = _ci.image_name(entry, None, "image")
        if isinstance(entry, yaml.Map) and text:
            text = _DEFAULT.sub(lambda match: parameters.get(match[1], "$" + match[1]), text).replace("<<", "$")
            scope = Scope.TEST if number else Scope.BUILD
            yield from images(source, text.replace(">>", ""), line=line, scope=scope)


def _machines(document: yaml.Map) -> Facts:
    names = []
    for _, item in _ci.maps(document):
        machine = item.get("machine")
        if isinstance(machine, yaml.Map) and isinstance(machine.get("image"), str):
            names.append(machine["image"])
        resource = item.get("resource_class")
        if isinstance(resource, str) and "/" in resource:  # namespace/name: a runner of one's own
            names.append(f"self-hosted {resource}")
        if isinstance(item.get("macos"), yaml.Map):
            names.append("macos")
    return _ci.runner_facts(name for name in names if "<<" not in name)


def _sniff(head: bytes) -> bool:
    return (
        bool(_SNIFF[0].search(head)) and re.search(rb"(?m)^(?:jobs|orbs|workflows|executors)[ \t]*+:", head) is not None
    )


EXTRACTOR = Extractor(
    name="circleci",
    ecosystem="ci",
    patterns=(".circleci/config.yml", ".circleci/config.yaml"),
    sniffed_patterns=(".circleci/*.yml", ".circleci/*.yaml"),
    sniff=_sniff,
    parse=parse,
    description="orbs, images, machines and own runners; what steps and variables reach",
    spec_url="https://circleci.com/docs/configuration-reference/",
)

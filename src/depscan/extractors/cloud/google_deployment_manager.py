"""Google Cloud Deployment Manager: configurations in YAML and templates in Jinja; Python templates are code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _google_types
from depscan.extractors.cloud._images import images
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import lazy, template, yaml
from depscan.syntax.yaml import Map, Seq

_DEPLOYMENT = "google_deployment_manager_deployment"
_PLACE = lazy.pattern(r"(?:.*/)?((?:[a-z]+-)?[a-z]+\d?(?:-[a-z]+\d+)?(?:-[a-z])?)")
_LOCAL = (".jinja", ".jinja2", ".py", ".yaml", ".yml")
_JINJA = (".jinja", ".jinja2")
_MACRO = lazy.pattern(r"\{%[-+]?\s*+macro\b")
_END = lazy.pattern(r"\{%[-+]?\s*+endmacro\s*+[-+]?%\}")
_PLACES = ("zone", "region", "location", "locationId")
_NODES = 20_000


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield resources by type, with the zone or region where that is written out, and Deployment Manager itself.

    Raises:
        ParseError: not YAML even without its directives, or no list of resources.
    """
    text = source.text()
    if template.is_template(text) or source.name.endswith(_JINJA):
        plain = template.plain(_without_macros(text))
        if plain != text:
            source.warn("template", "a template: what is filled in is left out", level=Level.NOTE)
        text = plain
    document = yaml.read(text)
    resources = document.get("resources") if isinstance(document, Map) else None
    if not isinstance(resources, Seq):
        if isinstance(document, Map) and {"resources", "outputs", "imports"} & document.keys():
            source.warn("nothing-declared", "no resources", level=Level.NOTE)
            return
        raise ParseError("not of Deployment Manager: no list of resources")
    yield Component(
        kind=Kind.CONFIG,
        name=_DEPLOYMENT,
        scope=Scope.RUNTIME,
        direct=True,
        evidence=source.seen(document.lines["resources"], how=How.CONFIGURED),
    )
    for entry, line in zip(resources, resources.lines, strict=False):
        if isinstance(entry, Map):
            yield from _resource(source, entry, line)


def _without_macros(text: str) -> str:
    """Return a Jinja template line by line without its macros, whose bodies stand for text elsewhere."""
    pieces: list[str] = []
    position = 0
    while macro := _MACRO.search(text, position):
        end = _END.search(text, macro.end())
        if end is None:
            break
        pieces += [text[position : macro.start()], "\n" * text.count("\n", macro.start(), end.end())]
        position = end.end()
    return "".join([*pieces, text[position:]])


def _resource(source: SourceFile, entry: Map, line: int) -> Iterator[Component]:
    type_, name = entry.get("type", entry.get("action")), entry.get("name")
    line = entry.lines.get("type", entry.lines.get("action", line))
    if not isinstance(type_, str):
        source.warn("incomplete-entry", "a resource without type", line=line)
        return
    known = _google_types.known_as(type_)
    if known is None:
        _other(source, type_, line)
        return
    logical = name if isinstance(name, str) and template.PLACEHOLDER not in name else ""
    properties = entry.get("properties")
    region = _place(properties)
    yield Component(
        kind=Kind.RESOURCE,
        name=f"{type_.replace(template.PLACEHOLDER, '*')} {logical}".strip(),
        scope=Scope.RUNTIME,
        region=region,
        facts=(("type", known),),
        evidence=source.seen(line, how=How.CONFIGURED),
    )
    yield from _containers(source, properties)


def _other(source: SourceFile, type_: str, line: int) -> None:
    """Note what is not a type of Google's: templates elsewhere, programs, types of providers of one's own."""
    if template.PLACEHOLDER in type_:
        source.warn("unresolved-type", "a resource whose type is filled in", line=line, level=Level.NOTE)
    elif not type_.endswith(_LOCAL) or type_.endswith(".py") or source.sibling(type_) is None:
        source.warn(
            "not-followed", "a resource that a program or a template elsewhere makes", line=line, level=Level.NOTE
        )


def _place(properties: Any) -> str | None:
    for key in _PLACES:
        value = properties.get(key) if isinstance(properties, Map) else None
        match = _PLACE.fullmatch(value) if isinstance(value, str) and len(value) < 200 else None
        if match:
            return match[1]
    return None


def _containers(source: SourceFile, properties: Any) -> Iterator[Component]:
    """Yield the images of containers, wherever in the properties they stand."""
    seen: set[int] = set()
    stack = [properties]
    while stack and len(seen) < _NODES:
        value = stack.pop()
        if not isinstance(value, Map | Seq) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Seq):
            stack += reversed(value)
            continue
        containers = value.get("containers")
        for container in containers if isinstance(containers, Seq) else ():
            image = container.get("image") if isinstance(container, Map) else None
            if isinstance(image, str) and not image.startswith(template.PLACEHOLDER):
                reference = image.replace(template.PLACEHOLDER, "${filled-in}")
                yield from images(source, reference, line=container.lines["image"], scope=Scope.RUNTIME)
        stack += reversed(value.values())


_LIST = re.compile(rb"^[ \t]{0,4}+resources[ \t]*+:", re.MULTILINE)
_TYPE = re.compile(
    rb"^[ \t]*+(?:-[ \t]++)?(?:type|action)[ \t]*+:[ \t]*+[\"']?(?:gcp-types/|[\w./-]+\.(?:jinja2?|py)\b"
    rb"|[a-z]{2,40}\.(?:v\d|beta|alpha)\w*\.[a-zA-Z])",
    re.MULTILINE,
)
_INTERNAL = re.compile(rb"\{[{%][^}%]*\b(?:env|properties)[.\[]")


def _sniff(head: bytes) -> bool:
    return bool(_LIST.search(head) and (_TYPE.search(head) or _INTERNAL.search(head)))


EXTRACTOR = Extractor(
    name="google-deployment-manager",
    ecosystem="cloud",
    patterns=(),
    sniffed_patterns=("*.jinja", "*.jinja2", "*.yaml", "*.yml"),
    sniff=_sniff,
    parse=parse,
    description="resources by the products their types are of, zones and regions, images of containers; not Python",
    spec_url="https://cloud.google.com/deployment-manager/docs/configuration/supported-resource-types",
)

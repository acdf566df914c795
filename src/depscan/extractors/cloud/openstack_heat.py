"""Heat templates (HOT) of OpenStack and their environment files: whose cloud it is, the templates do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._images import images
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import json_tree, lazy, template, yaml
from depscan.syntax.yaml import Map

_TYPE = lazy.pattern(r"[A-Za-z0-9_]{1,64}+(?:::[A-Za-z0-9_]{1,64}+){1,6}")
_FILES = (".yaml", ".yml", ".template", ".json")
_KNOWN = ("OS::", "AWS::", "DockerInc::", "Rackspace::")
"""Beginnings of types that Heat or its plug-ins bring; any other name stands for a template."""
_PARAMETERS = ("parameters", "parameter_defaults")
_DEPTH = 8
_PLACE = lazy.pattern(r"[A-Za-z0-9][\w.-]{0,60}")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the resources of a template, those in groups among them, or what the parameters of an environment tell.

    Raises:
        ParseError: neither YAML nor JSON, or no template.
    """
    document, error = _read(source)
    if isinstance(document, Map) and "heat_template_version" in document:
        yield _stack(source, document.lines["heat_template_version"])
        resources = document.get("resources")
        if isinstance(resources, Map):
            yield from _Template(source, document).all(resources)
        elif not error:
            source.warn("nothing-declared", "no resources", level=Level.NOTE)
    elif isinstance(document, Map) and ("resource_registry" in document or "parameter_defaults" in document):
        yield _stack(source, document.line)
        yield from _environment(source, document)
    else:
        raise error or ParseError("not a Heat template: no version")
    if error:
        raise error


def _read(source: SourceFile) -> tuple[Any, ParseError | None]:
    text = source.text()
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return json_tree.read(text)
    try:
        return yaml.read(text), None
    except ParseError:
        if not template.is_template(text):
            raise
        source.warn("template", "a template of a template: what is filled in is left out", level=Level.NOTE)
        return yaml.read(template.plain(text)), None


def _stack(source: SourceFile, line: int) -> Component:
    return Component(
        kind=Kind.CONFIG,
        name="OS::Heat::Stack",
        scope=Scope.RUNTIME,
        direct=True,
        evidence=source.seen(line, how=How.CONFIGURED),
    )


class _Template:
    """The resources of one template."""

    def __init__(self, source: SourceFile, document: Map) -> None:
        self._source = source
        parameters = document.get("parameters")
        self._parameters = parameters if isinstance(parameters, Map) else Map(0)

    def all(self, resources: Map, depth: int = 0) -> Iterator[Component]:
        for name, entry in resources.items():
            if isinstance(entry, Map):
                yield from self._resource(name, entry, resources.lines.get(name), depth)
            elif entry is not None:
                line = resources.lines.get(name)
                self._source.warn("incomplete-entry", "a resource that is not a mapping", line=line)

    def _resource(self, name: str, entry: Map, line: int | None, depth: int) -> Iterator[Component]:
        type_ = self._text(entry.get("type"))
        properties = entry.get("properties")
        if type_ is None:
            if entry.get("type") is None:
                self._source.warn("incomplete-entry", "a resource without type", line=line)
            return
        if not _TYPE.fullmatch(type_):
            if type_.endswith(_FILES) and ("://" in type_ or self._source.sibling(type_) is None):
                message = "a resource whose template is not here"
                self._source.warn("not-followed", message, line=entry.lines["type"], level=Level.NOTE)
            return  # a template of this tree is read on its own
        if not type_.startswith(_KNOWN):
            message = "a type of one's own, which an environment file tells"
            self._source.warn("unresolved-type", message, line=entry.lines["type"], level=Level.NOTE)
            return
        facts = []
        if type_.startswith("AWS::"):  # Heat takes Amazon's types for what it has itself
            facts.append(("type", f"OS::{type_}"))
        yield Component(
            kind=Kind.RESOURCE,
            name=type_ if template.PLACEHOLDER in name else f"{type_}.{name}",
            scope=Scope.RUNTIME,
            region=self._region(type_, properties),
            facts=tuple(facts),
            evidence=self._source.seen(line, how=How.CONFIGURED),
        )
        if isinstance(properties, Map):
            yield from self._properties(name, type_, properties, depth)

    def _properties(self, name: str, type_: str, properties: Map, depth: int) -> Iterator[Component]:
        """Yield the resource that a group is made of, and the image of a container."""
        for key in ("resource_def", "resource"):
            inner = properties.get(key)
            if isinstance(inner, Map) and depth < _DEPTH:
                yield from self._resource(name, inner, properties.lines.get(key), depth + 1)
        image = self._text(properties.get("image"))
        if image and type_ in ("DockerInc::Docker::Container", "OS::Zun::Container"):
            yield from images(self._source, image, line=properties.lines["image"], scope=Scope.RUNTIME)

    def _region(self, type_: str, properties: Any) -> str | None:
        """Return the region that a nested stack or an endpoint names."""
        if not isinstance(properties, Map):
            return None
        context = properties.get("context")
        named = context.get("region_name") if isinstance(context, Map) else None
        if named is None and type_.startswith("OS::Keystone::"):
            named = properties.get("region")
        region = self._text(named)
        return region if region and _PLACE.fullmatch(region) else None

    def _text(self, value: Any) -> str | None:
        """Return a text, or the default of the parameter that stands in its place."""
        if isinstance(value, Map) and len(value) == 1 and isinstance(value.get("get_param"), str):
            parameter = self._parameters.get(value["get_param"])
            value = parameter.get("default") if isinstance(parameter, Map) else None
        return value if isinstance(value, str) and template.PLACEHOLDER not in value else None


def _environment(source: SourceFile, document: Map) -> Iterator[Component]:
    """Yield what the parameters tell that an environment file gives a template, and the types it maps others to."""
    registry: Any = document.get("resource_registry")
    for name, type_ in registry.items() if isinstance(registry, Map) else ():
        if isinstance(type_, str) and type_.endswith(_FILES) and ("://" in type_ or source.sibling(type_) is None):
            message = "a type whose template is not here"
            source.warn("not-followed", message, line=registry.lines.get(name), level=Level.NOTE)
    for key in _PARAMETERS:
        section = document.get(key)
        if isinstance(section, Map):
            yield from _settings.from_settings(source, _settings.flattened(section))


_VERSION = re.compile(rb"""^(?:\xef\xbb\xbf)?[ {]*+["']?heat_template_version["']?[ \t]*+:""", re.MULTILINE)
_ENVIRONMENT = re.compile(rb"^(?:resource_registry|parameter_defaults)[ \t]*+:", re.MULTILINE)


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    return bool(_VERSION.search(head) or _ENVIRONMENT.search(head))


EXTRACTOR = Extractor(
    name="openstack-heat",
    ecosystem="cloud",
    patterns=("*.hot", "*.hot.yaml", "*.hot.yml"),
    sniffed_patterns=("*.yaml", "*.yml", "*.json", "*.template", "*.env"),
    sniff=_sniff,
    parse=parse,
    description="resources, those of groups among them; hosts in the parameters of environment files",
    spec_url="https://docs.openstack.org/heat/latest/template_guide/hot_spec.html",
)

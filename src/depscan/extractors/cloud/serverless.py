"""Serverless Framework (and its fork osls): functions, what calls them, variables, and the resources beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _cloudformation, _cloudformation_regions, _settings
from depscan.extractors.cloud import _serverless_platforms as _platforms
from depscan.extractors.cloud._cloudformation_properties import layer, service
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._serverless_variables import Place, Variables
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.packages import _npm
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax.yaml import Map, Seq

_VARIABLES = ("environment", "env", "secret")
_TOP = ("provider", "functions", "service", "component", "resources")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield functions, services that call them, images, variables, plugins, and resources of CloudFormation.

    Raises:
        ParseError: neither YAML nor JSON, or not a service.
    """
    document, error = _cloudformation.read(source)
    if not isinstance(document, Map) or not any(key in document for key in _TOP):
        raise error or ParseError("not a Serverless Framework file: no provider, functions or component")
    yield from _Service(source, document).components()
    if error:
        raise error


class _Service:
    """One service."""

    def __init__(self, source: SourceFile, document: Map) -> None:
        self._source = source
        self._document = document
        self._variables = Variables(source, document)
        self._provider = self._section("provider")
        name = self._provider.value
        if isinstance(name, Map):
            name = name.get("name")
        self._platform = self._variables.literal(name) or ""
        self._region = self._variables.region

    def _section(self, key: str) -> Place:
        return self._variables.value(Place(self._source, self._document.get(key)))

    def components(self) -> Iterator[Component]:
        if self._document.get("provider") is not None:
            yield from self._deployment()
        if isinstance(self._provider.value, Map):
            yield from self._environment(self._provider)
            yield from self._provider_images(self._provider)
        yield from self._components_of_old()
        yield from self._functions(self._section("functions"))
        yield from self._plugins(self._section("plugins"))
        yield from self._custom(self._section("custom"))
        yield from self._sections_of_plugins()
        yield from self._resources(self._section("resources"), 0)

    def _deployment(self) -> Iterator[Component]:
        """Yield what rolls the service out, by which the provider is known."""
        line = self._document.lines["provider"]
        if self._platform:
            known = _platforms.PLATFORMS.get(self._platform)
            type_ = known.deployment if known else f"provider.{self._platform}"
            yield service(self._source, type_, line, region=self._region)
        else:
            self._source.warn("unresolved-provider", "a provider that is not literal", line=line, level=Level.NOTE)

    # ----------------------------------------------------------------------------------------------- functions

    def _functions(self, place: Place) -> Iterator[Component]:
        source, functions = place
        if isinstance(functions, Seq):
            for item in functions[:200]:
                yield from self._functions(self._variables.value(Place(source, item)))
            return
        for name, function in functions.items() if isinstance(functions, Map) else ():
            line = functions.lines.get(name)
            known = _platforms.PLATFORMS.get(self._platform)
            if known:
                yield Component(
                    kind=Kind.RESOURCE,
                    name=f"{known.function}.{name}",
                    scope=Scope.RUNTIME,
                    region=self._region,
                    evidence=source.seen(line, how=How.CONFIGURED),
                )
            yield from self._function(self._variables.value(Place(source, function)))

    def _function(self, place: Place) -> Iterator[Component]:
        source, function = place
        if not isinstance(function, Map):
            return
        yield from self._environment(place)
        if self._platform == "aws":
            image = self._variables.value(Place(source, function.get("image"))).value
            image = image.get("uri") if isinstance(image, Map) else image
            if isinstance(image, str) and "/" in image:  # else the name of an image of the provider's section
                yield from images(
                    source, self._variables.text(image), line=function.lines["image"], scope=Scope.RUNTIME
                )
            layers = function.get("layers")
            for arn, line in zip(layers, layers.lines, strict=False) if isinstance(layers, Seq) else ():
                if isinstance(arn, str):
                    yield from layer(source, self._variables.text(arn), line)
            if function.get("url") not in (None, "false"):
                yield service(source, "AWS::Lambda::Url", function.lines["url"], region=self._region)
        events = self._variables.value(Place(source, function.get("events")))
        if isinstance(events.value, Seq):
            for event, line in zip(events.value, events.value.lines, strict=False):
                yield from self._event(self._variables.value(Place(events.source, event)), line)

    def _event(self, place: Place, line: int) -> Iterator[Component]:
        source, event = place
        kind = next(iter(event), "") if isinstance(event, Map) else event
        if not isinstance(kind, str):
            return
        details = event[kind] if isinstance(event, Map) and event else None
        line = event.lines.get(kind, line) if isinstance(event, Map) else line
        type_ = _platforms.EVENTS.get(self._platform, {}).get(kind)
        if kind == "stream" and "kinesis" in _said(details):
            type_ = "AWS::Kinesis::Stream"
        elif kind == "schedule" and isinstance(details, Map) and details.get("method") == "scheduler":
            type_ = "AWS::Scheduler::Schedule"
        elif self._platform == "google" and kind == "event" and isinstance(details, Map):
            type_ = _of_google(str(details.get("eventType")))
        elif kind == "kafka" and isinstance(details, Map):
            yield from self._brokers(source, details.get("bootstrapServers"))
        if type_:
            yield service(source, type_, line, region=self._region, event=kind)

    def _brokers(self, source: SourceFile, brokers: Any) -> Iterator[Component]:
        for broker, line in zip(brokers, brokers.lines, strict=False) if isinstance(brokers, Seq) else ():
            if isinstance(broker, str):
                yield from _settings.from_setting(source, Setting("kafka.brokers", self._variables.text(broker), line))

    # ------------------------------------------------------------------------------------- settings and resources

    def _environment(self, place: Place) -> Iterator[Component]:
        for key in _VARIABLES:
            source, variables = self._variables.value(Place(place.source, place.value.get(key)))
            for name, value in variables.items() if isinstance(variables, Map) else ():
                text = self._variables.text(value) if isinstance(value, str) and key != "secret" else ""
                setting = Setting(name, text, variables.lines.get(name, variables.line))
                yield from _settings.from_setting(source, setting, variable=True)

    def _provider_images(self, place: Place) -> Iterator[Component]:
        source, provider = place
        registry = provider.get("ecr")
        named: Any = registry.get("images") if isinstance(registry, Map) else None
        for name, image in named.items() if isinstance(named, Map) else ():
            uri = image.get("uri") if isinstance(image, Map) else image
            if isinstance(uri, str) and ":" in uri:
                line = image.lines["uri"] if isinstance(image, Map) else named.lines[name]
                yield from images(source, self._variables.text(uri), line=line, scope=Scope.RUNTIME)

    def _plugins(self, place: Place) -> Iterator[Component]:
        source, plugins = place
        if isinstance(plugins, Map):
            plugins = plugins.get("modules")
        for name, line in zip(plugins, plugins.lines, strict=False) if isinstance(plugins, Seq) else ():
            if isinstance(name, str) and _npm.is_name(name) and not name.startswith("."):
                yield _npm.package(source, name, None, line=line, how=How.DECLARED, scope=Scope.BUILD, direct=True)

    def _custom(self, place: Place) -> Iterator[Component]:
        if isinstance(place.value, Map):
            for key, value, line in _settings.flattened(place.value, prefix="custom"):
                yield from _settings.from_setting(place.source, Setting(key, self._variables.text(value), line))

    def _sections_of_plugins(self) -> Iterator[Component]:
        for key, (within, type_) in _platforms.SECTIONS.items():
            source, section = self._section(key)
            if within:
                source, section = self._variables.value(
                    Place(source, section.get(within) if isinstance(section, Map) else None)
                )
            if isinstance(section, Map):
                for name, line in section.lines.items() if within else ((key, self._document.lines[key]),):
                    yield Component(
                        kind=Kind.RESOURCE,
                        name=f"{type_}.{name}",
                        scope=Scope.RUNTIME,
                        region=self._region,
                        evidence=source.seen(line, how=How.CONFIGURED),
                    )
        source, constructs = self._section("constructs")
        for construct in constructs.values() if isinstance(constructs, Map) else ():
            kind = construct.get("type") if isinstance(construct, Map) else None
            for type_ in _platforms.CONSTRUCTS.get(kind, ()) if isinstance(kind, str) else ():
                yield service(source, type_, construct.lines["type"], region=self._region)

    def _resources(self, place: Place, depth: int) -> Iterator[Component]:
        """Yield the resources of CloudFormation templates, in this file or, without their frame, in others."""
        source, found = self._variables.value(place)
        if isinstance(found, Seq) and depth < 3:
            for item in found[:200]:
                yield from self._resources(Place(source, item), depth + 1)
            return
        if not isinstance(found, Map) or self._platform not in ("aws", ""):
            return
        declared = self._variables.value(Place(source, found.get("Resources")))
        if source is not self._source and "Resources" in found and declared.source is source:
            _cloudformation_regions.tell(source, self._region)
            return  # a template of its own, which is read where it lies
        parts = declared.value if isinstance(declared.value, Seq) else [declared.value]
        for part in parts[:200]:
            there = self._variables.value(Place(declared.source, part))
            whole = Map(found.line)
            whole.update(found)
            whole["Resources"] = self._merged(there)
            yield from _cloudformation.Template(there.source, whole, region=self._region).resources()

    def _merged(self, place: Place) -> Any:
        """Return resources with those that are variables in their place."""
        if not isinstance(place.value, Map):
            return None
        resources = Map(place.value.line)
        resources.lines = place.value.lines
        for name, entry in place.value.items():
            resources[name] = self._variables.value(Place(place.source, entry)).value
        return resources

    def _components_of_old(self) -> Iterator[Component]:
        """Yield what Serverless Components, an earlier form of these files, are made of."""
        for at, section in [(self._document, self._document), *((None, v) for v in self._document.values())]:
            name = section.get("component") if isinstance(section, Map) else None
            if not isinstance(name, str):
                continue
            line = section.lines["component"]
            inputs = section.get("inputs")
            region = self._variables.literal(inputs.get("region")) if isinstance(inputs, Map) else None
            plain = name.rpartition("/")[2].partition("@")[0]
            if plain.startswith("tencent-"):
                yield service(self._source, "tencentcloud_scf_function", line, region=region)
            elif plain.startswith("aws-") or (at is not None and plain in ("express", "website", "graphql")):
                yield service(self._source, "AWS::Lambda::Function", line, region=region)
            elif not name.startswith("."):
                message = "a component whose platform is not known"
                self._source.warn("unresolved-module", message, line=line, level=Level.NOTE)


def _said(details: Any) -> str:
    """Return what tells a stream's service: its kind, or its address."""
    if isinstance(details, Map):
        arn = details.get("arn")
        return f"{details.get('type')} {arn if isinstance(arn, str) else ''}".lower()
    return details.lower() if isinstance(details, str) else ""


def _of_google(event_type: str) -> str | None:
    for word, type_ in _platforms.GOOGLE_EVENTS.items():
        if word in event_type:
            return type_
    return None


_KEY = re.compile(rb"""^["']?(?:provider|component)["']?[ \t]*+:""", re.MULTILINE)
_OTHER_KEY = re.compile(rb"""^["']?(?:service|functions|plugins|resources|custom|name)["']?[ \t]*+:""", re.MULTILINE)


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    if head.lstrip()[:1] == b"{":
        return b'"provider"' in head and (b'"service"' in head or b'"functions"' in head)
    return bool(_KEY.search(head) and _OTHER_KEY.search(head))


EXTRACTOR = Extractor(
    name="serverless",
    ecosystem="cloud",
    patterns=("serverless.yml", "serverless.yaml", "serverless.json"),
    sniffed_patterns=("serverless*.yml", "serverless*.yaml"),
    sniff=_sniff,
    parse=parse,
    description="functions with region, services that call them, images, variables, plugins, CloudFormation resources",
    spec_url="https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml",
)

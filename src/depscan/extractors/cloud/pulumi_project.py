"""Pulumi: programs written in YAML, what projects need, where state is kept, and the settings of stacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _properties, _pulumi_types, _settings
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import address, lazy, template, yaml
from depscan.syntax.yaml import Map

_REGION_KEYS = ("region", "location", "zone")
_ENDPOINT_KEYS = ("endpoint", "authUrl", "apiEndpoint", "apiUrl", "baseUrl", "url", "serverUrl", "host", "address")
_PROVIDERS = "pulumi:providers:"
_VALUE = lazy.pattern(r"\$\{([\w:.-]{1,100}+)\}")
_REGION = lazy.pattern(r"[A-Za-z][\w -]{1,40}")
_BACKENDS = {"s3": "s3", "gs": "gcs", "azblob": "azurerm"}
_STACKS = 50
_RESOURCES = 50_000


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the resources of a program with the regions of its stacks, and what settings tell; secrets are not read.

    Raises:
        ParseError: not YAML, or neither a project nor a stack.
    """
    text = source.text()
    if template.is_template(text):
        source.warn("template", "a template, read as far as it can be", level=Level.NOTE)
        text = template.plain(text)
    document = yaml.read(text)
    if document is None:
        source.warn("nothing-declared", "no settings", level=Level.NOTE)
    elif not isinstance(document, Map):
        raise ParseError("not a file of Pulumi: not a mapping")
    elif source.name in ("Pulumi.yaml", "Pulumi.yml") or "resources" in document:
        yield from _project(source, document)
    else:
        yield from _stack(source, document)


# ------------------------------------------------------------------------------------------------------ settings


def _stack(source: SourceFile, document: Map) -> Iterator[Component]:
    """Yield the providers that a stack configures, and hosts in its settings."""
    provider = document.get("secretsprovider")
    if isinstance(provider, str):
        setting = Setting("secrets_provider_url", provider, document.lines.get("secretsprovider"))
        yield from _settings.from_setting(source, setting)
    config = document.get("config")
    if isinstance(config, Map):
        yield from _configured(source, config)


def _configured(source: SourceFile, config: Map) -> Iterator[Component]:
    """Yield what settings tell: ``aws:region`` where things are, ``openstack:authUrl`` whose cloud it is."""
    plain = Map(config.line)
    places: dict[str, dict[str, str]] = {}
    for key, value in config.items():
        package, _, name = key.partition(":")
        told = _value(value)
        if isinstance(told, str) and name in (*_REGION_KEYS, *_ENDPOINT_KEYS):
            places.setdefault(package, {})[name] = told
        plain[key.replace(":", ".")], plain.lines[key.replace(":", ".")] = told, config.lines.get(key, config.line)
    for package, told in places.items():
        prefix = _pulumi_types.provider_prefix(package)
        line = next(line for key, line in config.lines.items() if key.startswith(f"{package}:"))
        if prefix:
            yield _provider(source, prefix, told, line)
    yield from _properties.told(source, plain)


def _value(item: Any) -> Any:
    """Return the value of a setting, or its default where it is only described; a secret has none."""
    if not isinstance(item, Map):
        return item
    if "secure" in item:
        return None
    return item["value"] if "value" in item else item.get("default", item)


def _provider(source: SourceFile, prefix: str, told: dict[str, Any], line: int | None) -> Component:
    return Component(
        kind=Kind.CONFIG,
        name=f"{prefix}_provider",
        scope=Scope.RUNTIME,
        direct=True,
        region=next((place for key in _REGION_KEYS if (place := _place(told.get(key)))), None),
        endpoint=_endpoint(told),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def _place(value: Any) -> str | None:
    return value if isinstance(value, str) and _REGION.fullmatch(value) else None


def _endpoint(told: dict[str, Any]) -> str | None:
    for key in _ENDPOINT_KEYS:
        value = told.get(key)
        found = address.addresses(value) or address.bare_hosts(value) if isinstance(value, str) else []
        if found:
            return found[0].host
    return None


# ------------------------------------------------------------------------------------------------------- program


def _project(source: SourceFile, document: Map) -> Iterator[Component]:
    if "runtime" not in document and "resources" not in document:
        raise ParseError("not a project of Pulumi: no runtime")
    backend = document.get("backend")
    if isinstance(backend, Map) and isinstance(backend.get("url"), str):
        yield from _backend(source, backend["url"], backend.lines.get("url"))
    described = document.get("template")
    config = document.get("config")
    if isinstance(config, Map):
        yield from _configured(source, config)
    if isinstance(described, Map) and isinstance(described.get("config"), Map):
        yield from _configured(source, described["config"])
    resources = document.get("resources")
    if isinstance(resources, Map):
        yield from _Program(source, document).all(resources)


def _backend(source: SourceFile, url: str, line: int | None) -> Iterator[Component]:
    scheme, _, rest = url.partition("://")
    if scheme in ("file", "") or not rest:
        return
    host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]
    kind = _BACKENDS.get(scheme)
    if kind:
        endpoint = next((part[9:] for part in url.partition("?")[2].split("&") if part.startswith("endpoint=")), "")
        found = address.addresses(endpoint) or address.bare_hosts(endpoint)
        yield Component(
            kind=Kind.CONFIG,
            name=f"backend.{kind}",
            direct=True,
            endpoint=found[0].host if found else None,
            evidence=source.seen(line, how=How.CONFIGURED),
        )
    else:
        setting = Setting("backend_endpoint", f"https://{host}" if host else "", line)
        yield from _settings.from_setting(source, setting)


class _Program:
    """The resources of a program in YAML."""

    def __init__(self, source: SourceFile, document: Map) -> None:
        self._source = source
        self._resources: Map = document["resources"]
        self._defaults = _defaults(document)
        self._stacks = _stacks(source)
        self._packages: dict[str, list[str | None]] = {}

    def all(self, resources: Map) -> Iterator[Component]:
        """Yield each resource, once for each region that stacks put it into."""
        for name, resource in list(resources.items())[:_RESOURCES]:
            token = resource.get("type") if isinstance(resource, Map) else None
            if not isinstance(token, str) or template.PLACEHOLDER in token:
                self._source.warn("incomplete-entry", "a resource without type", line=resources.lines.get(name))
                continue
            line = resource.lines.get("type")
            properties = resource.get("properties")
            properties = properties if isinstance(properties, Map) else Map(resource.line)
            if token.startswith(_PROVIDERS):
                prefix = _pulumi_types.provider_prefix(token.removeprefix(_PROVIDERS))
                if prefix:
                    yield _provider(self._source, prefix, self._literals(properties), line)
            elif type_ := _pulumi_types.resource_type(token):
                yield from self._resource(name, token, type_, resource, properties, line)
            if token.startswith("kubernetes:helm.sh/"):
                yield from self._chart(properties)
            yield from _properties.told(self._source, properties)

    def _chart(self, properties: Map) -> Iterator[Component]:
        """Yield where a chart comes from."""
        options = properties.get("repositoryOpts", properties.get("fetchOpts"))
        repository = options.get("repo") if isinstance(options, Map) else None
        if isinstance(repository, str):
            setting = Setting("chart_registry", repository, properties.line)
            yield from _settings.from_setting(self._source, setting)

    def _resource(
        self, name: str, token: str, type_: str, resource: Map, properties: Map, line: int | None
    ) -> Iterator[Component]:
        package = token.partition(":")[0]
        endpoint, regions = self._where(package, resource, properties)
        mode = (("mode", "data"),) if "get" in resource else ()
        for region in regions:
            yield Component(
                kind=Kind.RESOURCE,
                name=f"{type_}.{name}" if "." not in type_ else f"{type_} {name}",
                scope=Scope.RUNTIME,
                region=region,
                endpoint=endpoint,
                facts=tuple(sorted((("token", token), ("type", type_), *mode))),
                evidence=self._source.seen(line, how=How.CONFIGURED),
            )

    def _where(self, package: str, resource: Map, properties: Map) -> tuple[str | None, list[str | None]]:
        """Return the host that a resource's provider is pointed at, and where it lies."""
        told = self._literals(self._explicit(resource))
        endpoint = _endpoint(told)
        for key in _REGION_KEYS:
            if key in properties:
                return endpoint, [_place(self._literal(properties[key]))]
        place = next((place for key in _REGION_KEYS if (place := _place(told.get(key)))), None)
        return endpoint, [place] if place else self._of_stacks(package)

    def _explicit(self, resource: Map) -> Map:
        """Return the properties of the provider that a resource names in its options."""
        options = resource.get("options")
        named = options.get("provider") if isinstance(options, Map) else None
        match = _VALUE.fullmatch(named) if isinstance(named, str) else None
        provider = self._resources.get(match[1]) if match else None
        properties = provider.get("properties") if isinstance(provider, Map) else None
        return properties if isinstance(properties, Map) else Map(1)

    def _of_stacks(self, package: str) -> list[str | None]:
        if package not in self._packages:
            found: dict[str, None] = {}
            for config in self._stacks:
                place = next((p for key in _REGION_KEYS if (p := _place(config.get(f"{package}:{key}")))), None)
                if place:
                    found[place] = None
            default = next((p for key in _REGION_KEYS if (p := _place(self._defaults.get(f"{package}:{key}")))), None)
            self._packages[package] = [*found] or [default]
        return self._packages[package]

    def _literal(self, value: Any) -> str | None:
        """Return a literal, or the default of the setting that a value stands for, if all stacks leave it."""
        if not isinstance(value, str) or template.PLACEHOLDER in value:
            return None
        match = _VALUE.fullmatch(value)
        if not match:
            return None if "${" in value else value
        given = {v for config in self._stacks for k, v in config.items() if k.rpartition(":")[2] == match[1]}
        return given.pop() if len(given) == 1 else None if given else self._defaults.get(match[1])

    def _literals(self, properties: Map) -> dict[str, Any]:
        return {key: text for key, value in properties.items() if (text := self._literal(value))}


def _defaults(document: Map) -> dict[str, str]:
    """Return the defaults of the settings that a project describes, and values given to all its stacks."""
    found: dict[str, str] = {}
    described = document.get("template")
    for config in (described.get("config") if isinstance(described, Map) else None, document.get("config")):
        for key, value in config.items() if isinstance(config, Map) else ():
            text = _value(value)
            if isinstance(text, str):
                found[key] = text
    return found


def _stacks(source: SourceFile) -> list[dict[str, str]]:
    """Return the plain settings of each stack whose file lies beside a project."""
    found: list[dict[str, str]] = []
    names = [name for name, kind in source.listing(source.folder) if kind == "file" and _is_stack(name)]
    for name in names[:_STACKS]:
        beside = source.sibling(name)
        try:
            document = yaml.read(beside.text()) if beside is not None else None
        except ParseError:
            continue  # the file is read for itself, and says so
        config = document.get("config") if isinstance(document, Map) else None
        if isinstance(config, Map):
            found.append({key: value for key, value in config.items() if isinstance(value, str)})
    return found


def _is_stack(name: str) -> bool:
    return name.startswith("Pulumi.") and name.endswith((".yaml", ".yml")) and name.count(".") > 1


EXTRACTOR = Extractor(
    name="pulumi-project",
    ecosystem="cloud",
    patterns=("Pulumi.yaml", "Pulumi.yml", "Pulumi.*.yaml", "Pulumi.*.yml"),
    parse=parse,
    description="resources of programs in YAML with the regions of stacks, providers and endpoints, where state lies",
    spec_url="https://www.pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference/",
    may_be_empty=True,
)

"""Terraform and OpenTofu, native and JSON syntax: resources, providers, modules, and where the state is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan import purl
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _terraform_json, _terraform_sources
from depscan.extractors.cloud._terraform_values import DEFAULT_HOST, Module, ProviderSource
from depscan.extractors.packages._origins import host as host_of
from depscan.model import Component, Facts, How, Kind, Level, Scope
from depscan.syntax import hcl
from depscan.syntax.hcl import Block
from depscan.syntax.hcl_expression import Reference

_OPENTOFU_HOST = "registry.opentofu.org"
_MODES = {"resource": "", "data": "data", "ephemeral": "ephemeral", "action": "action"}
_EXACT = re.compile(r"(?:=[ \t]*+)?v?(\d++(?:\.\d++){1,2}(?:[-+][\w.+-]++)?)")
_BARE_HOST = re.compile(r"(?:[\w-]++\.)++[a-z]{2,}+(?::\d++)?(?:/\S*+)?", re.IGNORECASE)
_REGION = re.compile(r"\w[\w -]{0,59}")  # a quoted reference is none
_ENDPOINTS = (
    "endpoint", "endpoint_url", "auth_url", "api_url", "api_endpoint", "base_url", "url", "server_url", "address",
    "hostname", "host", "server", "vsphere_server", "minio_server", "metadata_host", "uri",
)  # fmt: skip
# Amazon's names of services where types of resources begin otherwise
_AWS_PREFIXES = {
    "apigateway": ("api_gateway",), "cloudwatchevents": ("cloudwatch_event",), "cloudwatchlogs": ("cloudwatch_log",),
    "ec2": (
        "ami", "ebs", "eip", "instance", "internet_gateway", "key_pair", "launch_template", "nat_gateway", "network",
        "route", "security_group", "subnet", "vpc",
    ),
    "elasticsearch": ("elasticsearch",), "elb": ("elb",), "elbv2": ("alb", "lb"), "es": ("elasticsearch",),
    "events": ("cloudwatch_event",), "firehose": ("kinesis_firehose",), "logs": ("cloudwatch_log",),
    "rds": ("db", "rds"), "route53": ("route53",), "stepfunctions": ("sfn",), "sfn": ("sfn",),
}  # fmt: skip


class _Provider(NamedTuple):
    """What the configuration of a provider tells its resources."""

    region: str | None = None
    zone: str | None = None
    endpoints: Facts = ()
    """(service, host), the service empty where one host serves all."""

    def endpoint(self, type_: str) -> str | None:
        """Return the host that a type of resource is pointed at; of an empty type, the one that all are."""
        kind = type_.partition("_")[2]
        for service, host in self.endpoints:
            if not service or any(_begins(kind, prefix) for prefix in _AWS_PREFIXES.get(service, (service,))):
                return host
        hosts = {host for _, host in self.endpoints}
        return hosts.pop() if not type_ and len(hosts) == 1 else None


def _begins(kind: str, prefix: str) -> bool:
    return kind == prefix or kind.startswith(f"{prefix}_")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield resources, data sources, providers, modules and backends; those before and behind an error are kept.

    Raises:
        ParseError: not HCL or JSON, as far as it is not.
    """
    error: ParseError | None = None
    if source.name.endswith(".json") or source.text().lstrip().startswith("{"):
        root = _terraform_json.read(source.bytes(), source.text())
    else:
        root, error = hcl.read(source.text())
        for attribute in root.attributes.values():  # in a .tfvars file, but not here
            source.warn("unexpected-argument", "an argument outside of any block", line=attribute.line)
    yield from _File(source, root).components()
    if error:
        raise error


class _File:
    """One file of a module."""

    def __init__(self, source: SourceFile, root: Block) -> None:
        self._source = source
        self._root = root
        self._module = Module(source, root)
        self._providers: dict[tuple[str, str], _Provider] = {}
        self._default_registry = _OPENTOFU_HOST if ".tofu" in source.name[-10:] else None

    def components(self) -> Iterator[Component]:
        for block in self._root.blocks:
            if block.type in _MODES:
                yield from self._resource(block)
            elif block.type == "check":
                for data in block.all("data"):
                    yield from self._resource(data)
            elif block.type == "provider":
                yield from self._provider(block)
            elif block.type == "module":
                yield from self._called(block)
            elif block.type == "terraform":
                yield from self._settings(block)

    def _resource(self, block: Block) -> Iterator[Component]:
        if len(block.labels) != 2:
            self._source.warn("incomplete-entry", f"a {block.type} without type or name", line=block.line)
            return
        type_, name = block.labels
        mode = _MODES[block.type]
        provider = self._provider_of(type_, block)
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{'data.' if mode == 'data' else ''}{type_}.{name}",
            scope=Scope.RUNTIME,
            region=self._region(block, provider),
            endpoint=provider.endpoint(type_),
            facts=(("mode", mode),) if mode else (),
            evidence=self._source.seen(block.line, how=How.CONFIGURED),
        )

    def _region(self, block: Block, provider: _Provider) -> str | None:
        for name in ("region", "location", "zone"):
            if block.get(name) is not None:
                return self._place(block, name)  # its own, known or not
        return provider.region or provider.zone

    def _place(self, block: Block, name: str) -> str | None:
        text = self._text(block, name)
        return text if text and _REGION.fullmatch(text) else None

    def _text(self, block: Block, name: str) -> str | None:
        return self._module.text(block.get(name)) or None

    # ------------------------------------------------------------------------------------------------- providers

    def _provider_of(self, type_: str, block: Block) -> _Provider:
        """Return the configuration that a resource uses: the one it names, else that of its type's prefix."""
        asked = block.get("provider")
        parts = asked.parts if isinstance(asked, Reference) else asked.split(".") if isinstance(asked, str) else ()
        key = (parts[0], parts[1] if len(parts) > 1 else "") if parts else (type_.partition("_")[0], "")
        if key not in self._providers:
            configured = self._module.provider_blocks().get(key)
            self._providers[key] = self._configuration(configured) if configured else _Provider()
        return self._providers[key]

    def _configuration(self, block: Block) -> _Provider:
        region = self._place(block, "region") or self._place(block, "location")
        return _Provider(region, self._place(block, "zone"), self._endpoints(block))

    def _endpoints(self, block: Block) -> Facts:
        """Return the hosts that a provider or backend is pointed at, by service."""
        found: list[tuple[str, str]] = []
        settings = block.get("endpoints")
        for name, value in settings.items() if isinstance(settings, dict) else ():
            found.append((name, _host(self._module.text(value))))
        for nested in block.all("endpoints"):
            found += [(name, _host(self._text(nested, name))) for name in nested.attributes]
        for name in _ENDPOINTS:
            if name in block.attributes:
                found.append(("", _host(self._text(block, name))))
        return tuple((service, host) for service, host in found if host)

    def _provider(self, block: Block) -> Iterator[Component]:
        if not block.labels:
            self._source.warn("incomplete-entry", "a provider without name", line=block.line)
            return
        name = block.labels[0]
        known = self._module.provider_source(name)
        settings = self._configuration(block)
        alias = self._text(block, "alias")
        endpoint = self._text(block, "endpoint") or ""
        facts = [("alias", alias)] if alias else []
        if endpoint and not _host(endpoint):  # a name for a host, such as ovh-eu
            facts.append(("endpoint", endpoint))
        constraint = self._text(block, "version")  # before Terraform 0.13
        if constraint:
            facts.append(("constraint", constraint))
        services = [(service, host) for service, host in settings.endpoints if service]
        if services:
            facts.append(("endpoints", ", ".join(f"{service}={host}" for service, host in sorted(services))))
        yield Component(
            kind=Kind.CONFIG,
            name=f"provider.{name}",
            purl=_provider_purl(known) if known else None,
            scope=Scope.RUNTIME,
            direct=True,
            region=settings.region or settings.zone,
            endpoint=settings.endpoint(""),
            facts=tuple(sorted(facts)),
            evidence=self._source.seen(block.line, how=How.CONFIGURED),
        )

    # ------------------------------------------------------------------------------------- the terraform block

    def _settings(self, block: Block) -> Iterator[Component]:
        for required in block.all("required_providers"):
            yield from self._required(required)
        for backend in block.all("backend"):
            if backend.labels and backend.labels[0] != "local":
                yield self._state(backend, backend.labels[0])
        for cloud in block.all("cloud"):
            yield self._state(cloud, "remote")

    def _required(self, block: Block) -> Iterator[Component]:
        for local, attribute in block.attributes.items():
            value = attribute.value
            known = self._module.required_source(local, value)
            if known is None:
                message = "a required provider whose source is of no known form"
                self._source.warn("incomplete-entry", message, line=attribute.line)
            if known is None or known.path == "builtin/terraform":
                continue
            constraint = self._module.text(value.get("version") if isinstance(value, dict) else value)
            namespace, _, name = known.path.partition("/")
            yield self._package(
                "terraform", f"{known.host}/{namespace}", name, constraint, attribute.line, self._registry(known.host)
            )

    def _state(self, block: Block, kind: str) -> Component:
        settings = self._configuration(block)
        return Component(
            kind=Kind.CONFIG,
            name=f"backend.{kind}",
            direct=True,
            region=settings.region,
            endpoint=settings.endpoint(""),
            evidence=self._source.seen(block.line, how=How.CONFIGURED),
        )

    # --------------------------------------------------------------------------------------------------- modules

    def _called(self, block: Block) -> Iterator[Component]:
        line = block.attributes["source"].line if "source" in block.attributes else block.line
        address = self._text(block, "source")
        if address is None:
            self._source.warn("unresolved-module", "a module whose source is not literal", line=line, level=Level.NOTE)
            return
        try:
            known = _terraform_sources.parse(address)
        except ValueError:
            self._source.warn("unresolved-module", "a module whose source is of no known form", line=line)
            return
        if known is None:
            return
        facts: list[tuple[str, str]] = [("type", "module")]
        if known.purl_type == "terraform":
            facts += self._registry(known.namespace.partition("/")[0])
            constraint = self._text(block, "version")
            yield self._package("terraform", known.namespace, known.name, constraint, block.line, facts)
            return
        if known.repository:
            facts.append(("repository", known.repository))
        elif known.host:
            facts.append(("registry", known.host))
        yield Component(
            kind=Kind.PACKAGE,
            name=known.repository or f"{known.namespace}/{known.name}",
            version=known.ref,
            purl=purl.make(known.purl_type, known.namespace, known.name, known.ref) if known.purl_type else None,
            direct=True,
            facts=tuple(sorted(facts)),
            evidence=self._source.seen(block.line, how=How.DECLARED),
        )

    def _package(
        self, type_: str, namespace: str, name: str, constraint: str | None, line: int, facts: list[tuple[str, str]]
    ) -> Component:
        exact = _EXACT.fullmatch(constraint.strip()) if constraint else None
        if constraint and not exact:
            facts = [*facts, ("constraint", constraint)]
        return self._source.package(
            type_,
            name,
            exact[1] if exact else None,
            namespace=namespace,
            line=line,
            how=How.DECLARED,
            direct=True,
            facts=tuple(sorted(facts)),
        )

    def _registry(self, host: str) -> list[tuple[str, str]]:
        """Say which registry serves it where that is not HashiCorp's; OpenTofu has its own."""
        used = self._default_registry if host == DEFAULT_HOST else host
        return [("registry", used)] if used else []


def _provider_purl(source: ProviderSource) -> str:
    namespace, _, name = source.path.partition("/")
    return purl.make("terraform", f"{source.host}/{namespace}", name)


def _host(address: str | None) -> str:
    """Return the host of a URL or of an address that is plainly a host; empty if it is neither."""
    if not address:
        return ""
    if "://" not in address and _BARE_HOST.fullmatch(address):
        address = f"https://{address}"
    return host_of(address) or ""


_SNIFF = re.compile(
    rb"^[ \t]*+(?:(?:resource|data|ephemeral)[ \t]++\"?\w++\"?[ \t]++\"?[\w-]++\"?[ \t]*+\{"
    rb"|(?:provider|module|variable|output)[ \t]++\"?[\w.-]++\"?[ \t]*+\{|(?:terraform|locals)[ \t]*+\{[ \t]*+\r?$)",
    re.MULTILINE,
)
_SNIFF_JSON = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+\{\s*+(?:\"//\"\s*+:[^\n]*+\s*+)?\"(?:terraform|provider|resource|module|variable|locals)\""
    rb"\s*+:\s*+[{\[]"
)


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head) or _SNIFF_JSON.match(head))


EXTRACTOR = Extractor(
    name="terraform",
    ecosystem="cloud",
    patterns=("*.tf", "*.tofu", "*.tf.json", "*.tofu.json"),
    parse=parse,
    description="resources with region and endpoint, data sources, providers, registry and git modules, state backends",
    spec_url="https://developer.hashicorp.com/terraform/language",
    sniff=_sniff,
    may_be_empty=True,  # modules have an outputs.tf even without outputs
)

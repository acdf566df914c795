"""Terraform and OpenTofu, native and JSON syntax: resources, providers, modules, and where the state is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import structs

from depscan import purl
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _terraform_json, _terraform_sources
from depscan.extractors.cloud._terraform_backends import backend, settings_block
from depscan.extractors.cloud._terraform_providers import (
    COMPUTING,
    Provider,
    configured,
    host,
    named,
    passed_to,
    place,
    provider_of,
)
from depscan.extractors.cloud._terraform_sources import ModuleSource
from depscan.extractors.cloud._terraform_tree import Tree
from depscan.extractors.cloud._terraform_values import DEFAULT_HOST, Module, ProviderSource
from depscan.extractors.cloud._terraform_workloads import workloads
from depscan.model import Component, Evidence, Facts, How, Kind, Level, Scope
from depscan.syntax.hcl import Block

_OPENTOFU_HOST = "registry.opentofu.org"
_MODES = {"resource": "", "data": "data", "ephemeral": "ephemeral", "action": "action"}
_EXACT = re.compile(r"(?:=[ \t]*+)?v?(\d++(?:\.\d++){1,2}(?:[-+][\w.+-]++)?)")
_NOT_BY_DEFAULT: Facts = (("count", "0"),)
_RUN_BY = frozenset({"docker", "helm", "kubernetes"})
_TOOLS = frozenset({*COMPUTING, *_RUN_BY, "context", "kubectl", "label", "module", "modules"})
"""Providers that a module may be named for without any service behind them."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield resources, data sources, providers, modules and backends; those before and behind an error are kept.

    Raises:
        ParseError: not HCL or JSON, as far as it is not.
    """
    error: ParseError | None = None
    if source.name.endswith(".json") or source.text().lstrip().startswith("{"):
        root = _terraform_json.read(source.bytes(), source.text())
    else:
        root, error = Tree.of(source).parsed(source.path, source.text())
        for attribute in root.attributes.values():  # in a .tfvars file, but not here
            source.warn("unexpected-argument", "an argument outside of any block", line=attribute.line)
    yield from File(source, root, Module.of(source, root)).components()
    if error:
        raise error


class File:
    """One file of a module."""

    def __init__(self, source: SourceFile, root: Block, module: Module) -> None:
        self._source = source
        self._root = root
        self._module = module
        self._default_registry = _OPENTOFU_HOST if ".tofu" in source.name[-10:] else None

    def components(self) -> Iterator[Component]:
        """Yield what all blocks of the file tell."""
        for block in self._root.blocks:
            if block.type in _MODES:
                yield from self._resource(block)
            elif block.type == "check":
                for data in block.all("data"):
                    yield from self._resource(data)
            elif block.type == "provider":
                yield from self._provider(block)
            elif block.type == "module":
                yield from self.called(block)
            elif block.type == "terraform":
                yield from self._settings(block)

    def _resource(self, block: Block) -> Iterator[Component]:
        if len(block.labels) != 2:
            self._source.warn("incomplete-entry", f"a {block.type} without type or name", line=block.line)
            return
        type_, name = block.labels
        if type_ == "terraform_remote_state":
            config = settings_block(self._module.value(block.get("config")), block.line)
            yield from backend(self._source, self._module, config, self._text(block, "backend") or "local")
            return
        count = self._count(block)
        if count is None:
            return
        local = (named(block.get("provider")) or (type_.partition("_")[0], ""))[0]
        if local in COMPUTING:
            yield from self._only_computes(block, local)
            return
        if block.type == "resource" and local in _RUN_BY:
            yield from workloads(self._source, self._module, block)
        mode = _MODES[block.type]
        provider = self._provider_of(type_, block)
        made_by = self._module.provider_source(local)
        facts = [*count]
        if mode:
            facts.append(("mode", mode))
        if made_by and (made_by.host != DEFAULT_HOST or not made_by.path.startswith("hashicorp/")):
            facts.append(("provider", "/".join(made_by)))
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{'data.' if mode == 'data' else ''}{type_}.{name}",
            scope=Scope.RUNTIME,
            region=self._region(block, provider),
            endpoint=provider.endpoint(type_),
            facts=tuple(facts),
            evidence=self._seen(block, count),
        )

    def _only_computes(self, block: Block, provider: str) -> Iterator[Component]:
        """Yield the provider of what makes nothing anywhere, such as a random name, unless it is required by name."""
        known = self._module.provider_source(provider)
        if known is None or provider == "terraform" or not self._module.is_implied(provider):
            return
        namespace, _, name = known.path.partition("/")
        yield self._source.package(
            "terraform", name, namespace=f"{known.host}/{namespace}", line=block.line, how=How.CONFIGURED, direct=True
        )

    def _seen(self, block: Block, count: Facts) -> tuple[Evidence, ...]:
        """What a variable or condition leaves out by default is only mentioned."""
        how = How.REFERENCED if count == _NOT_BY_DEFAULT else How.CONFIGURED
        return self._source.seen(block.line, how=how)

    def _count(self, block: Block) -> Facts | None:
        """Return how many there are where that is told and not one; None if it plainly says that there is none."""
        lifecycle = next(block.all("lifecycle"), None)
        given = block.get("count")
        if given == "0" or given is False or (lifecycle and lifecycle.get("enabled") is False):
            message = f"a {block.type} left out: its count is 0"
            self._source.warn("not-created", message, line=block.line, level=Level.NOTE)
            return None
        known = self._module.value(given)
        if given is None:
            known = self._module.value(block.get("for_each"))
            known = str(len(known)) if isinstance(known, list | dict) else "1"
        return (("count", known),) if isinstance(known, str) and known.isdecimal() and known != "1" else ()

    def _region(self, block: Block, provider: Provider) -> str | None:
        for name in ("region", "location", "zone"):
            if block.get(name) is not None:
                return place(self._module, block, name)  # its own, known or not
        return provider.region or provider.zone

    def _text(self, block: Block, name: str) -> str | None:
        return self._module.text(block.get(name)) or None

    # ------------------------------------------------------------------------------------------------- providers

    def _provider_of(self, type_: str, block: Block) -> Provider:
        """Return the configuration that a resource uses: the one it names, else that of its type's prefix."""
        return provider_of(self._module, named(block.get("provider")) or (type_.partition("_")[0], ""))

    def _provider(self, block: Block) -> Iterator[Component]:
        if not block.labels:
            self._source.warn("incomplete-entry", "a provider without name", line=block.line)
            return
        name = block.labels[0]
        known = self._module.provider_source(name)
        settings = configured(self._module, block)
        alias = self._text(block, "alias")
        endpoint = self._text(block, "endpoint") or ""
        facts = [("alias", alias)] if alias else []
        if endpoint and not host(endpoint):  # a name for a host, such as ovh-eu
            facts.append(("endpoint", endpoint))
        constraint = self._text(block, "version")  # before Terraform 0.13
        if constraint:
            facts.append(("constraint", constraint))
        services = [(service, where) for service, where in settings.endpoints if service]
        if services:
            facts.append(("endpoints", ", ".join(f"{service}={where}" for service, where in sorted(services))))
        found = Component(
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
        yield found
        if found.region is None:
            yield from self._elsewhere(block, found)

    def _elsewhere(self, block: Block, provider: Component) -> Iterator[Component]:
        """Yield a provider once for each file that assigns a region to its variable: one for each environment."""
        for path, line, value in self._module.choices(block.get("region") or block.get("location")):
            file = self._source.sibling(path.removeprefix(self._source.folder).lstrip("/"))
            region = self._module.text(value)
            if file is not None and region:
                seen = file.seen(line, how=How.CONFIGURED)
                yield structs.replace(provider, region=region, evidence=seen)

    # ------------------------------------------------------------------------------------- the terraform block

    def _settings(self, block: Block) -> Iterator[Component]:
        for required in block.all("required_providers"):
            yield from self._required(required)
        for state in block.all("backend"):
            if state.labels:
                yield from backend(self._source, self._module, state, state.labels[0])
        for cloud in block.all("cloud"):
            yield from backend(self._source, self._module, cloud, "remote")

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

    # --------------------------------------------------------------------------------------------------- modules

    def called(self, block: Block) -> Iterator[Component]:
        """Yield what a ``module`` block is evidence of: a package, and what it makes."""
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
            constraint = self._text(block, "version") or known.ref
            yield self._package("terraform", known.namespace, known.name, constraint, block.line, facts)
            yield from self._made_by(block, known)
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
        yield from self._made_by(block, known)

    def _made_by(self, block: Block, source: ModuleSource) -> Iterator[Component]:
        """Yield what a foreign module makes, as its address tells by custom: ``terraform-aws-modules/vpc/aws``.

        It stands for resources that nobody can count from here; a repository's name tells less than a registry's.
        """
        count = self._count(block)
        if not source.provider or count is None or source.provider in _TOOLS:
            return
        provider = provider_of(self._module, passed_to(block, (source.provider, "")) or (source.provider, ""))
        type_ = f"{source.provider}_{source.what}_module".replace("-", "_").lower()
        seen = self._seen(block, count)
        if source.purl_type != "terraform":
            seen = self._source.seen(block.line, how=How.REFERENCED)
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{type_}.{block.labels[0] if block.labels else 'module'}",
            scope=Scope.RUNTIME,
            region=self._region(block, provider),
            endpoint=provider.endpoint(type_),
            facts=(*count, ("mode", "module")),
            evidence=seen,
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

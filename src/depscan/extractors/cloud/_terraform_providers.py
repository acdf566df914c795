"""What a provider's configuration tells its resources: region and endpoints, from the module or from who calls it."""

from __future__ import annotations

import re
from typing import NamedTuple

from depscan.extractors.cloud._terraform_tree import Tree
from depscan.extractors.cloud._terraform_values import Module, at
from depscan.extractors.packages._origins import host as host_of
from depscan.model import Facts
from depscan.syntax import address
from depscan.syntax.hcl import Block
from depscan.syntax.hcl_expression import Reference, Value

_BARE_HOST = re.compile(r"(?:[\w-]++\.)++[a-z]{2,}+(?::\d++)?(?:/\S*+)?", re.IGNORECASE)
_REGION = re.compile(r"\w[\w -]{0,59}")  # a quoted reference is none
_ENDPOINTS = (
    "endpoint", "endpoint_url", "auth_url", "api_url", "api_endpoint", "base_url", "url", "server_url", "address",
    "hostname", "host", "server", "vsphere_server", "minio_server", "metadata_host", "uri", "conn_str",
)  # fmt: skip
_PLACES = ("region", "location", "region_name")
COMPUTING = frozenset(
    {"archive", "assert", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time",
     "tls", "utils"}
)  # fmt: skip
"""Providers whose resources are nothing that one depends on: names, keys, files, the time."""
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
_DEPTH = 10

Key = tuple[str, str]
"""Local name and alias of a provider; the alias is empty for the default one."""


class Provider(NamedTuple):
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


NOTHING = Provider()


def configured(module: Module, block: Block) -> Provider:
    """Return what a block of a provider or of a backend tells."""
    region = next((found for name in _PLACES if (found := place(module, block, name))), None)
    return Provider(region, place(module, block, "zone"), _endpoints(module, block))


def place(module: Module, block: Block, name: str) -> str | None:
    """Return the region, location or zone that an argument names."""
    text = module.text(block.get(name))
    return text if text and _REGION.fullmatch(text) else None


def provider_of(module: Module, key: Key) -> Provider:
    """Return the configuration that a module's resources of a provider use; what its callers pass, if they agree."""
    return _Search(module.tree).found(module, key, 0)


class _Search:
    def __init__(self, tree: Tree) -> None:
        self._known: dict[tuple[str, Key], Provider] = tree.providers
        self._tree = tree

    def found(self, module: Module, key: Key, depth: int) -> Provider:
        place_ = (module.key, key)
        if place_ not in self._known:
            self._known[place_] = NOTHING  # who calls itself is not told anything
            self._known[place_] = self._sought(module, key, depth)
        return self._known[place_]

    def _sought(self, module: Module, key: Key, depth: int) -> Provider:
        block = module.provider_blocks().get(key)
        if block is not None:
            return configured(module, block)
        if depth >= _DEPTH:
            return NOTHING
        told: set[Provider] = set()
        for folder, call in self._tree.calls(module.path):
            passed = passed_to(call, key)
            if passed is None:
                return NOTHING
            told.add(self.found(at(self._tree, folder), passed, depth + 1))
        return told.pop() if len(told) == 1 else NOTHING


def passed_to(call: Block, key: Key) -> Key | None:
    """Return which of the caller's providers a module sees under a name; None if that is not told."""
    passed = call.get("providers")
    if isinstance(passed, dict):
        name = ".".join(filter(None, key))
        if name in passed:
            return named(passed[name])
    return key if not key[1] else None


def named(value: Value) -> Key | None:
    """Return the provider that a reference such as ``aws.paris`` names; quoted before Terraform 0.12."""
    parts = value.parts if isinstance(value, Reference) else tuple(value.split(".")) if isinstance(value, str) else ()
    return (parts[0], parts[1] if len(parts) > 1 else "") if parts else None


def _endpoints(module: Module, block: Block) -> Facts:
    """Return the hosts that a provider or backend is pointed at, by service."""
    found: list[tuple[str, str]] = []
    settings = module.value(block.get("endpoints"))
    for name, value in settings.items() if isinstance(settings, dict) else ():
        found.append((name, host(module.text(value))))
    for nested in block.all("endpoints"):
        found += [(name, host(module.text(nested.get(name)))) for name in nested.attributes]
    for name in _ENDPOINTS:
        if name in block.attributes:
            found.append(("", host(module.text(block.get(name)))))
    return tuple((service, where) for service, where in found if where)


def host(text: str | None) -> str:
    """Return the host of a URL or of an address that is plainly a host; empty if it is neither."""
    if not text:
        return ""
    if "://" not in text and _BARE_HOST.fullmatch(text):
        text = f"https://{text}"
    found = host_of(text)
    if not found and (places := address.addresses(text)):
        found = places[0].host
    return found or ""


def _begins(kind: str, prefix: str) -> bool:
    return kind == prefix or kind.startswith(f"{prefix}_")

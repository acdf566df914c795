"""Ansible's inventories that ask a cloud for its machines: ``aws_ec2.yml``, ``azure_rm.yml``, ``gcp.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import address, lazy, template, yaml
from depscan.syntax.yaml import Map, Seq

# name of the plugin → the type of resource that it lists
_PLUGINS = {
    "aws_ec2": "aws_instance", "aws_rds": "aws_db_instance", "azure_rm": "azurerm_virtual_machine",
    "gcp_compute": "google_compute_instance", "openstack": "openstack_compute_instance_v2", "hcloud": "hcloud_server",
    "digitalocean": "digitalocean_droplet", "linode": "linode_instance", "scaleway": "scaleway_instance_server",
    "vultr": "vultr_instance", "exoscale": "exoscale_compute_instance", "cloudscale": "cloudscale_server",
    "vmware_vm_inventory": "vsphere_virtual_machine", "vms": "vsphere_virtual_machine",
    "proxmox": "proxmox_virtual_environment_vm", "ovirt": "ovirt_vm", "oci": "oci_core_instance",
    "icinga2": "icinga2_host", "gitlab_runners": "gitlab_runner", "opennebula": "opennebula_virtual_machine",
    "online": "scaleway_baremetal_server", "libvirt": "libvirt_domain", "cloudstack": "cloudstack_instance",
    "upcloud": "upcloud_server", "equinix_metal": "metal_device", "instance": "cloudstack_instance", "tower":
    "aap_host", "controller": "aap_host",
}  # fmt: skip
_REGIONS = ("regions", "region", "zones", "locations", "location")
_ENDPOINTS = ("hostname", "url", "endpoint", "api_endpoint", "auth_url", "host", "ovirt_url")
_LITERAL = lazy.pattern(r"[A-Za-z][\w-]{1,40}")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what an inventory plugin lists, once for each region that it names.

    Raises:
        ParseError: not YAML, or no plugin is named.
    """
    text = source.text()
    document = yaml.read(template.plain(text) if template.is_template(text) else text)
    plugin = document.get("plugin") if isinstance(document, Map) else None
    if not isinstance(document, Map) or not isinstance(plugin, str):
        raise ParseError("not an inventory of a plugin: it names none")
    type_ = _PLUGINS.get(plugin.rpartition(".")[2])
    line = document.lines["plugin"]
    if type_ is None:
        source.warn("unresolved-type", "an inventory of a plugin that is not known", line=line, level=Level.NOTE)
        return
    regions: list[str | None] = [*_regions(document)] or [None]
    for region in regions:
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{type_}.inventory",
            scope=Scope.RUNTIME,
            region=region,
            endpoint=_endpoint(document),
            facts=(("mode", "data"), ("module", plugin)),
            evidence=source.seen(line, how=How.CONFIGURED),
        )


def _regions(document: Map) -> list[str]:
    found: dict[str, None] = {}
    for key in _REGIONS:
        value = document.get(key)
        for item in value if isinstance(value, Seq) else [value]:
            if isinstance(item, str) and _LITERAL.fullmatch(item) and item != "all":
                found[item] = None
    return list(found)


def _endpoint(document: Map) -> str | None:
    for key in _ENDPOINTS:
        value = document.get(key)
        if isinstance(value, str):
            found = address.addresses(value) or address.bare_hosts(value)
            if found:
                return found[0].host
    return None


_SNIFF = re.compile(
    rb"^plugin[ \t]*+:[ \t]*+[\"']?[a-z_]\w*+(?:\.\w++){0,2}[\"']?[ \t]*+(?:#[^\n]*+)?\r?$", re.MULTILINE
)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="ansible-inventory",
    ecosystem="cloud",
    patterns=("*.aws_ec2.yml", "*.aws_ec2.yaml", "*.azure_rm.yml", "*.azure_rm.yaml", "*.gcp.yml", "*.hcloud.yml"),
    sniffed_patterns=("*.yml", "*.yaml"),
    sniff=_sniff,
    parse=parse,
    description="clouds whose machines an inventory plugin lists, with their regions",
    spec_url="https://docs.ansible.com/ansible/latest/plugins/inventory.html",
)

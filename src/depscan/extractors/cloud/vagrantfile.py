"""Vagrantfile: boxes and where they come from, clouds that machines are made in, images of containers."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _ruby
from depscan.extractors.packages._origins import host
from depscan.model import Component, Facts, How, Kind, Level, Scope
from depscan.syntax import lazy

_CLOUD = "vagrantcloud.com"
# providers that rent machines → the type of resource that they make
_PROVIDERS = {
    "aws": "aws_instance", "azure": "azurerm_virtual_machine", "google": "google_compute_instance", "openstack":
    "openstack_compute_instance_v2", "digital_ocean": "digitalocean_droplet", "hcloud": "hcloud_server", "linode":
    "linode_instance", "vultr": "vultr_instance", "scaleway": "scaleway_instance_server", "exoscale":
    "exoscale_compute_instance", "vmware_desktop": "vsphere_desktop", "vmware_workstation": "vsphere_desktop",
    "vmware_fusion": "vsphere_desktop", "vsphere": "vsphere_virtual_machine", "vmware_esxi": "vsphere_virtual_machine",
    "hyperv": "hyperv_machine_instance", "parallels": "parallels-desktop_vm", "libvirt": "libvirt_domain", "proxmox":
    "proxmox_virtual_environment_vm", "cloudstack": "cloudstack_instance", "rackspace": "rackspace_server",
}  # fmt: skip
_BOX = lazy.pattern(r"[A-Za-z0-9][\w.-]{0,80}+/[A-Za-z0-9][\w.-]{0,80}+")
_EXACT = lazy.pattern(r"(?:=[ \t]*+)?(\d[\w.-]{0,40}+)")
_REGIONS = frozenset({"region", "location", "zone", "datacenter"})


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield boxes with their versions, machines that clouds rent out, and images.

    Raises:
        ParseError: binary or unreadable.
    """
    boxes: list[tuple[str, int]] = []
    versions: list[str] = []
    addresses: list[tuple[str, int]] = []
    read = 0
    clouds: dict[str, tuple[str, int, str | None]] = {}  # by the name of the block's variable
    for statement in _ruby.statements(source.text()):
        read += 1
        if any(token.text == "Vagrant" for token in statement):
            line = statement[0].line
            yield Component(kind=Kind.CONFIG, name="file:Vagrantfile", evidence=source.seen(line, how=How.CONFIGURED))
        for position, token in enumerate(statement):
            name = token.text if token.kind in ("name", "label", "symbol") else ""
            value = _literal(statement, position)
            if value is None:
                continue
            if name == "box":
                boxes.append((value, token.line))
            elif name == "box_version":
                versions.append(value)
            elif name == "box_url":
                addresses.append((value, token.line))
            elif name in ("image", "pull_images") and _is_image(statement, position):
                yield from images(source, value, line=token.line, scope=Scope.DEVELOPMENT)
            elif name == "provider" and value in _PROVIDERS:
                clouds.setdefault(value, (value, token.line, None))
            elif name in _REGIONS and clouds:
                last = next(reversed(clouds))
                clouds[last] = (last, clouds[last][1], clouds[last][2] or value)
    if not read and source.text().strip():
        source.warn("nothing-declared", "no statements", level=Level.NOTE)
    yield from _boxes(source, boxes, versions, addresses)
    for name, line, region in clouds.values():
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{_PROVIDERS[name]}.vagrant",
            scope=Scope.DEVELOPMENT,
            region=region,
            evidence=source.seen(line, how=How.CONFIGURED),
        )


def _literal(statement: _ruby.Statement, position: int) -> str | None:
    """Return the text that a name is given: ``box = "…"``, ``box: "…"``, ``:box => "…"``, ``provider "…"``."""
    at = position + 1
    if at < len(statement) and statement[at].text in ("=", "=>", "("):
        at += 1
    if at >= len(statement) or statement[at].kind not in ("text", "symbol"):
        return None
    return statement[at].text or None


def _is_image(statement: _ruby.Statement, position: int) -> bool:
    """Tell whether an image is one of containers: ``d.image = "…"``, ``run "…", image: "…"``."""
    return statement[position].kind == "label" or (position > 0 and statement[position - 1].text == ".")


def _boxes(
    source: SourceFile, boxes: list[tuple[str, int]], versions: list[str], addresses: list[tuple[str, int]]
) -> Iterator[Component]:
    hosts = {name for address, _ in addresses if (name := host(address))}
    place = hosts.pop() if len(hosts) == 1 else None if hosts else _CLOUD
    exact = _EXACT.fullmatch(versions[0]) if len(versions) == 1 and len(boxes) == 1 else None
    for box, line in boxes:
        if not _BOX.fullmatch(box):
            if not addresses:
                source.warn("local-program", "a box of this machine", line=line, level=Level.NOTE)
            continue
        facts: list[tuple[str, str]] = [("type", "box")]
        if place:
            facts.append(("registry", place))
        if versions and not exact and len(versions) == 1:
            facts.append(("constraint", versions[0]))
        namespace, _, name = box.partition("/")
        yield _package(source, namespace, name, exact[1] if exact else None, line, tuple(sorted(facts)))
    for address, line in addresses:
        name_of = host(address)
        if name_of and name_of not in (_CLOUD, "app.vagrantup.com"):
            yield Component(
                kind=Kind.ENDPOINT,
                name=name_of,
                scope=Scope.DEVELOPMENT,
                direct=True,
                evidence=source.seen(line, how=How.CONFIGURED),
            )


def _package(source: SourceFile, namespace: str, name: str, version: str | None, line: int, facts: Facts) -> Component:
    return source.package(
        "vagrant", name, version, namespace=namespace, line=line, how=How.CONFIGURED, scope=Scope.DEVELOPMENT,
        direct=True, facts=facts,
    )  # fmt: skip


def _sniff(head: bytes) -> bool:
    return b"Vagrant.configure" in head or b"Vagrant::Config.run" in head


EXTRACTOR = Extractor(
    name="vagrantfile",
    ecosystem="vagrant",
    patterns=("Vagrantfile", "Vagrantfile.*", "*.Vagrantfile"),
    sniff=_sniff,
    parse=parse,
    description="boxes with version and origin, clouds and hypervisors as providers, images of containers",
    spec_url="https://developer.hashicorp.com/vagrant/docs/vagrantfile",
)

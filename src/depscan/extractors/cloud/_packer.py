"""What Packer's builders, data sources and post-processors make or ask, as types of resources of Terraform."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._terraform_providers import host
from depscan.model import Component, How, Kind, Scope

_TYPES = {
    "alicloud-ecs": "alicloud_image", "alicloud-import": "alicloud_image", "amazon-import": "aws_ami",
    "amazon-parameterstore": "aws_ssm_parameter", "amazon-secretsmanager": "aws_secretsmanager_secret",
    "azure-arm": "azurerm_image", "azure-chroot": "azurerm_image", "azure-dtl": "azurerm_dev_test_lab",
    "digitalocean": "digitalocean_custom_image", "digitalocean-import": "digitalocean_custom_image",
    "exoscale": "exoscale_template", "exoscale-import": "exoscale_template",
    "flexibleengine-ecs": "flexibleengine_images",
    "googlecompute": "google_compute_image", "googlecompute-export": "google_storage_bucket",
    "googlecompute-import": "google_compute_image", "hcloud": "hcloud_snapshot",
    "hcp_packer_registry": "hcp_packer_registry",
    "hcp-packer-artifact": "hcp_packer_registry", "hcp-packer-image": "hcp_packer_registry",
    "hcp-packer-iteration": "hcp_packer_registry", "hcp-packer-version": "hcp_packer_registry",
    "huaweicloud-ecs": "huaweicloud_images_image", "ibmcloud-classic": "ibm_compute_vm_instance",
    "ibmcloud-vpc": "ibm_is_image", "ionoscloud": "ionoscloud_image", "linode": "linode_image",
    "ncloud": "ncloud_server", "opentelekomcloud": "opentelekomcloud_images_image_v2",
    "openstack": "openstack_images_image_v2", "oracle-oci": "oci_core_image", "oracle-classic": "oci_core_image",
    "outscale-bsu": "outscale_image", "outscale-bsusurrogate": "outscale_image", "outscale-bsuvolume": "outscale_image",
    "outscale-chroot": "outscale_image", "profitbricks": "ionoscloud_image", "scaleway": "scaleway_instance_image",
    "tencentcloud-cvm": "tencentcloud_image", "upcloud": "upcloud_storage", "upcloud-import": "upcloud_storage",
    "vagrant-cloud": "hcp_vagrant_registry", "vagrant-registry": "hcp_vagrant_registry", "vultr": "vultr_snapshot",
    "yandex": "yandex_compute_image", "yandex-export": "yandex_storage_bucket", "yandex-import": "yandex_compute_image",
    "vsphere-clone": "vsphere_virtual_machine", "vsphere-iso": "vsphere_virtual_machine",
    "vsphere-supervisor": "vsphere_virtual_machine",
}  # fmt: skip
_REGIONS = (
    "region", "location", "zone", "source_region", "region_id", "availability_zone", "image_location", "datacenter",
    "build_resource_group_location",
)  # fmt: skip
_ENDPOINTS = (
    "custom_endpoint_ec2",
    "endpoint",
    "identity_endpoint",
    "api_url",
    "api_endpoint",
    "vcenter_server",
    "url",
)

Text = Callable[[str], str | None]
"""Gives the text of a setting by its name, if it has one that is known."""


def made(source: SourceFile, kind: str, name: str, text: Text, *, line: int | None) -> Iterator[Component]:
    """Yield what a builder, a data source or a post-processor is evidence of; programs of this machine of nothing.

    Args:
        source: the file.
        kind: its type, such as ``amazon-ebs``.
        name: what it is called.
        text: gives its settings.
        line: where it stands.
    """
    if kind == "docker" and (image := text("image")):
        yield from images(source, image, line=line, scope=Scope.BUILD)
    if kind in ("docker-tag", "docker-import", "docker-push") and (image := text("repository") or text("login_server")):
        where = host(image if "." in image.partition("/")[0] else None)
        if where:
            yield Component(
                kind=Kind.ENDPOINT,
                name=where,
                scope=Scope.BUILD,
                direct=True,
                evidence=source.seen(line, how=How.CONFIGURED),
            )
    type_ = _TYPES.get(kind) or ("aws_ami" if kind.startswith("amazon-") else None)
    if type_ is not None:
        region = next((found for key in _REGIONS if (found := text(key))), None)
        endpoint = next((where for key in _ENDPOINTS if (where := host(text(key)))), None)
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{kind}.{name}",
            scope=Scope.BUILD,
            region=region if region and len(region) < 60 else None,
            endpoint=endpoint,
            facts=(("type", type_),),
            evidence=source.seen(line, how=How.CONFIGURED),
        )

"""Terraform's configuration and lock file: each provider once; a backend that is completed elsewhere is likely."""

from depscan import Settings, scan
from depscan.model import Kind, Use

MAIN = """terraform {
  required_providers {
    ovh = {
      source  = "ovh/ovh"
      version = "~> 0.36"
    }
  }
  backend "s3" {}
}

provider "ovh" {
  endpoint = "ovh-eu"
}

resource "ovh_cloud_project_kube" "cluster" {
  region = "GRA11"
}
"""
LOCK = """provider "registry.terraform.io/ovh/ovh" {
  version     = "0.36.1"
  constraints = "~> 0.36"
}

provider "registry.terraform.io/hashicorp/random" {
  version = "3.6.0"
}
"""


def test_required_providers_are_folded_into_the_lock_file(tmp_path):
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / ".terraform.lock.hcl").write_text(LOCK)

    inventory = scan([str(tmp_path)], Settings()).inventory

    packages = [c for c in inventory.components if c.kind is Kind.PACKAGE]
    assert {(c.name, c.version, c.direct) for c in packages} == {
        ("registry.terraform.io/ovh/ovh", "0.36.1", True),
        ("registry.terraform.io/hashicorp/random", "3.6.0", False),
    }


def test_a_backend_without_a_bucket_makes_no_store_certain(tmp_path):
    (tmp_path / "main.tf").write_text(MAIN)

    report = scan([str(tmp_path)], Settings())

    uses = {a.dependency.product: a.dependency.use for a in report.assessments}
    assert uses["amazon-s3"] is Use.LIKELY

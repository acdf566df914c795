"""Hosts that name nobody else, and images that another registry keeps a copy of."""

import pytest

from depscan.attribute import Attributor, is_own
from depscan.knowledge.load import load_knowledge
from depscan.model import Component, Kind


@pytest.mark.parametrize("host", ["redis", "db.shop.svc", "shop.example.com", "s3.example.org", "a.svc.cluster.local"])
def test_names_within_a_cluster_and_of_documentation_are_nobody_elses(host):
    assert is_own(host)


@pytest.mark.parametrize("host", ["myexample.com", "svc.pinecone.io", "example.com.evil.io"])
def test_names_that_only_resemble_them_are(host):
    assert not is_own(host)


def test_a_copy_of_an_official_image_is_the_same_program():
    attributor = Attributor(load_knowledge())
    original, copy, other = (
        attributor.attribute(Component(kind=Kind.IMAGE, name=name))
        for name in (
            "docker.io/library/postgres",
            "public.ecr.aws/docker/library/postgres",
            "public.ecr.aws/acme/library/postgres",
        )
    )

    assert copy.product == original.product
    assert other.product is None

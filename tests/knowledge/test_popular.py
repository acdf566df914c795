"""The packages everybody uses: the shipped knowledge says of each one who is behind it."""

from collections import defaultdict
from pathlib import Path

import pytest

from depscan.attribute import Attributor
from depscan.model import AttributionClass, Component, Kind
from tests.knowledge.test_packaged import shipped

LEAST = {"npm": 500, "pypi": 500, "maven": 500, "golang": 200, "nuget": 200, "cargo": 200, "gem": 200, "composer": 200}
POPULAR = defaultdict(list)
for line in (Path(__file__).parent / "popular.txt").read_text().splitlines():
    if line and line[0] != "#":
        POPULAR[line.removeprefix("pkg:").partition("/")[0]].append(line)


def attributed(purl):
    return Attributor(shipped()).attribute(Component(kind=Kind.PACKAGE, name=purl.rpartition("/")[2], purl=purl))


@pytest.mark.parametrize("ecosystem", LEAST)
def test_the_list_is_long_and_says_nothing_twice(ecosystem):
    assert len(POPULAR[ecosystem]) >= LEAST[ecosystem]
    assert len(set(POPULAR[ecosystem])) == len(POPULAR[ecosystem])


@pytest.mark.parametrize("ecosystem", LEAST)
def test_who_is_behind_a_popular_package_is_known(ecosystem):
    unknown = [purl for purl in POPULAR[ecosystem] if attributed(purl).cls is AttributionClass.UNKNOWN]

    assert unknown == []


# Packages that look as if they belonged to somebody else than they do.
STEWARDS = {
    "pkg:golang/github.com/data-dog/go-sqlmock": None,
    "pkg:golang/github.com/datadog/datadog-go/v5": "datadog",
    "pkg:golang/github.com/uber/jaeger-client-go": "cncf",
    "pkg:golang/github.com/docker/distribution": "cncf",
    "pkg:maven/com.fasterxml.jackson.core/jackson-databind": "commonhaus-foundation",
    "pkg:maven/io.quarkus/quarkus-core": "commonhaus-foundation",
    "pkg:maven/io.smallrye.reactive/mutiny": "commonhaus-foundation",
    "pkg:maven/org.quartz-scheduler/quartz": "ibm",
    "pkg:maven/com.auth0/java-jwt": "auth0",
    "pkg:npm/%40babel/core": None,
    "pkg:npm/gatsby": "netlify",
    "pkg:nuget/System.IO.Abstractions": None,
    "pkg:nuget/System.Text.Json": "microsoft",
    "pkg:pypi/ipykernel": "jupyter-project",
    "pkg:pypi/boto3-stubs": None,
    "pkg:gem/brakeman": "synopsys",
    "pkg:composer/laminas/laminas-code": "linux-foundation",
}


@pytest.mark.parametrize("purl", STEWARDS)
def test_a_package_belongs_to_who_stewards_it(purl):
    assert attributed(purl).vendor == STEWARDS[purl]

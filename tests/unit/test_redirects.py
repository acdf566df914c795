"""A setting moves what a client evidences to whoever is behind the host, where it speaks for what is in use."""

import pytest

from depscan.attribute import Attributor
from depscan.model import AttributionClass, Component, Kind, Scope
from depscan.redirects import Redirects
from tests.knowledge.test_packaged import shipped
from tests.small import How, seen


@pytest.fixture(scope="module")
def attributor():
    return Attributor(shipped())


def endpoint(host, setting, path=".env", **more):
    return Component(
        kind=Kind.ENDPOINT,
        name=host,
        facts=(("setting", setting),),
        evidence=seen(path, how=How.CONFIGURED),
        **more,
    )


def package(purl, path="requirements.txt"):
    return Component(kind=Kind.PACKAGE, name=purl, purl=purl, evidence=seen(path))


OPENAI = package("pkg:pypi/openai@1.52.2")
BOTO = package("pkg:pypi/boto3@1.35.0")


def applied(attributor, client, *others):
    components = [client, *others]
    attributions = [attributor.attribute(component) for component in components]
    return Redirects(components, attributions, attributor).applied(client, attributions[0])


def test_the_client_is_of_whoever_is_behind_the_host(attributor):
    found = applied(attributor, OPENAI, endpoint("api.mistral.ai", "OPENAI_BASE_URL"))

    assert found.product == "mistral-api"
    assert found.because == "pointed at api.mistral.ai by OPENAI_BASE_URL (.env:1)"


@pytest.mark.parametrize("setting", ["OPENAI_BASE_URL", "SPRING_AI_OPENAI_BASE_URL", "APP_OPENAI_API_BASE"])
def test_the_most_telling_ending_counts(attributor, setting):
    assert applied(attributor, OPENAI, endpoint("vllm", setting)).cls is AttributionClass.OWN


@pytest.mark.parametrize("setting", ["BASE_URL", "OPENAI", "URL", "MY_BASE_URL", "", "OPENAI_BASE_URL_X"])
def test_another_setting_decides_nothing(attributor, setting):
    assert applied(attributor, OPENAI, endpoint("vllm", setting)).product == "openai-api"


def test_a_host_that_nobody_knows_is_told_as_such(attributor):
    found = applied(attributor, OPENAI, endpoint("llm.company.com", "OPENAI_BASE_URL"))

    assert found.cls is AttributionClass.UNKNOWN
    assert "operator is not known" in found.because


@pytest.mark.parametrize("host", ["api.openai.com", "eu.api.openai.com"])
def test_the_vendors_own_host_changes_nothing(attributor, host):
    assert applied(attributor, OPENAI, endpoint(host, "OPENAI_BASE_URL")).product == "openai-api"


def test_one_use_of_the_vendors_own_host_is_enough(attributor):
    found = applied(
        attributor,
        OPENAI,
        endpoint("vllm", "OPENAI_BASE_URL", "a.env"),
        endpoint("api.openai.com", "OPENAI_BASE_URL", ".env.production"),
    )
    assert found.product == "openai-api"


@pytest.mark.parametrize("path", [".env.development", ".env.test", ".env.example", "dev/app.yml", "tests/.env"])
def test_what_is_not_in_use_decides_nothing(attributor, path):
    assert applied(attributor, OPENAI, endpoint("vllm", "OPENAI_BASE_URL", path)).product == "openai-api"


@pytest.mark.parametrize("scope", [Scope.DEVELOPMENT, Scope.TEST])
def test_nor_does_a_section_for_development(attributor, scope):
    assert applied(attributor, OPENAI, endpoint("vllm", "OPENAI_BASE_URL", scope=scope)).product == "openai-api"


def test_production_goes_first(attributor):
    found = applied(
        attributor,
        OPENAI,
        endpoint("vllm", "OPENAI_BASE_URL", ".env"),
        endpoint("api.mistral.ai", "OPENAI_BASE_URL", ".env.production"),
    )
    assert found.product == "mistral-api"


def test_what_lies_near_goes_before_what_lies_elsewhere(attributor):
    found = applied(
        attributor,
        package("pkg:pypi/openai@1.52.2", "chat/requirements.txt"),
        endpoint("vllm", "OPENAI_BASE_URL", "a/.env"),
        endpoint("api.mistral.ai", "OPENAI_BASE_URL", "chat/.env"),
    )
    assert found.product == "mistral-api"


def test_a_whole_platform_goes_where_its_only_service_goes(attributor):
    store = endpoint("s3.fr-par.scw.cloud", "S3_ENDPOINT_URL")
    assert applied(attributor, BOTO, store).product == "scaleway-object-storage"


def test_a_platform_of_which_something_else_is_used_stays(attributor):
    store = endpoint("s3.fr-par.scw.cloud", "S3_ENDPOINT_URL")
    queue = endpoint("sqs.eu-west-1.amazonaws.com", "QUEUE_URL")
    assert applied(attributor, BOTO, store, queue).product == "aws"


def test_a_component_with_an_endpoint_of_its_own_keeps_it(attributor):
    client = Component(
        kind=Kind.MODEL, name="gpt-4o", endpoint="api.scaleway.ai", evidence=seen("a.yml", how=How.CONFIGURED)
    )
    found = applied(attributor, client, endpoint("vllm", "OPENAI_BASE_URL"))
    assert found.vendor == "scaleway"

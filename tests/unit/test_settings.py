"""What a setting tells: hosts, services by names, models, regions, and never a value."""

import string
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._settings import Setting, flattened, from_setting, normal_name
from depscan.model import PERHAPS_OWN, How, Kind, Scope
from depscan.syntax import yaml


def source(path="app.yml"):
    return SourceFile(path=path, shown_path=path, found_by="test", read=lambda _: None, diagnostics=[])


def told(key, value, **more):
    return list(from_setting(source(), Setting(key, value, 7), **more))


def hosts(key, value, **more):
    return [c.name for c in told(key, value, **more) if c.kind is Kind.ENDPOINT]


def variables(key, value, **more):
    return [c.name.removeprefix("env:") for c in told(key, value, **more) if c.kind is Kind.CONFIG]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("OPENAI_BASE_URL", "OPENAI_BASE_URL"),
        ("openai.base-url", "OPENAI_BASE_URL"),
        ("OpenAI:BaseUrl", "OPENAI_BASE_URL"),
        ("OpenAI.ApiKey", "OPENAI_API_KEY"),
        ("sendGrid.apiKey", "SENDGRID_API_KEY"),
        ("spring.ai.openai.base-url", "SPRING_AI_OPENAI_BASE_URL"),
        ("a.b.c.d.e.f.g.h.i.j", "C_D_E_F_G_H_I_J"),
        ("", ""),
        ("...", ""),
    ],
)
def test_names_are_told_alike_however_a_language_writes_them(key, name):
    assert normal_name(key) == name


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("smtp.host", "smtp.company.example:587", ["smtp.company.example"]),
        ("relayhost", "[smtp.company.example]:587", ["smtp.company.example"]),
        ("kafka.brokers", "a.example:9092,b.example:9092", ["a.example", "b.example"]),
        ("url", "${HOST:https://api.company.example}/x", ["api.company.example"]),
        ("url", "${URL:-https://api.company.example}", ["api.company.example"]),
        ("url", "${URL}", []),
        ("host", "${HOST}", []),
        ("title", "https://api.company.example", []),
        ("license.url", "https://api.company.example", []),
        ("cors.allowed.origins", "https://api.company.example", []),
        ("oauth.redirect.uri", "https://api.company.example", []),
        ("$schema", "https://api.company.example", []),
        ("name", "company.example", []),
        ("version", "1.2.3", []),
        ("endpoint", "0.0.0.0:4317", []),
        ("repo.url", "https://github.com/company/app", []),
        ("auth.url", "https://github.com/login/oauth/authorize", ["github.com"]),
        ("help.page", "https://docs.company.example/x", []),
        ("ConnectionStrings.Redis", "cache.company.example:6380,password=a.b.c,ssl=True", ["cache.company.example"]),
        (
            "csp",
            "default-src 'self'; script-src *.company.example https://cdn.example",
            ["cdn.example", "company.example"],
        ),
    ],
)
def test_hosts_are_what_is_asked(key, value, expected):
    assert sorted(hosts(key, value)) == expected


def test_what_may_be_loaded_is_only_mentioned():
    (found,) = told("content_security_policy", "script-src https://cdn.example")
    assert found.evidence[0].how is How.REFERENCED


def test_what_the_policies_of_a_store_call_buckets_is_not_amazon():
    assert hosts("policies.statements.resources", "arn:aws:s3:::migrations/*") == []
    assert hosts("policies.statements.resources", "arn:aws:sqs:eu-west-1:1:x") == ["sqs.eu-west-1.amazonaws.com"]
    assert hosts("backup.bucketArn", "arn:aws:s3:::backups") == ["s3.amazonaws.com"]


def test_the_key_of_a_label_is_no_credential():
    assert variables("langfuse.tolerations.key", "dedicated") == []
    assert variables("langfuse.secret.key", "x") == ["LANGFUSE_SECRET_KEY"]


@pytest.mark.parametrize(
    ("key", "own"),
    [
        ("s3.endpoint", False),
        ("sentry.dsn", False),
        ("broker", False),
        ("url", True),
        ("base_url", True),
        ("host", True),
    ],
)
def test_an_address_that_may_be_ones_own_says_so(key, own):
    found = told(key, "https://api.company.example")[-1]
    assert (found.fact(PERHAPS_OWN) == "true") is own


def test_whatever_serves_development_may_be_ones_own():
    (found,) = told("s3.endpoint", "https://api.company.example", scope=Scope.DEVELOPMENT)
    assert found.fact(PERHAPS_OWN) == "true"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("STRIPE_SECRET_KEY", "x", ["STRIPE_SECRET_KEY"]),
        ("section.STRIPE_SECRET_KEY", "x", ["STRIPE_SECRET_KEY"]),
        ("stripe.secret-key", "x", ["STRIPE_SECRET_KEY"]),
        ("stripe.secret-key", "", []),
        ("api.key", "x", []),
        ("azure.openai.api-key", "x", ["AZURE_OPENAI_API_KEY"]),
        ("NEXT_PUBLIC_POSTHOG_KEY", "x", ["POSTHOG_KEY"]),
        ("password", "%env(MAILER_PASSWORD)%", ["MAILER_PASSWORD"]),
        ("password", "%env(resolve:base64:MAILER_PASSWORD)%", ["MAILER_PASSWORD"]),
        ("password", "${MAILER_PASSWORD}", ["MAILER_PASSWORD"]),
        ("password", "{env.MAILER_PASSWORD}", ["MAILER_PASSWORD"]),
        ("password", "os.environ/MAILER_PASSWORD", ["MAILER_PASSWORD"]),
        ("password", "<%= ENV['MAILER_PASSWORD'] %>", ["MAILER_PASSWORD"]),
        ("env_key", "MISTRAL_API_KEY", ["MISTRAL_API_KEY"]),
        ("Title", "HELLO_WORLD", []),
        ("DEBUG", "x", []),
    ],
)
def test_services_are_known_by_the_names_of_credentials(key, value, expected):
    assert variables(key, value) == expected


def test_a_region_belongs_to_the_variable_that_gives_it():
    (found,) = told("AWS_REGION", "eu-west-3", variable=True)
    assert (found.name, found.region) == ("env:AWS_REGION", "eu-west-3")


@pytest.mark.parametrize(
    ("value", "name", "endpoint"),
    [
        ("gpt-4o", "gpt-4o", None),
        ("azure/gpt-4o", "gpt-4o", "openai.azure.com"),
        ("anthropic/claude-sonnet-4", "claude-sonnet-4", "api.anthropic.com"),
        ("ollama/llama3.1:8b", "llama3.1:8b", None),
        ("mistralai/Mistral-7B-Instruct-v0.3", "mistralai/Mistral-7B-Instruct-v0.3", None),
    ],
)
def test_a_model_is_where_its_provider_serves_it(value, name, endpoint):
    (found,) = told("llm.model", value)
    assert (found.kind, found.name, found.endpoint) == (Kind.MODEL, name, endpoint)


@pytest.mark.parametrize("value", ["", "12", "two words", "x" * 200, "-"])
def test_what_no_model_is_called_is_none(value):
    assert told("llm.model", value) == []


@given(
    secret=st.text(alphabet=string.ascii_letters + string.digits, min_size=10, max_size=40),
    key=st.sampled_from(
        ["url", "DATABASE_URL", "sentry.dsn", "api.key", "password", "ConnectionStrings.X", "csp", "STRIPE_KEY"]
    ),
    form=st.sampled_from(
        [
            "{}",
            "postgres://app:{}@db.company.example/x",
            "https://{}@sentry.company.example/3",
            "Server=db.company.example;Password={}",
            "https://api.company.example/x?token={}",
            "cache.company.example:6380,password={}",
            "https://hooks.company.example/services/{}",
        ]
    ),
)
def test_a_credential_is_never_told(secret, key, form):
    for component in told(key, form.format(secret)):
        assert secret not in msgspec.json.encode(component).decode()
        assert secret.lower() not in msgspec.json.encode(component).decode()


@pytest.mark.parametrize("piece", ["${", "${A:", "%env(", "{env.", "https://", "a.b,", "<%= ENV['"])
@pytest.mark.parametrize("key", ["url", "endpoint", "model", "api_key", "csp"])
def test_a_megabyte_costs_nothing(piece, key):
    before = time.process_time()
    told(key, piece * (1_000_000 // len(piece)))

    assert time.process_time() - before < 1


def test_documents_are_walked_once_with_lines_and_sections():
    document = yaml.read("a: &x\n  b: one\nc: *x\nd:\n- e: two\n- three\nf: 1\n")

    assert list(flattened(document)) == [
        Setting("a.b", "one", 2),
        Setting("d.e", "two", 5),
        Setting("d", "three", 6),
        Setting("f", "1", 7),
    ]


def test_a_nest_ends_somewhere():
    document = {}
    for _ in range(5_000):
        document = {"a": document}

    assert list(flattened(document)) == []
    assert list(_settings.from_settings(source(), flattened(document))) == []

"""Endpoints decide, from files to report: whoever is behind the host that a setting names is depended on."""

import pytest

from depscan.pipeline import scan
from tests.knowledge.test_packaged import shipped
from tests.small import DATE

BOTO = "boto3==1.35.0\n"
OPENAI = "openai==1.52.2\n"
SENTRY = "sentry-sdk==2.19.0\n"


@pytest.fixture
def report(tmp_path):
    """Return a function: files by path → the report of a scan."""

    def run(files, **settings):
        from msgspec import structs

        from depscan.gate.settings import DEFAULTS

        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        chosen = structs.replace(DEFAULTS, **settings)
        return scan([str(tmp_path)], chosen, today=DATE, knowledge=shipped())

    return run


def behind(report):
    """Return the ids of all that is depended on, besides open-source packages and channels."""
    return {
        a.dependency.id: a.dependency
        for a in report.assessments
        if a.dependency.delivery.value not in ("open-source", "distribution-channel")
    }


def vendors(report):
    return {dependency.vendor for dependency in behind(report).values()}


STORES = {
    "Scaleway": ("https://s3.fr-par.scw.cloud", "scaleway-object-storage"),
    "OVHcloud": ("https://s3.gra.io.cloud.ovh.net", "ovhcloud-object-storage"),
    "one's own MinIO": ("http://minio:9000", None),
    "one's own address": ("http://10.1.2.3:9000", None),
}


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("file", [".env", "compose.yaml", "config/settings.yml", "app.ini", "appsettings.json"])
def test_a_store_of_somebody_else_leaves_nothing_of_amazon(report, store, file):
    host, product = STORES[store]
    contents = {
        ".env": f"S3_ENDPOINT_URL={host}\nAWS_ACCESS_KEY_ID=x\nAWS_SECRET_ACCESS_KEY=y\nBUCKET=s3://bucket/x\n",
        "compose.yaml": f"services:\n  app:\n    build: .\n    environment:\n      S3_ENDPOINT_URL: {host}\n",
        "config/settings.yml": f"s3:\n  endpoint_url: {host}\n",
        "app.ini": f"[s3]\nendpoint_url = {host}\n",
        "appsettings.json": f'{{"S3": {{"EndpointUrl": "{host}"}}}}',
    }
    found = report({"requirements.txt": BOTO, file: contents[file]})

    assert "amazon-web-services" not in vendors(found)
    assert set(behind(found)) == ({product} if product else set())


def test_without_an_endpoint_the_store_is_amazons(report):
    assert "amazon-web-services" in vendors(report({"requirements.txt": BOTO, ".env": "AWS_ACCESS_KEY_ID=x\n"}))


def test_another_service_of_amazon_stays_when_the_store_is_elsewhere(report):
    files = {
        "requirements.txt": BOTO,
        ".env": "S3_ENDPOINT_URL=https://s3.fr-par.scw.cloud\nQUEUE=https://sqs.eu-west-1.amazonaws.com/1/orders\n",
    }
    found = behind(report(files))

    assert {"amazon-sqs", "scaleway-object-storage"} <= found.keys()
    assert "amazon-s3" not in found
    assert "aws" in found


@pytest.mark.parametrize(
    ("host", "product"),
    [
        ("https://api.mistral.ai/v1", "mistral-api"),
        ("http://vllm.internal:8000/v1", None),
        ("http://localhost:11434", None),
    ],
)
def test_a_client_of_openai_asks_whom_it_is_told_to(report, host, product):
    found = behind(report({"requirements.txt": OPENAI, ".env": f"OPENAI_BASE_URL={host}\nOPENAI_API_KEY=x\n"}))

    assert set(found) == ({product} if product else set())


def test_the_line_that_says_so_is_told(report):
    found = behind(report({"requirements.txt": OPENAI, ".env": "A=1\nOPENAI_BASE_URL=https://api.mistral.ai/v1\n"}))

    assert any("OPENAI_BASE_URL" in str(seen) or seen.line == 2 for _, seen in found["mistral-api"].evidence)


def test_settings_of_a_framework_count_like_variables(report):
    files = {
        "pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>b</artifactId>"
        "<version>1</version><dependencies><dependency><groupId>org.springframework.ai</groupId>"
        "<artifactId>spring-ai-starter-model-openai</artifactId><version>1.0.0</version></dependency></dependencies>"
        "</project>",
        "src/main/resources/application.yml": "spring:\n  ai:\n    openai:\n      base-url: https://api.mistral.ai\n"
        "      api-key: ${MISTRAL_API_KEY}\n",
    }
    assert set(behind(report(files))) == {"mistral-api"}


def test_errors_go_to_whoever_receives_them(report):
    hosted = behind(report({"requirements.txt": SENTRY, ".env": "SENTRY_DSN=https://k@o1.ingest.de.sentry.io/2\n"}))
    assert "sentry" in hosted
    own = behind(report({"requirements.txt": SENTRY, ".env": "SENTRY_DSN=https://k@sentry.internal/2\n"}))
    assert "sentry" not in own


@pytest.mark.parametrize(
    ("url", "product"),
    [
        ("postgres://u:p@x.eu-west-3.rds.amazonaws.com/app", "amazon-rds"),
        ("postgres://u:p@localhost:5432/app", None),
        ("postgres://u:p@db:5432/app", None),
        ("postgres://u:p@db.company.example/app", None),
    ],
)
def test_a_database_is_where_its_address_says(report, url, product):
    assert set(behind(report({".env": f"DATABASE_URL={url}\n"}))) == ({product} if product else set())


@pytest.mark.parametrize(
    ("production", "development", "expected"),
    [
        ("https://s3.eu-west-3.amazonaws.com", "http://minio:9000", "amazon-s3"),
        ("https://s3.gra.io.cloud.ovh.net", "http://minio:9000", "ovhcloud-object-storage"),
    ],
)
def test_what_production_uses_counts(report, production, development, expected):
    found = behind(
        report(
            {
                "requirements.txt": BOTO,
                ".env.production": f"S3_ENDPOINT_URL={production}\n",
                ".env.development": f"S3_ENDPOINT_URL={development}\n",
            }
        )
    )
    assert expected in found
    assert ("amazon-web-services" in {d.vendor for d in found.values()}) == expected.startswith("amazon")
    assert found[expected].environments == ("production",)


def test_an_example_decides_nothing(report):
    files = {"requirements.txt": OPENAI, ".env.example": "OPENAI_BASE_URL=http://localhost:11434\n"}
    assert "openai-api" in behind(report(files))


def test_a_remark_decides_nothing(report):
    files = {"requirements.txt": OPENAI, ".env": "# OPENAI_BASE_URL=https://api.mistral.ai\nOPENAI_API_KEY=x\n"}
    assert set(behind(report(files))) == {"openai-api"}


def test_in_a_monorepo_each_service_has_its_own(report):
    files = {
        "search/requirements.txt": OPENAI,
        "search/.env": "OPENAI_BASE_URL=https://api.mistral.ai\n",
        "chat/requirements.txt": "openai==1.60.0\n",
        "chat/.env": "OPENAI_BASE_URL=https://api.openai.com/v1\n",
    }
    assert {"mistral-api", "openai-api"} <= behind(report(files)).keys()


def test_code_points_a_client_elsewhere_only_where_code_is_read(report):
    files = {
        "requirements.txt": OPENAI,
        "app/ask.py": 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.mistral.ai/v1")\n',
    }
    assert set(behind(report(files))) == {"openai-api"}
    assert set(behind(report(files, source=True))) == {"mistral-api"}


def test_a_mirror_is_a_channel_of_its_own(report):
    found = report({".npmrc": "registry=https://npm.pkg.github.com/\n", "package.json": '{"dependencies": {"x": "1"}}'})

    assert "npm.pkg.github.com" in {c.name for c in found.inventory.components}


@pytest.mark.parametrize(
    "settings",
    [
        "cors:\n  allowed_origins: https://app.netlify.app\n",
        "oauth:\n  redirect_uri: https://accounts.google.com/x\n",
        "social:\n  discord: https://discord.com/invite/x\n",
        "links:\n  docs: https://docs.sentry.io/x\n",
        "repository: https://gitlab.com/company/app\n",
        "homepage: https://www.npmjs.com/package/x\n",
        "# endpoint: https://api.openai.com\nname: x\n",
        "endpoint: https://api.openai.com.company.example\n",
        "endpoint: https://myapi.openai.com@company.example/\n",
        "note: ask https://api.openai.com\n",
    ],
)
def test_a_link_or_a_look_alike_accuses_nobody(report, settings):
    assert behind(report({"config/settings.yml": settings})) == {}

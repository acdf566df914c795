"""Clients of services that a setting points elsewhere: at another vendor, at one's own host, or at the vendor all the same."""

import pytest
from msgspec import structs

from depscan.gate.settings import DEFAULTS
from depscan.pipeline import scan
from tests.knowledge.test_packaged import shipped
from tests.small import DATE

NODE = "package.json"
# what is used, in which file; the setting; what is depended on
CASES = {
    "Anthropic through one's own gateway": ("@anthropic-ai/sdk", "ANTHROPIC_BASE_URL=http://litellm:4000", set()),
    "Anthropic": ("@anthropic-ai/sdk", "ANTHROPIC_BASE_URL=https://api.anthropic.com", {"anthropic-api"}),
    "DynamoDB in a container": ("@aws-sdk/client-dynamodb", "DYNAMODB_ENDPOINT=http://dynamodb:8000", set()),
    "DynamoDB": ("@aws-sdk/client-dynamodb", "TABLE=orders", {"amazon-dynamodb"}),
    "Google's store as an emulator": ("@google-cloud/storage", "STORAGE_EMULATOR_HOST=http://gcs:4443", set()),
    "SQS of Scaleway": (
        "@aws-sdk/client-sqs",
        "SQS_ENDPOINT=https://sqs.mnq.fr-par.scaleway.com",
        {"scaleway-messaging-queuing"},
    ),
    "Supabase on one's own host": ("@supabase/supabase-js", "SUPABASE_URL=http://kong:8000", set()),
    "Supabase": ("@supabase/supabase-js", "SUPABASE_URL=https://abc.supabase.co", {"supabase"}),
    "Mailgun in Europe is Mailgun": ("mailgun.js", "MAILGUN_URL=https://api.eu.mailgun.net", {"mailgun"}),
    "an application of GitHub at its web address": (
        "@octokit/app",
        "GITHUB_APP_ID=1\nGITHUB_SERVER_URL=https://github.com",
        {"github"},
    ),
    "an application of one's own GitLab": ("left-pad", "GITLAB_URL=https://git.company.example", set()),
    "Datadog in Europe is Datadog": ("dd-trace", "DD_SITE=datadoghq.eu", {"datadog"}),
    "the agent of Datadog is Datadog": ("dd-trace", "DD_TRACE_AGENT_URL=http://localhost:8126", {"datadog"}),
    "Auth0 under one's own name is Auth0": ("auth0", "AUTH0_ISSUER_BASE_URL=https://login.company.example", {"auth0"}),
}


@pytest.mark.parametrize("case", CASES)
def test_whoever_is_behind_the_host_is_depended_on(tmp_path, case):
    package, setting, products = CASES[case]
    (tmp_path / NODE).write_text(f'{{"dependencies": {{"{package}": "1.0.0"}}}}')
    (tmp_path / ".env").write_text(setting + "\n")
    report = scan([str(tmp_path)], structs.replace(DEFAULTS), today=DATE, knowledge=shipped())

    found = {a.dependency.id for a in report.assessments if a.dependency.id in shipped().product_ids}
    assert found - {"npm-registry"} == products

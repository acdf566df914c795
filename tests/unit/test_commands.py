"""Commands of scripts: which hosts, packages and images they are certain evidence of, and what is none."""

import pytest

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._commands import from_script


def found(text):
    source = SourceFile(path="ci", shown_path="ci", found_by="test", read=lambda _: None, diagnostics=[])
    return [f"{c.kind.value} {c.name}" for c in from_script(source, text, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws s3 sync . s3://shop", ["endpoint s3.amazonaws.com"]),
        ("aws s3 ls --endpoint-url https://s3.fr-par.scw.cloud", ["endpoint s3.fr-par.scw.cloud"]),
        ("aws --region eu-west-1 ecs update-service", ["endpoint ecs.eu-west-1.amazonaws.com"]),
        ("aws elbv2 describe-x", ["endpoint elasticloadbalancing.*.amazonaws.com"]),
        ("sudo -E gcloud beta run deploy web", ["endpoint run.googleapis.com"]),
        ("az acr login -n shop", ["endpoint *.azurecr.io"]),
        ("az group create", ["endpoint management.azure.com"]),
        ("npx vercel deploy", ["package vercel", "endpoint api.vercel.com"]),
        ("npx @sentry/cli releases new 1", ["package @sentry/cli", "endpoint sentry.io"]),
        ("sentry-cli --url https://errors.shop.example releases new 1", ["endpoint errors.shop.example"]),
        ("docker login -u me -p pw registry.shop.example", ["endpoint registry.shop.example"]),
        ("docker login -u me", ["endpoint docker.io"]),
        ("docker push ghcr.io/shop/web:$TAG", ["endpoint ghcr.io"]),
        ("docker run --rm -v a:b aquasec/trivy:0.5 image x", ["image docker.io/aquasec/trivy"]),
        ("docker pull $IMAGE", []),
        ("helm repo add bitnami https://charts.bitnami.com/bitnami", ["endpoint charts.bitnami.com"]),
        ("python3 -m pip install -U pip 'twine>=3' -r req.txt .", ["package pip", "package twine"]),
        ("npm ci", []),
        ("npm install -g typescript@5 $X ./local", ["package typescript"]),
        ("go install github.com/a/b/cmd/c@v1.2.3 ./...", ["package github.com/a/b/cmd/c"]),
        ("curl -d https://no.shop.example https://hooks.slack.com/x", ["endpoint hooks.slack.com"]),
        ("wget https://github.com/a/b/releases/download/v1/x.tgz", ["package a/b"]),
        ("git clone https://gitlab.com/a/b.git", ["package gitlab.com/a/b"]),
        ("mvn sonar:sonar -Dsonar.host.url=https://sonarcloud.io", ["endpoint sonarcloud.io"]),
        ("bash -c 'flyctl deploy'", ["endpoint api.fly.io"]),
        ("if a; then firebase deploy --only hosting; fi", ["endpoint firebasehosting.googleapis.com"]),
        ("export OPENAI_BASE_URL=https://api.mistral.ai", ["config env:OPENAI_BASE_URL", "endpoint api.mistral.ai"]),
    ],
)
def test_a_command_tells(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# aws s3 ls",
        "echo aws s3 ls",
        "echo 'run: aws s3 ls'; printf 'az login\\n'",
        "cat <<EOF\naws s3 ls\nEOF",
        "aws --version && az --version && vercel --help",
        "./aws-deploy.sh; awscli s3 ls; my-az group",
        "aws $SERVICE list; az $GROUP show; gcloud $X",
        "fly -t ci set-pipeline -p shop",
        "firebase emulators:exec 'npm test'",
        "which aws || command -v gcloud",
        "apt-get install awscli",
        "docker build -t shop/web . && docker compose up",
        'curl $URL; wget "https://${HOST}/x"',
    ],
)
def test_look_alikes_tell_nothing(text):
    assert found(text) == []


def test_lines_are_those_of_the_file():
    source = SourceFile(path="ci", shown_path="ci", found_by="test", read=lambda _: None, diagnostics=[])
    lines = [c.evidence[0].line for c in from_script(source, "echo\naws s3 ls\n\naz login", 10)]

    assert lines == [11, 13]

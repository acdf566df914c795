"""Where command-line tools of clouds and services talk to: program and first words → host."""

from __future__ import annotations

from collections.abc import Sequence

_AWS_ENDPOINTS = {
    "s3api": "s3", "s3control": "s3", "cloudwatch": "monitoring", "stepfunctions": "states", "ses": "email",
    "sesv2": "email", "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "deploy": "codedeploy",
    "configservice": "config", "efs": "elasticfilesystem", "emr": "elasticmapreduce", "apigatewayv2": "apigateway",
    "opensearch": "es", "ecr-public": "api.ecr-public", "ecr": "api.ecr", "sagemaker": "api.sagemaker",
}  # fmt: skip
"""Commands of ``aws`` that are not named as their endpoint is."""
_AWS_GLOBAL = frozenset({"cloudfront", "route53", "iam", "s3", "organizations", "route53domains"})
"""Services whose endpoint names no region, or need not."""
_AWS_NONE = frozenset({"configure", "help", "history", "login", "logout"})
_AWS_TOOLS = {
    ("sam", "deploy"): "cloudformation", ("sam", "sync"): "cloudformation", ("sam", "delete"): "cloudformation",
    ("cdk", "deploy"): "cloudformation", ("cdk", "diff"): "cloudformation", ("cdk", "bootstrap"): "cloudformation",
    ("cdk", "destroy"): "cloudformation", ("eb", "deploy"): "elasticbeanstalk", ("eb", "create"): "elasticbeanstalk",
    ("copilot", "deploy"): "ecs", ("copilot", "svc"): "ecs", ("eksctl", "create"): "eks", ("eksctl", "get"): "eks",
    ("eksctl", "utils"): "eks",
}  # fmt: skip

_GCLOUD = {
    "app": "appengine", "artifacts": "artifactregistry", "builds": "cloudbuild", "functions": "cloudfunctions",
    "sql": "sqladmin", "secrets": "secretmanager", "kms": "cloudkms", "ai": "aiplatform", "deploy": "clouddeploy",
    "scheduler": "cloudscheduler", "tasks": "cloudtasks", "api-gateway": "apigateway", "bq": "bigquery",
    "run": "run", "compute": "compute", "container": "container", "storage": "storage", "pubsub": "pubsub",
    "firestore": "firestore", "datastore": "datastore", "dns": "dns", "logging": "logging", "spanner": "spanner",
    "redis": "redis", "dataflow": "dataflow", "dataproc": "dataproc", "composer": "composer",
    "workflows": "workflows", "iam": "iam", "iap": "iap", "monitoring": "monitoring", "memcache": "memcache",
}  # fmt: skip
"""Groups of ``gcloud`` with an interface of their own; the others are of the platform."""
_GCLOUD_NONE = frozenset({"components", "config", "info", "version", "help", "init", "alpha", "beta"})

_AZ = {
    "acr": "*.azurecr.io", "aks": "*.azmk8s.io", "appconfig": "*.azconfig.io", "appservice": "*.azurewebsites.net",
    "artifacts": "dev.azure.com", "boards": "dev.azure.com", "cosmosdb": "*.documents.azure.com",
    "containerapp": "*.azurecontainerapps.io", "devops": "dev.azure.com", "functionapp": "*.azurewebsites.net",
    "keyvault": "*.vault.azure.net", "pipelines": "dev.azure.com", "repos": "dev.azure.com",
    "sql": "*.database.windows.net", "staticwebapp": "*.azurestaticapps.net", "storage": "*.blob.core.windows.net",
    "webapp": "*.azurewebsites.net", "ml": "*.api.azureml.ms", "redis": "*.redis.cache.windows.net",
    "ad": "login.microsoftonline.com",
}  # fmt: skip
_AZ_NONE = frozenset({"version", "config", "configure", "extension", "bicep", "upgrade", "feedback", "find", "cloud"})

_TOOLS = {
    "vercel": "api.vercel.com", "now": "api.vercel.com", "netlify": "api.netlify.com", "flyctl": "api.fly.io",
    "fly": "api.fly.io", "heroku": "api.heroku.com", "scw": "api.scaleway.com",
    "ovhai": "api.ovh.com", "railway": "backboard.railway.com", "clever": "api.clever-cloud.com",
    "scalingo": "api.scalingo.com", "doctl": "api.digitalocean.com", "linode-cli": "api.linode.com",
    "hcloud": "api.hetzner.cloud", "ibmcloud": "cloud.ibm.com", "doppler": "api.doppler.com",
    "codecov": "codecov.io", "codecovcli": "codecov.io", "coveralls": "coveralls.io", "snyk": "api.snyk.io",
    "eas": "api.expo.dev", "vultr-cli": "api.vultr.com", "exo": "api.exoscale.com",
}  # fmt: skip
"""Programs that do hardly anything without the service they belong to."""
_LOCAL = {
    "vercel": frozenset({"build", "dev"}),
    "netlify": frozenset({"build", "dev"}),
    "fly": frozenset(
        {"set-pipeline", "sp", "execute", "e", "validate-pipeline", "vp", "-t", "--target"}
    ),  # Concourse's
    "heroku": frozenset({"local"}),
}
"""Their commands that stay on the machine, or that are another program's of the same name."""
_ALONE = frozenset({"vercel", "codecov", "codecovcli", "coveralls"})
"""Those that do their work without an argument."""
_WRANGLER = {"pages": "*.pages.dev", "r2": "*.r2.cloudflarestorage.com"}
_WRANGLER_NONE = frozenset({"dev", "types", "init", "generate", "docs", "telemetry"})
_FIREBASE = {
    "hosting": "firebasehosting",
    "functions": "cloudfunctions",
    "firestore": "firestore",
    "storage": "storage",
}
_FIREBASE_NONE = frozenset({"emulators:start", "emulators:exec", "serve", "setup", "logout", "use"})
_ASKS = frozenset({"--version", "-v", "-V", "--help", "-h", "version", "help"})


def host_of(program: str, arguments: Sequence[str]) -> str | None:
    """Return the host that a command talks to, ``*`` for a label that it does not tell; None if none is known."""
    words = [word for word in arguments if not word.startswith("-")]
    first = words[0] if words else ""
    if arguments[:1] and arguments[0] in _ASKS:
        return None
    if not arguments:
        return _TOOLS[program] if program in _ALONE else None
    if program == "aws":
        return _aws(_service(arguments), arguments)
    if program in ("gcloud", "gsutil", "bq"):
        return _google(program, words)
    if program == "az":
        known = first.isascii() and first.replace("-", "").isalnum() and first not in _AZ_NONE
        return _AZ.get(first, "management.azure.com") if known else None
    if (program, first) in _AWS_TOOLS:
        return _aws(_AWS_TOOLS[program, first], arguments)
    if program == "wrangler":
        return None if not first or first in _WRANGLER_NONE else _WRANGLER.get(first, "*.workers.dev")
    if program == "firebase":
        return _firebase(first, arguments)
    if program in _LOCAL and (first in _LOCAL[program] or arguments[0] in _LOCAL[program]):
        return None
    return _TOOLS.get(program)


def option(arguments: Sequence[str], *names: str) -> str | None:
    """Return the value of an option, given as ``--name value`` or ``--name=value``."""
    for position, word in enumerate(arguments):
        if word in names and position + 1 < len(arguments):
            return arguments[position + 1]
        name, equals, value = word.partition("=")
        if equals and name in names:
            return value
    return None


_AWS_OPTIONS = frozenset(
    {"--region", "--profile", "--output", "--endpoint-url", "--query", "--color", "--ca-bundle", "--cli-read-timeout",
     "--cli-connect-timeout", "--cli-binary-format"}
)  # fmt: skip


def _service(arguments: Sequence[str]) -> str:
    """Return the service that ``aws`` is asked for: the first word that belongs to no option."""
    rest = iter(arguments)
    for word in rest:
        if not word.startswith("-"):
            return word
        if word in _AWS_OPTIONS:
            next(rest, None)
    return ""


def _aws(service: str, arguments: Sequence[str]) -> str | None:
    if service in _AWS_NONE or not service.isascii() or not service.replace("-", "").isalnum():
        return None
    name = _AWS_ENDPOINTS.get(service, service)
    if name in _AWS_GLOBAL:
        return f"{name}.amazonaws.com"
    return f"{name}.{region(arguments) or '*'}.amazonaws.com"


def region(arguments: Sequence[str]) -> str | None:
    """Return the region that a command is given literally."""
    value = option(arguments, "--region", "--location", "-l", "--zone")
    return value if value and value.replace("-", "").isalnum() and value.isascii() and value[0].isalpha() else None


def _firebase(action: str, arguments: Sequence[str]) -> str | None:
    """The command serves several services; what it deploys is told, or a part of its name."""
    if not action or action in _FIREBASE_NONE:
        return None
    only = (option(arguments, "--only") or "").partition(",")[0] if action == "deploy" else action
    return f"{_FIREBASE.get(only.partition(':')[0], 'cloudresourcemanager')}.googleapis.com"


def _google(program: str, words: Sequence[str]) -> str | None:
    if program != "gcloud":
        return "storage.googleapis.com" if program == "gsutil" else "bigquery.googleapis.com"
    names = [word for word in words[:3] if word not in ("alpha", "beta")]
    group = names[0] if names else ""
    if not group or group in _GCLOUD_NONE or not group.replace("-", "").isalnum():
        return None
    if group == "auth" and names[1:2] == ["configure-docker"]:
        return "artifactregistry.googleapis.com"
    return f"{_GCLOUD.get(group, 'cloudresourcemanager')}.googleapis.com"

"""Names that Travis CI and AppVeyor have for what they deploy to → the host behind."""

from __future__ import annotations

HOSTS = {
    "azure_web_apps": "*.azurewebsites.net", "azureappservicezipdeploy": "*.azurewebsites.net",
    "webdeploy": "", "azureblob": "*.blob.core.windows.net", "azurecs": "management.azure.com",
    "azurewebjob": "*.azurewebsites.net", "bluemixcloudfoundry": "cloud.ibm.com", "boxfuse": "boxfuse.com",
    "cargo": "crates.io", "cloudformation": "cloudformation.*.amazonaws.com",
    "codedeploy": "codedeploy.*.amazonaws.com",
    "elasticbeanstalk": "elasticbeanstalk.*.amazonaws.com", "firebase": "firebasehosting.googleapis.com",
    "flynn": "", "gae": "appengine.googleapis.com", "gcs": "storage.googleapis.com", "github": "api.github.com",
    "gitlab": "gitlab.com", "hackage": "hackage.haskell.org", "heroku": "api.heroku.com",
    "lambda": "lambda.*.amazonaws.com", "netlify": "api.netlify.com", "npm": "npmjs.com",
    "openshift": "", "opsworks": "opsworks.*.amazonaws.com", "packagecloud": "packagecloud.io",
    "pages": "api.github.com",
    "releases": "api.github.com", "rubygems": "rubygems.org", "s3": "s3.amazonaws.com", "scalingo": "api.scalingo.com",
    "surge": "surge.sh",
}  # fmt: skip
"""By the provider's name, lowered, without dashes; empty where it is a machine or a program of one's own."""


def host_of(name: str) -> str | None:
    """Return the host that a provider stands for; None if it is not known or is no service."""
    return HOSTS.get(name.lower().replace("-", "").replace(":", "")) or HOSTS.get(name.lower()) or None

"""Which environment a path is for."""

import pytest

from depscan.environments import environment_of


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        (".env.production", "production"),
        (".env.prod", "production"),
        ("deploy/prod/values.yaml", "production"),
        ("application-prd.yml", "production"),
        ("config/production.json", "production"),
        ("production.rb", "production"),
        ("appsettings.Production.json", "production"),
        ("env/staging.tfvars", "staging"),
        ("values-preprod.yaml", "staging"),
        ("uat/app.yaml", "staging"),
        (".env.development", "development"),
        (".env.local", "development"),
        ("docker-compose.dev.yml", "development"),
        ("dev/compose.yml", "development"),
        (".env.test", "test"),
        ("tests/settings.toml", "test"),
        ("e2e/app.json", "test"),
        (".env.example", "example"),
        (".env.production.example", "example"),
        (".env.dist", "example"),
        (".env.template", "example"),
        ("config.sample.php", "example"),
        ("examples/app.yml", "example"),
        ("prod/.env.dev", "development"),
        ("staging/prod/app.yml", "production"),
        (".env", None),
        ("template.yaml", None),
        ("local/app.yml", None),
        ("dist/app.json", None),
        ("local.settings.json", None),
        ("product/app.yml", None),
        ("production-line/app.yml", None),
        ("latest.yml", None),
        ("developer.yml", None),
        ("contest/app.yml", None),
        ("", None),
    ],
)
def test_the_name_nearest_to_the_file_tells(path, environment):
    assert environment_of(path) == environment

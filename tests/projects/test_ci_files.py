"""What pipelines depend on, from files to report: the forge that runs them, where they fetch from and deploy to."""

import pytest

from depscan.gate.settings import DEFAULTS
from depscan.pipeline import scan
from tests.knowledge.test_packaged import shipped
from tests.small import DATE

CHECKOUT = "on: [push]\njobs: {a: {runs-on: x, steps: [{uses: actions/checkout@v4}]}}\n"


@pytest.fixture
def products(tmp_path):
    """Return a function: files by path → products that a scan finds, with how certain their use is."""

    def run(files):
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        report = scan([str(tmp_path)], DEFAULTS, today=DATE, knowledge=shipped())
        return {a.dependency.product: a.dependency.use.value for a in report.assessments if a.dependency.product}

    return run


def test_a_workflow_of_github_depends_on_github_actions(products):
    assert products({".github/workflows/ci.yml": CHECKOUT}) == {"github-actions": "certain"}


def test_a_workflow_of_forgejo_does_not(products):
    assert products({".forgejo/workflows/ci.yml": CHECKOUT}) == {"forgejo": "certain"}


def test_an_action_by_its_address_at_github_does_so_on_forgejo_too(products):
    text = CHECKOUT.replace("actions/checkout", "'https://github.com/actions/checkout").replace("@v4", "@v4'")

    assert products({".forgejo/workflows/ci.yml": text}) == {"forgejo": "certain", "github-actions": "certain"}


def test_gitea_takes_actions_from_github_unless_its_instance_is_set_otherwise(products):
    assert products({".gitea/workflows/ci.yml": CHECKOUT}) == {"gitea": "certain", "github-actions": "likely"}


def test_a_file_of_gitlab_ci_does_not_tell_gitlab_com(products):
    found = products({".gitlab-ci.yml": "test:\n  script: make\n"})

    assert found == {"gitlab": "certain"}


def test_a_script_that_deploys_is_certain_and_an_echo_is_nothing(products):
    script = "test:\n  script:\n    - echo az login\n    - aws ecs update-service --cluster shop\n    # - gcloud run deploy\n"

    assert products({".gitlab-ci.yml": script}) == {"gitlab": "certain", "amazon-ecs": "certain"}


def test_a_store_of_the_same_protocol_elsewhere_is_not_amazon(products):
    script = "test:\n  script: aws s3 sync . s3://shop --endpoint-url https://s3.fr-par.scw.cloud\n"
    found = products({".gitlab-ci.yml": script})

    assert "amazon-s3" not in found
    assert "scaleway-object-storage" in found


def test_sonar_is_the_hosted_service_or_ones_own_by_its_host(products):
    assert "sonarqube-cloud" in products({"sonar-project.properties": "sonar.host.url=https://sonarcloud.io\n"})


def test_a_sonar_server_of_ones_own_is_nobody_elses(products):
    assert not products({"sonar-project.properties": "sonar.host.url=https://sonar.shop.example\n"})


def test_hooks_of_pre_commit_come_from_their_forge(products):
    hooks = "repos:\n- repo: https://github.com/psf/black\n  rev: '1'\n  hooks: [{id: black}]\n"

    assert products({".pre-commit-config.yaml": hooks})["github"] == "certain"

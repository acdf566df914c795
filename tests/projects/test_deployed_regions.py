"""Regions of cloud templates, told by the files that deploy them, from files to report."""

import pytest

from depscan.gate.settings import DEFAULTS
from depscan.pipeline import scan
from tests.knowledge.test_packaged import shipped
from tests.small import DATE

TABLE = "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n"
QUEUE = '{"Resources": {"Orders": {"Type": "AWS::SQS::Queue"}}}'


@pytest.fixture
def regions(tmp_path):
    """Return a function: files by path → regions of the products that a scan finds, by id of the product."""

    def run(files):
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        report = scan([str(tmp_path)], DEFAULTS, today=DATE, knowledge=shipped())
        return {a.dependency.id: a.dependency.regions for a in report.assessments}

    return run


def test_a_service_tells_where_the_templates_go_that_it_includes(regions):
    found = regions(
        {
            "serverless.yml": "service: shop\nprovider: {name: aws, region: eu-west-3}\n"
            "resources: ['${file(parts/tables.yml)}']\n",
            "parts/tables.yml": TABLE,
        }
    )

    assert found["amazon-dynamodb"] == ("eu-west-3",)


def test_a_sam_configuration_tells_where_the_template_beside_it_goes(regions):
    found = regions(
        {"template.yaml": TABLE, "samconfig.toml": '[default.deploy.parameters]\nregion = "eu-central-1"\n'}
    )

    assert found["amazon-dynamodb"] == ("eu-central-1",)
    assert found["aws-cloudformation"] == ("eu-central-1",)


def test_several_regions_of_a_sam_configuration_are_none_of_the_template(regions):
    both = '[a.deploy.parameters]\nregion = "eu-central-1"\n[b.deploy.parameters]\nregion = "us-east-1"\n'

    found = regions({"template.yaml": TABLE, "samconfig.toml": both})

    assert found["amazon-dynamodb"] == ()


def test_a_synthesised_app_is_read_with_the_environments_of_its_stacks(regions):
    manifest = (
        '{"artifacts": {"Shop": {"environment": "aws://123456789012/eu-west-3",'
        ' "properties": {"templateFile": "Shop.template.json"}}}}'
    )

    found = regions({"cdk.out/Shop.template.json": QUEUE, "cdk.out/manifest.json": manifest})

    assert found["amazon-sqs"] == ("eu-west-3",)

"""The JSON report keeps its contract."""

import json
from importlib import resources

import jsonschema
import pytest

from depscan.gate.settings import Settings
from depscan.model import Severity
from depscan.pipeline import scan
from depscan.render import json as json_report
from tests.small import DATE, knowledge

SCHEMA = json.loads(resources.files("depscan").joinpath("render/report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def report(tmp_path):
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"mystery-db": "^1", "@acme/ui": "^1"}},
            "node_modules/mystery-db": {"version": "1.0.0"},
            "node_modules/@acme/ui": {"version": "2.0.0"},
        },
    }
    (tmp_path / "package-lock.json").write_text(json.dumps(lock, indent=1))
    (tmp_path / "main.tf").write_text('resource "acme_db" "orders" {\n  region = "eu-1"\n}\n')
    (tmp_path / "inventory.csv").write_text(
        "product,vendor,annual cost,currency\nAcme Ledger,Acme Cloud LLC,1200,EUR\n"
    )
    (tmp_path / "Cargo.lock").write_text("<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    return scan([str(tmp_path)], Settings(fail_on=Severity.HIGH), today=DATE, knowledge=knowledge())


def test_every_report_validates_against_the_shipped_schema(report):
    jsonschema.validate(json.loads(json_report.render(report)), SCHEMA)


def test_the_report_is_what_it_was(report, request, update_golden):
    golden = request.path.parent / "golden" / "report.json"
    text = json_report.render(report).replace(report.paths[0], "@@TARGET@@")
    text = text.replace(report.knowledge.digest, "@@DIGEST@@")  # moves with every record that tests add
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")

    assert json.loads(golden.read_text(encoding="utf-8")) == json.loads(text)


def test_rendering_twice_gives_the_same_bytes(report):
    assert json_report.render(report) == json_report.render(report)


def test_factors_add_up_to_the_lock_in_that_is_shown(report):
    for dependency in json_report.document(report)["dependencies"]:
        for end in (0, 1):
            total = sum(factor["points"][end] for factor in dependency["lock_in"]["factors"])
            assert min(100, total) == pytest.approx(dependency["lock_in"]["score"][end], abs=0.1)


def test_the_limits_stand_in_every_report(report):
    applied, contracts, checked = json_report.document(report)["limits"]

    assert "could apply" in applied
    assert "encryption" in contracts
    assert report.knowledge.newest_check in checked


def test_a_report_that_does_not_attribute_everything_says_so(tmp_path):
    (tmp_path / "inventory.csv").write_text("product,vendor\nUnheard Of,Nobody Known\nAcme Store,Acme Parent\n")
    partly = scan([str(tmp_path)], today=DATE, knowledge=knowledge())

    assert json_report.document(partly)["limits"][-1] == (
        "50 % of the components are attributed: what is unknown is not safe."
    )

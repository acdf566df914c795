"""What CI services are given: SARIF, JUnit, GitLab's reports, GitHub's annotations and summary."""

import json
import os
import re
import time
import urllib.parse
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
import sarif_pydantic
from msgspec import structs

from depscan.finding import PolicyRule, State
from depscan.model import Severity
from depscan.pipeline import scan
from depscan.redact import clean
from depscan.render import github, gitlab, junit, sarif
from tests.render.gated import HOSTILE, gated, hostile, large, plain
from tests.small import DATE, knowledge

SCHEMAS = Path(__file__).parents[1] / "schemas"
FORMATS = {
    "report.sarif": sarif.render,
    "report.junit.xml": junit.render,
    "gl-code-quality-report.json": gitlab.render_code_quality,
    "gl-dependency-scanning-report.json": gitlab.render_dependencies,
    "github.txt": github.render,
    "github-summary.md": github.render_summary,
}
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def text(rendered):
    return rendered.decode() if isinstance(rendered, bytes) else rendered


def run_of(report):
    return json.loads(sarif.render(report))["runs"][0]


@pytest.fixture
def report(tmp_path):
    return gated(tmp_path / "shop")


@pytest.fixture
def attack(tmp_path):
    return hostile(tmp_path / "shop")


# ------------------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize("name", FORMATS)
def test_the_output_is_what_it_was(report, name, request, update_golden):
    golden = request.path.parent / "golden" / name
    rendered = text(FORMATS[name](report)).replace(report.knowledge.digest, "sha256:@@DIGEST@@")
    rendered = rendered.replace(f'"version": "{report.tool_version}"', '"version": "@@VERSION@@"')
    rendered = rendered.replace(f'"semanticVersion": "{report.tool_version}"', '"semanticVersion": "@@VERSION@@"')
    if update_golden:
        golden.write_text(rendered, encoding="utf-8")

    assert rendered == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(report, name):
    assert FORMATS[name](report) == FORMATS[name](report)


@pytest.mark.parametrize("name", FORMATS)
def test_what_does_not_fail_is_shown_with_the_reason(report, name):
    rendered = text(FORMATS[name](report))

    assert "known to the baseline .depscan/baseline.json" in rendered
    assert "waived until 2027-03-01: contract runs until then" in rendered


@pytest.mark.parametrize("name", FORMATS)
def test_waivers_that_cover_nothing_are_told(report, name):
    rendered = text(FORMATS[name](report))

    assert "The waiver of acme-db ended on 2026-10-31." in rendered
    assert "The waiver of acme-ui covers nothing" in rendered


@pytest.mark.parametrize("name", FORMATS)
def test_no_hostile_text_brings_in_control_characters_or_credentials(attack, name):
    rendered = text(FORMATS[name](attack))

    assert not INVISIBLE.search(rendered)
    assert "hunter2hunter2" not in rendered


@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_findings_are_rendered_within_seconds(tmp_path, name):
    many = large(tmp_path / "shop")
    start = time.process_time()
    rendered = FORMATS[name](many)

    assert time.process_time() - start < 15
    assert rendered


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_without_rules_is_a_valid_output_without_findings(tmp_path, name):
    rendered = text(FORMATS[name](plain(tmp_path / "shop")))

    assert "no-high-risk" not in rendered


# ------------------------------------------------------------------------------------------------------------- SARIF


@pytest.fixture(scope="module")
def sarif_schema():
    path = os.environ.get("SARIF_SCHEMA")
    if not path:
        pytest.skip("SARIF_SCHEMA names no copy of the schema of OASIS; see the README of tests/schemas")
    schema = json.loads(Path(path).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    return validator(schema, format_checker=validator.FORMAT_CHECKER)


@pytest.mark.parametrize("make", [plain, gated, hostile])
def test_sarif_validates_against_the_official_schema(tmp_path, make, sarif_schema):
    sarif_schema.validate(json.loads(sarif.render(make(tmp_path / "shop"))))


@pytest.mark.parametrize("make", [plain, gated, hostile])
def test_sarif_is_what_a_typed_reader_of_it_accepts(tmp_path, make):
    text = sarif.render(make(tmp_path / "shop"))
    read = sarif_pydantic.Sarif.model_validate_json(text)
    results = json.loads(text)["runs"][0]["results"]

    assert [result.rule_id for result in read.runs[0].results] == [result["ruleId"] for result in results]


def test_sarif_refers_to_rules_and_taxa_by_the_right_index(report):
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for taxon in result.get("taxa", []):
            component = run["taxonomies"][taxon["toolComponent"]["index"]]
            assert component["name"] == taxon["toolComponent"]["name"]
            assert component["taxa"][taxon["index"]]["id"] == taxon["id"]
    told = run["tool"]["driver"]["notifications"]
    for notification in run["invocations"][0]["toolExecutionNotifications"]:
        descriptor = notification["descriptor"]
        assert told[descriptor["index"]]["id"] == descriptor["id"]


def test_sarif_says_which_laws_bind_and_with_which_effect(report):
    run = run_of(report)
    waived = next(result for result in run["results"] if result["properties"]["about"] == "acme-db")

    assert [taxon["id"] for taxon in waived["taxa"]] == ["us-access", "us-export", "D", "S", "X"]


def test_sarif_states_and_suppressions_are_told_of_every_result_or_of_none(report):
    results = run_of(report)["results"]

    assert [r["baselineState"] for r in results] == ["new", "unchanged", "unchanged", "updated", "new"]
    assert [len(r["suppressions"]) for r in results] == [0, 1, 0, 0, 0]

    bare = structs.replace(
        report, baseline=None, findings=tuple(structs.replace(f, state=State.NEW) for f in report.findings)
    )
    for result in run_of(bare)["results"]:
        assert "baselineState" not in result
        assert "suppressions" not in result


def test_sarif_tells_a_waiver_in_the_source_from_one_in_the_settings(report):
    kinds = {}
    for inline in (False, True):
        waivers = (structs.replace(report.waivers[0], inline=inline), *report.waivers[1:])
        result = run_of(structs.replace(report, waivers=waivers))["results"][1]
        kinds[inline] = result["suppressions"][0]["kind"]

    assert kinds == {False: "external", True: "inSource"}


def test_sarif_fingerprints_do_not_depend_on_places(report):
    moved = structs.replace(
        report, findings=tuple(structs.replace(f, path="elsewhere/x", line=99) for f in report.findings)
    )

    def prints(of):
        return [result["partialFingerprints"] for result in run_of(of)["results"]]

    assert prints(moved) == prints(report)
    assert prints(report)[0] == {"depscan/v1": report.findings[0].fingerprint}


@pytest.mark.parametrize("path", ["a b/c#d?e.tf", "é/東京.tf", "http:/x", "100%/x", "a:b/c", "/etc/passwd", "//host/x"])
def test_sarif_paths_are_relative_references_that_decode_to_the_path(path):
    uri = sarif.uri(path)
    parts = urllib.parse.urlsplit(uri)

    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert uri.isascii()
    assert not uri.startswith("/")
    assert urllib.parse.unquote(uri) == path.lstrip("/")


def test_every_sarif_result_has_a_place_with_a_line(report):
    findings = tuple(structs.replace(f, path=None, line=None) for f in report.findings)
    rules = tuple(structs.replace(rule, place="--fail-on") for rule in report.rules)
    for result in run_of(structs.replace(report, findings=findings, rules=rules))["results"]:
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] in {"inventory.csv", "package-lock.json"} | {
            sarif.uri("in fra #1?é:/main.tf")
        }
        assert physical["region"]["startLine"] >= 1


def test_the_help_of_a_rule_is_text_and_markdown_with_its_address(report):
    rule, without_help, _ = run_of(report)["tool"]["driver"]["rules"]

    assert rule["helpUri"] == "https://handbook.example/cloud#exit"
    assert "<forms>" in rule["help"]["text"]
    assert "<forms>" not in rule["help"]["markdown"]
    assert rule["properties"]["security-severity"] == "9.5"
    assert "security-severity" not in without_help["properties"]


def test_a_finding_of_a_rule_that_is_not_listed_still_has_a_rule(report):
    run = run_of(structs.replace(report, rules=()))

    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"no-high-risk", "coverage"}


# ------------------------------------------------------------------------------------------------------------- JUnit


def test_junit_has_a_suite_for_each_rule_and_a_case_for_each_finding(report):
    root = ET.fromstring(junit.render(report))
    counts = {
        suite.get("name"): tuple(int(suite.get(key)) for key in ("tests", "failures", "skipped"))
        for suite in root.iter("testsuite")
    }

    assert counts == {"no-high-risk": (4, 2, 1), "no-us-identity": (1, 0, 0), "coverage": (1, 1, 0), "scan": (1, 0, 0)}
    for suite in root.iter("testsuite"):
        assert len(suite.findall("testcase")) == int(suite.get("tests"))
        assert len(suite.findall("testcase/failure")) == int(suite.get("failures"))
        assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped"))


def test_junit_is_read_by_a_consumer(report):
    junitparser = pytest.importorskip("junitparser")
    read = junitparser.JUnitXml.fromstring(junit.render(report).encode())

    assert (read.tests, read.failures, read.errors) == (7, 3, 0)
    assert [type(case.result[0]).__name__ if case.result else "passed" for case in next(iter(read))] == [
        "Failure",
        "Skipped",
        "passed",
        "Failure",
    ]


def test_junit_keeps_to_xml_1_0_whatever_a_name_holds(attack):
    rendered = junit.render(attack)
    root = ET.fromstring(rendered)
    names = [case.get("name") for case in root.iter("testcase")]

    assert "]]>" not in rendered
    assert "]]><script>alert(1)</script>" in names
    assert len(names) == len(HOSTILE) + 1


def test_junit_validates_against_the_schema_of_jenkins(report, attack):
    path = SCHEMAS / "junit-10.xsd"
    if not path.exists():
        pytest.skip("tests/schemas/junit-10.xsd is not there; see the README beside it")
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(str(path))
    schema.validate(junit.render(report))
    schema.validate(junit.render(attack))


# ------------------------------------------------------------------------------------------------------------ GitLab

QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "fingerprint": {"pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!/|\\./)."},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
"""As GitLab's documentation describes it: there is no schema."""


@pytest.mark.parametrize("make", [plain, gated, hostile])
def test_code_quality_has_the_fields_that_gitlab_asks_for(tmp_path, make):
    issues = json.loads(gitlab.render_code_quality(make(tmp_path / "shop")))
    jsonschema.validate(issues, QUALITY)

    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_code_quality_grades_by_severity_and_waived_as_info(report):
    issues = json.loads(gitlab.render_code_quality(report))

    assert [i["severity"] for i in issues] == ["blocker", "info", "major", "minor", "major", "info", "info"]


NAMED = {"type": "string", "minLength": 1}
TOOL = {
    "required": ["id", "name", "version", "vendor"],
    "properties": {"id": NAMED, "name": NAMED, "version": NAMED, "vendor": {"required": ["name"]}},
}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
DEPENDENCIES = {
    "required": ["scan", "version", "vulnerabilities"],
    "properties": {
        "version": {"const": "15.2.1"},
        "scan": {
            "required": ["analyzer", "end_time", "scanner", "start_time", "status", "type"],
            "properties": {
                "analyzer": TOOL,
                "scanner": TOOL,
                "start_time": MOMENT,
                "end_time": MOMENT,
                "status": {"enum": ["success", "failure"]},
                "type": {"const": "dependency_scanning"},
                "messages": {
                    "items": {
                        "required": ["level", "value"],
                        "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": NAMED},
                    }
                },
            },
        },
        "vulnerabilities": {
            "items": {
                "required": ["id", "identifiers", "location"],
                "properties": {
                    "id": {"pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
                    "name": {"type": "string", "maxLength": 255},
                    "description": {"type": "string", "maxLength": 1_048_576},
                    "solution": {"type": "string", "maxLength": 7000},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "identifiers": {
                        "minItems": 1,
                        "items": {
                            "required": ["type", "name", "value"],
                            "properties": {"type": NAMED, "name": NAMED, "value": NAMED},
                        },
                    },
                    "details": {"additionalProperties": {"required": ["name", "type"]}},
                    "location": {
                        "required": ["file", "dependency"],
                        "properties": {
                            "file": NAMED,
                            "dependency": {
                                "required": ["package", "version"],
                                "properties": {
                                    "version": {"type": "string"},
                                    "package": {"required": ["name"], "properties": {"name": {"type": "string"}}},
                                },
                            },
                        },
                    },
                },
            }
        },
    },
}
"""What GitLab's schema 15.2.1 asks for, in our own words; with the official one below where it is there."""


@pytest.mark.parametrize("make", [plain, gated, hostile])
def test_dependency_scanning_has_what_the_schema_asks_for(tmp_path, make):
    document = json.loads(gitlab.render_dependencies(make(tmp_path / "shop")))
    jsonschema.validate(document, DEPENDENCIES)
    official = SCHEMAS / "gitlab-dependency-scanning.json"
    if official.exists():
        jsonschema.validate(document, json.loads(official.read_text(encoding="utf-8")))


def test_a_finding_does_not_pass_itself_off_as_a_vulnerability(report):
    document = json.loads(gitlab.render_dependencies(report))
    for told in document["vulnerabilities"]:
        assert gitlab.NO_VULNERABILITY in told["description"]
        assert {i["type"] for i in told["identifiers"]} <= {"depscan_rule", "depscan_law"}

    assert [told["severity"] for told in document["vulnerabilities"]] == ["Critical", "Info", "Medium", "Low"]
    assert len(document["vulnerabilities"]) == 4
    assert "66.7 % of 3 components" in document["scan"]["messages"][0]["value"]


# ------------------------------------------------------------------------------------------------------------ GitHub

_COMMAND = re.compile(r"^::(\w+) ?([^:]*)::(.*)$")


_UNDO = {"%3A": ":", "%2C": ",", "%0A": "\n", "%0D": "\r", "%25": "%"}


def unescaped(value):
    return re.sub("|".join(_UNDO), lambda match: _UNDO[match[0]], value)


def commands(rendered):
    """Read workflow commands as the runner does."""
    for line in rendered.splitlines():
        if line.lstrip().startswith("::"):
            name, properties, data = _COMMAND.match(line).groups()
            values = dict(pair.split("=", 1) for pair in properties.split(",") if pair and "=" in pair)
            yield name, {key: unescaped(value) for key, value in values.items()}, unescaped(data)


def test_annotations_point_at_lines_and_decode_to_what_was_meant(report):
    told = list(commands(github.render(report)))

    assert [name for name, _, _ in told] == ["error"] * 3 + ["warning"] * 3 + ["group", "endgroup"]
    assert told[0][1] == {"file": "package-lock.json", "line": "10", "title": "depscan: no-high-risk"}
    assert told[2][2] == "66.7 % of 3 components attributed, fewer than 90 % [coverage]"
    assert told[3][1]["file"] == "in fra #1?é:/main.tf"


def test_no_hostile_text_becomes_a_command(attack):
    rendered = github.render(attack)
    failing = [finding for finding in attack.findings if finding.fails]
    told = list(commands(rendered))

    assert [name for name, _, _ in told].count("error") == len(failing)
    assert all(title["title"].startswith("depscan") for name, title, _ in told if name in {"error", "warning"})
    assert not any("##[" in line for line in rendered.splitlines() if not line.startswith("::"))


def test_a_step_is_given_ten_annotations_of_a_level_and_told_of_the_rest(tmp_path):
    rendered = github.render(large(tmp_path / "shop", 100))
    told = [data for name, _, data in commands(rendered) if name == "error"]

    assert len(told) == 10
    assert told[-1].startswith("41 more findings that fail")
    assert rendered.count("Dependency ") == 100


def test_the_summary_of_a_step_is_within_the_limit_and_says_what_is_cut(tmp_path):
    rendered = github.render_summary(large(tmp_path / "shop"))

    assert len(rendered.encode()) <= 1_048_576
    assert re.search(r"[\d,]+ more are not shown", rendered)


def test_the_rows_of_the_summary_are_rows_whatever_a_name_holds(attack):
    rendered = github.render_summary(attack)
    rows = [line for line in rendered.splitlines() if line.startswith(("| high", "| Severity"))]

    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5, 6}
    assert "<script" not in rendered
    assert "@somebody" not in rendered


# ----------------------------------------------------------------------------------------------------------- details


def test_a_component_that_nobody_is_known_to_be_behind_is_shown_at_all_its_places(report):
    component = next(c for c in report.inventory.components if c.purl)
    finding = structs.replace(
        report.findings[0],
        dependency=None,
        component=clean(component.purl.partition("@")[0]),
        path="other.json",
        severity=Severity.MEDIUM,
    )
    alone = structs.replace(report, findings=(finding,), rules=(PolicyRule(id="no-high-risk", says="Objects."),))
    result = run_of(alone)["results"][0]

    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "package-lock.json"
    assert json.loads(gitlab.render_dependencies(alone))["vulnerabilities"][0]["location"]["file"] == "other.json"


@pytest.mark.parametrize("name", FORMATS)
def test_paths_are_those_of_the_repository_also_where_a_part_of_it_is_scanned(report, name):
    rendered = text(FORMATS[name](structs.replace(report, base="services/shop")))

    assert "services/shop/package-lock.json" in rendered
    assert "services/shop/depscan.toml" in rendered


def test_a_settings_file_above_what_is_scanned_is_where_it_is(report):
    waivers = tuple(structs.replace(w, path="../../depscan.toml") for w in report.waivers[2:])
    told = list(commands(github.render(structs.replace(report, base="services/shop", waivers=waivers))))

    assert next(properties["file"] for name, properties, _ in told if name == "warning") == "depscan.toml"


def test_a_report_knows_where_in_its_repository_it_is(tmp_path, monkeypatch):
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    plain(tmp_path / "repo" / "services")
    target = str(tmp_path / "repo" / "services")
    monkeypatch.chdir(tmp_path)

    def base(*targets):
        return scan(targets, today=DATE, knowledge=knowledge()).base

    assert base(target) == "services"
    assert base("repo/services") == "services"
    assert base("repo/services/inventory.csv") == "services"
    assert base("repo") == ""
    monkeypatch.chdir(target)
    assert base(".") == "services"
    assert base("inventory.csv", "package-lock.json") == "services"


@pytest.mark.parametrize("make", [gated, hostile])
def test_the_summary_brings_in_no_elements_but_its_own(tmp_path, make):
    markdown_it = pytest.importorskip("markdown_it")
    html = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(
        github.render_summary(make(tmp_path / "shop"))
    )

    allowed = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "br", "sub", "span"}
    assert set(re.findall(r"<(\w+)", html)) <= allowed

"""Waivers next to lines, in real files of many formats: what stands there is waived, and nothing else."""

import gzip
import json

import pytest

from tests.tars import tar

WAIVER = 'depscan: allow {} until=2999-01-01 reason="known"'
SPDX = """\
spdxVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
name: app
packages:
- SPDXID: SPDXRef-a
  name: client-db  # {}
  versionInfo: 1.0.0
  externalRefs:
  - referenceCategory: PACKAGE-MANAGER
    referenceType: purl
    referenceLocator: pkg:npm/%40acme-sdk/client-db@1.0.0
"""

CASES = [
    ("main.tf", 'resource "acme_db" "x" {{ # {}\n}}\n', "acme-db"),
    ("main.tf", '// {}\nresource "acme_db" "x" {{\n}}\n', "acme-db"),
    ("main.tf", '/*\n * {}\n */\nresource "acme_db" "x" {{\n}}\n', "acme-db"),
    ("requirements.txt", "acme-client==1.0  # {}\n", "acme"),
    ("requirements.in", "# {}\nacme-client\n", "acme"),
    ("pyproject.toml", '[project]\nname = "x"\ndependencies = [\n  "acme-client>=1", # {}\n]\n', "acme"),
    ("compose.yaml", "services:\n  db:\n    # {}\n    image: open-pg:16\n", "test-registry"),
    ("Dockerfile", "# {}\nFROM open-pg:16\n", "test-registry"),
    (".env", "# {}\nACME_URL=https://x.acme-cloud.com/y\n", "acme"),
    ("settings.ini", "[a]\n; {}\nurl = https://x.acme-cloud.com/y\n", "acme"),
    (
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          # {}\n          curl https://api.acme-cloud.com/v1\n",
        "acme",
    ),
    ("pom.xml", "<project><repositories>\n<!-- {} -->\n<repository><url>https://x.acme-cloud.com/y</url>\n</repository></repositories></project>\n", "acme"),
]  # fmt: skip


@pytest.fixture
def findings(depscan, tmp_path):
    """Scan a target with a rule against all that is controlled from the US; return what it finds by dependency."""
    settings = tmp_path / "settings.toml"
    settings.write_text('[[rule]]\nid = "no-us"\ncontrol = ["US"]\n')

    def run(target, *options):
        done = depscan("scan", target, "--config", settings, "-f", "json", *options)
        report = json.loads(done.stdout)
        return {f["dependency"]: f for f in report["findings"]}, report

    return run


@pytest.mark.parametrize(("path", "text", "what"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_a_waiver_next_to_a_line_holds_for_it(findings, tmp_path, path, text, what):
    folder = tmp_path / "project"
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text(text.format(WAIVER.format(what)))
    found, report = findings(folder)

    assert found[what]["state"] == "waived", (found, report["waivers"])
    assert found[what]["waiver"].startswith(f"{path}:")
    assert [w["state"] for w in report["waivers"]] == ["used"]
    assert findings(folder, "--no-waivers")[0][what]["state"] == "new"
    (folder / path).write_text(text.format(WAIVER.format("something-else")))
    found, report = findings(folder)
    assert found[what]["state"] == "new"
    assert [w["state"] for w in report["waivers"]] == ["unused"]


def test_a_waiver_in_a_compressed_bill_of_materials_is_met(findings, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.spdx.yaml.gz").write_bytes(gzip.compress(SPDX.format(WAIVER.format("acme-db")).encode()))
    _, report = findings(folder)

    assert [(w["path"], w["line"]) for w in report["waivers"]] == [("app.spdx.yaml.gz", 6)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_waivers_in_an_archive_hold(findings, tmp_path, pack):
    archive = tmp_path / "project.tar"
    archive.write_bytes(pack(tar({"infra/main.tf": CASES[0][1].format(WAIVER.format("acme-db"))})))
    found, _ = findings(archive)

    assert found["acme-db"]["state"] == "waived"
    assert found["acme-db"]["waiver"] == "project.tar!/infra/main.tf:1"


def test_a_file_that_another_one_includes_is_searched_too_and_once(findings, tmp_path):
    folder = tmp_path / "project"
    (folder / "deps").mkdir(parents=True)
    (folder / "requirements.txt").write_text("-r deps/base.list\nleft==1\n")
    (folder / "deps" / "base.list").write_text(f"acme-client==1.0  # {WAIVER.format('acme')}\n")
    (folder / "requirements-dev.txt").write_text("-r deps/base.list\n")
    found, report = findings(folder)

    assert found["acme"]["state"] == "waived"
    assert [(w["path"], w["line"]) for w in report["waivers"]] == [("deps/base.list", 1)]


def test_somebody_elses_description_waives_nothing(findings, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"@acme-sdk/client-db": "^1"}},
            "node_modules/@acme-sdk/client-db": {"version": "1.0.0", "deprecated": "// " + WAIVER.format("acme-db")},
        },
    }
    (folder / "package-lock.json").write_text(json.dumps(lock, indent=1))
    found, report = findings(folder)

    assert found["acme-db"]["state"] == "new"
    assert report["waivers"] == []
    assert [(d["code"], d["level"]) for d in report["diagnostics"]] == [("waiver", "note")]


def test_settings_can_do_without_waivers_next_to_lines(findings, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "main.tf").write_text(CASES[0][1].format(WAIVER.format("acme-db")))
    settings = tmp_path / "settings.toml"
    settings.write_text('inline-waivers = false\n[[rule]]\nid = "no-us"\ncontrol = ["US"]\n')

    found, report = findings(folder)

    assert found["acme-db"]["state"] == "new"
    assert report["waivers"] == []


@pytest.mark.parametrize("format_", ["table", "github", "markdown", "sarif", "junit"])
def test_a_malformed_waiver_is_told_where_its_author_looks(depscan, tmp_path, format_):
    (tmp_path / "main.tf").write_text('# depscan: allow acme-db reason="no date"\nresource "acme_db" "orders" {}\n')
    found = depscan("scan", tmp_path, "-q", "--fail-on", "high", "-f", format_)

    assert found.status == 1
    assert "it waives nothing" in found.stdout

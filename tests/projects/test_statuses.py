"""Exit statuses never depend on the output format; results go to standard output, everything else to standard error."""

import json
import os
import subprocess
import sys

import pytest

from depscan.cli.outputs import FORMATS

TF = 'resource "acme_db" "orders" {}\n'


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "main.tf").write_text(TF)
    return folder


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_statuses_in_every_format(depscan, project, tmp_path, format_):
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "main.tf").write_text(TF)
    (broken / "package-lock.json").write_text("{")

    def status(*arguments):
        return depscan("scan", *arguments, "-f", format_, "-q").status

    assert status(project) == 0
    assert status(project, "--fail-on", "high") == 1
    assert status(project, "--no-such-option") == 2
    assert status(tmp_path / "nowhere") == 2
    assert status(empty) == 3
    assert status(broken, "--strict") == 5
    assert status(project, "--min-coverage", "100") == 0


@pytest.mark.parametrize("format_", FORMATS)
def test_results_on_standard_output_alone(depscan, project, format_):
    found = depscan("scan", project, "-f", format_, "--fail-on", "high")

    assert found.stdout.strip()
    assert "Traceback" not in found.stderr
    assert "critical" not in found.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_report_wherever_the_project_lies(depscan, project, tmp_path, format_, monkeypatch):
    """Another folder above, another locale, another order of creation: the same findings and fingerprints."""
    other = tmp_path / "elsewhere" / "p"
    other.mkdir(parents=True)
    (other / "z.tf").write_text('resource "euro_bucket" "b" {}\n')
    (other / "main.tf").write_text(TF)
    (project / "z.tf").write_text('resource "euro_bucket" "b" {}\n')
    monkeypatch.chdir(project)
    one = depscan("scan", ".", "-f", format_, "-q", "--fail-on", "low").stdout
    monkeypatch.chdir(other)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    two = depscan("scan", ".", "-f", format_, "-q", "--fail-on", "low").stdout

    assert one == two


def test_a_closed_pipe_changes_no_status(project):
    (project / "main.tf").write_text('resource "aws_dynamodb_table" "orders" {}\n')  # of the real knowledge
    script = "import sys; from depscan.cli.main import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", script, "scan", str(project), "-f", "json", "-q", "--fail-on", "minimal"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    process.stdout.close()
    _, errors = process.communicate() if process.stdout is None else (None, process.stderr.read())
    process.wait()
    process.stderr.close()

    assert process.returncode == 1
    assert b"Traceback" not in errors


def test_every_output_at_once_says_the_same(depscan, project, tmp_path):
    outputs = [argument for name in FORMATS for argument in ("-o", f"{name}:{tmp_path / name}.out")]
    found = depscan("scan", project, "-q", "--fail-on", "high", *outputs)

    assert found.status == 1
    assert found.stdout == ""
    report = json.loads((tmp_path / "json.out").read_text())
    (finding,) = report["findings"]
    assert finding["state"] == "new"
    for name in ("sarif", "gitlab-codequality"):
        assert finding["fingerprint"] in (tmp_path / f"{name}.out").read_text()
    for name in FORMATS:
        assert "Acme DB" in (tmp_path / f"{name}.out").read_text(), name

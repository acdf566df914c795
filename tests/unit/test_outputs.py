"""Where a report goes: by the name of the file, by a format before it, by -f."""

import pytest

from depscan.cli.options import OutputFormat
from depscan.cli.outputs import FORMATS, Output, outputs
from depscan.errors import UsageError


def test_every_format_may_be_chosen():
    assert tuple(format_.value for format_ in OutputFormat) == FORMATS


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("given", "format_", "expected"),
    [
        ([], None, [("table", "-")]),
        ([], "sarif", [("sarif", "-")]),
        (["-"], "json", [("json", "-")]),
        (["r.json"], None, [("json", "r.json")]),
        (["r.sarif"], None, [("sarif", "r.sarif")]),
        (["R.SARIF"], None, [("sarif", "R.SARIF")]),
        (["r.cdx.json"], None, [("cyclonedx", "r.cdx.json")]),
        (["r.spdx.json"], None, [("spdx", "r.spdx.json")]),
        (["r.xml", "r.md", "r.csv", "r.txt"], None, [("junit", "r.xml"), ("markdown", "r.md"), ("csv", "r.csv"), ("table", "r.txt")]),
        (["gl-code-quality-report.json"], None, [("gitlab-codequality", "gl-code-quality-report.json")]),
        (["gl-dependency-scanning-report.json"], None, [("gitlab-dependencies", "gl-dependency-scanning-report.json")]),
        (["cyclonedx-1.7:r.json", "-"], None, [("cyclonedx-1.7", "r.json"), ("table", "-")]),
        (["github:-"], None, [("github", "-")]),
        (["r.json"], "sarif", [("sarif", "r.json")]),
        (["r.json", "r.out"], "sarif", [("json", "r.json"), ("sarif", "r.out")]),
        (["a:b.json"], None, [("json", "a:b.json")]),
        (["r"], None, [("table", "r")]),
    ],
)  # fmt: skip
def test_format_and_place(given, format_, expected):
    assert outputs(given, format_) == tuple(Output(*one) for one in expected)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["r.json", "sarif:r.json"], "two outputs go to r.json"),
        (["r.json", "./r.json"], "two outputs go to r.json"),
        (["-", "json:-"], "two outputs go to standard output"),
        (["sarrif:r.json"], "no format sarrif; did you mean sarif?"),
        (["no/r.json"], "cannot write no/r.json"),
        (["json:"], "without a name"),
    ],
)
def test_what_cannot_be(given, says):
    with pytest.raises(UsageError, match=says.replace("?", r"\?")):
        outputs(given, None)

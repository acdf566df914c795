"""CSV: one row a dependency, for spreadsheets that see no formula in it."""

import csv
import io

import pytest

from depscan.render import csv as report_csv
from tests.render import sample


@pytest.fixture
def report(tmp_path):
    return sample.ordinary(tmp_path)


def rows(report):
    return list(csv.DictReader(io.StringIO(report_csv.render(report), newline="")))


def test_the_file_is_what_it_was(report, request, update_golden):
    sample.golden(request, "shop.csv", report_csv.render(report), update_golden)


def test_there_is_a_row_for_each_dependency_riskiest_first(report):
    assert [row["id"] for row in rows(report)] == [a.dependency.id for a in report.assessments]
    assert all(None not in row and None not in row.values() for row in rows(report))


def test_numbers_costs_and_findings_have_columns(report):
    by_id = {row["id"]: row for row in rows(report)}

    assert by_id["acme-cloud-listed-acme-ledger"]["annual_cost"] == "1200.00 EUR"
    assert by_id["mystery-db"]["control_country"] == "unknown"
    assert float(by_id["acme-db"]["risk_high"]) > 60
    assert by_id["mystery-db"]["findings"] == "new: no-us, waived: --fail-on high (main.tf:1)"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "＠x", "a;=cmd()", "a; -1", "@scope/name"],
)
def test_nothing_begins_like_a_formula(text):
    for cell in report_csv.escape(text).split(";"):
        assert cell.strip()[:1] not in tuple("=+-@＝＋－＠")


def test_ordinary_texts_stay_what_they_are():
    for text in ("eu-west-3", "a=b", "main.tf:1", "1,5", "a, -b", "C++"):
        assert report_csv.escape(text) == text


def test_lines_end_as_the_standard_says_and_hostile_texts_stay_in_their_cells(tmp_path):
    hostile = sample.hostile(tmp_path)
    text = report_csv.render(hostile)

    assert text.count("\r\n") == text.count("\n") == len(hostile.assessments) + 1
    assert all(row["name"].startswith("'=") for row in rows(hostile))

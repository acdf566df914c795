"""Markdown: a comment that says first what fails, of at most 60,000 bytes, in which no name does anything."""

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from msgspec import structs

from depscan.finding import State
from depscan.model import Severity
from depscan.pipeline import scan
from depscan.render import markdown
from tests.render import sample
from tests.small import DATE, knowledge

OURS = {"h2", "table", "thead", "tbody", "tr", "th", "td", "p", "ul", "li", "code", "em", "details", "summary", "span"}


@pytest.fixture
def report(tmp_path):
    return sample.ordinary(tmp_path)


class Page(HTMLParser):
    """The tags, what stands outside of code, and how many cells each row has."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.prose, self.cells, self._code = set(), [], [], [], 0
        page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.feed(page.render(text))

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes
        self._code += tag == "code"
        if tag == "tr":
            self.cells.append(0)
        self.cells[-1:] = [cells + (tag in ("td", "th")) for cells in self.cells[-1:]]

    def handle_endtag(self, tag):
        self._code -= tag == "code"

    def handle_data(self, data):
        if not self._code:
            self.prose.append(data)


def test_the_comment_is_what_it_was(report, request, update_golden):
    sample.golden(request, "shop.md", markdown.render(report), update_golden)


def test_the_verdict_and_what_fails_come_first(report):
    lines = markdown.render(report).splitlines()

    assert lines[0] == "## depscan: fails, 2 findings, 1 of them worse than the baseline (1 known, 1 waived)"
    assert [line.split(" | ")[0] for line in lines[4:6]] == ["| critical", "| high (worse)"]
    assert "`main.tf:4`" in lines[4]
    assert "`no-us`" in lines[4]


def test_a_report_without_findings_says_whether_there_are_rules(report):
    quiet = structs.replace(report, findings=(), waivers=())

    assert markdown.render(quiet).startswith("## depscan: passes, nothing new that a rule objects to\n")
    assert markdown.render(structs.replace(quiet, rules=())).startswith("## depscan: no rules in force")


def test_no_hostile_text_does_anything(tmp_path):
    page = Page(markdown.render(sample.hostile(tmp_path)))
    prose = "".join(page.prose)

    assert page.tags <= OURS
    assert page.attributes == []
    assert not re.search(r"[@#!~&^%](?=\w)|(?<=:)//|www\.|GH-\d", prose)
    assert set(page.cells) <= {4, 5, 6}


def test_no_line_begins_with_a_hostile_text(tmp_path):
    for line in markdown.render(sample.hostile(tmp_path)).splitlines():
        assert line[:2] in ("", "##", "| ", "|-", "- ", "<d", "</", "_C") or line.startswith("| ---")


def test_details_are_closed_as_often_as_opened(tmp_path):
    text = markdown.render(sample.hostile(tmp_path))

    assert text.count("\n<details>") == text.count("\n</details>") == 5
    assert markdown.render(sample.hostile(tmp_path)) == text


@pytest.mark.parametrize("text", ["/close", "`", "``x", "a`", "|", "\\|", "\\", " ", "", "\n/approve", "\u202eevil"])
def test_code_is_one_piece_of_code(text):
    page = MarkdownIt("commonmark").enable("table")
    html = page.render(f"| a | b |\n| --- | --- |\n| {markdown.code(text)} | x |\n")

    assert html.count("<td>") == 2
    assert html.count("<code>") == 1


def test_a_comment_is_cut_and_says_so(report):
    first = next(finding for finding in report.findings if finding.state is State.NEW)
    many = tuple(
        structs.replace(first, severity=Severity.HIGH, message=f"finding {number:05d} " + "é" * 150)
        for number in range(2000)
    )
    text = markdown.render(structs.replace(report, findings=many))
    shown = text.count("| finding ")

    assert len(text.encode()) <= markdown.LARGEST
    assert shown > 100
    assert f"_Cut to 60,000 bytes: {2000 - shown:,} failing findings" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_report_of_nothing_is_short(tmp_path):
    (tmp_path / "package.json").write_text("{}")
    text = markdown.render(scan([str(tmp_path)], today=DATE, knowledge=knowledge()))

    assert text.startswith("## depscan: no rules in force")
    assert text.count("<details>") == 1
    assert not Page(text).cells


def test_a_waiver_is_told_with_its_end_and_reason(report):
    text = markdown.render(report)

    assert "`main.tf:1` until 2027-03-01: leaving in spring |" in text
    assert "| `acme-old` | 2025-01-01 | expired | never came |" in text

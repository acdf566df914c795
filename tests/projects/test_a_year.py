"""A year of a project: what the gate says at each step, as those who maintain it would want it."""

import json
import shutil
from functools import cache

import pytest

from depscan.errors import ExitStatus
from depscan.knowledge.compile import compile_folders
from depscan.knowledge.load import decode
from tests.small import FOLDER

LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"@acme-sdk/client-store": "^1", "good-lib": "^1"}},
        "node_modules/@acme-sdk/client-store": {"version": "1.2.3"},
        "node_modules/good-lib": {"version": "1.0.0"},
    },
}
SETTINGS = """\
home = "EU"
fail-on = "high"
baseline = "depscan-baseline.json"

[[rule]]
id = "data-at-home"
category = ["object-storage", "database-relational"]
allow-control = ["EU"]
help = "Customers were promised that nobody outside of the Union decides over their data."
"""
BUCKET = """\
resource "euro_bucket" "files" {
  region = "fr-1"
}
"""
TABLE = """\
resource "acme_db" "orders" {
  region = "eu-1"
}
"""


class Project:
    """A repository, and what scanning it says on a day."""

    def __init__(self, folder, depscan, monkeypatch):
        self.folder, self.known = folder, None
        self._depscan, self._monkeypatch = depscan, monkeypatch
        (folder / ".git").mkdir(parents=True)
        self.write("package-lock.json", json.dumps(LOCK, indent=1))
        self.write("infra/storage.tf", BUCKET)
        self.write("depscan.toml", SETTINGS)
        self.write("README.md", "# Shop\n")

    def write(self, path, text):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def read(self, path):
        return (self.folder / path).read_text(encoding="utf-8")

    def run(self, day, *arguments):
        more = {"known": self.known} if self.known else {}
        with self._monkeypatch.context() as patch:
            patch.setattr("depscan.pipeline.current_date", lambda: day)
            return self._depscan(*arguments, **more)

    def scan(self, day, *options):
        return self.run(day, "scan", self.folder, "--width", 200, *options)

    def report(self, day, *options):
        return json.loads(self.scan(day, "-f", "json", *options).stdout)

    def baseline(self, day):
        return self.run(day, "baseline", self.folder, "-o", self.folder / "depscan-baseline.json")


@pytest.fixture
def project(tmp_path, depscan, monkeypatch):
    return Project(tmp_path / "shop", depscan, monkeypatch)


@cache
def later():
    """The database after its update: an American fund has bought the French storage."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "knowledge"
        shutil.copytree(FOLDER, other)
        vendors = (other / "vendors.yaml").read_text(encoding="utf-8")
        before = '  presence: ["CA"]\n  ownership: private\n'
        assert before in vendors
        bought = '  presence: ["CA"]\n  ownership: owned\n  owners: [{vendor: us-fund, share: 80, control: true, since: "2027-04"}]\n'
        (other / "vendors.yaml").write_text(vendors.replace(before, bought), encoding="utf-8")
        return decode(compile_folders([other]))


def said(done):
    return " ".join(done.stdout.split())


def findings(report):
    return {(f["rule"], f["dependency"]): (f["state"], f["fingerprint"]) for f in report["findings"]}


def test_a_year(project):
    # ---- January: the first scan fails at nothing that the team has not seen; the baseline makes it quiet
    project.write("depscan.toml", SETTINGS.replace('baseline = "depscan-baseline.json"\n', ""))
    first = project.scan("2027-01-11")
    assert first.status == ExitStatus.FINDINGS
    assert "Findings by 2 rules: 2 fail (2 new)." in said(first)
    written = project.baseline("2027-01-11")
    assert (written.status, written.stdout) == (ExitStatus.OK, "")
    assert written.stderr.startswith("depscan: 2 findings written to ")
    project.write("depscan.toml", SETTINGS)
    quiet = project.scan("2027-01-11")
    assert (quiet.status, quiet.stderr) == (ExitStatus.OK, "")
    assert "Findings by 2 rules: none fails, 2 known from depscan-baseline.json." in said(quiet)
    before = findings(project.report("2027-01-11"))

    # ---- February: a harmless change
    lock = json.loads(json.dumps(LOCK))
    lock["packages"]["node_modules/left-pad"] = {"version": "1.3.0"}
    lock["packages"]["node_modules/@acme-sdk/client-store"]["version"] = "1.4.0"
    project.write("package-lock.json", json.dumps(lock, indent=2))
    project.write("README.md", "# Shop\n\nNow with left-pad, stored at https://store.acme-cloud.com/shop.\n")
    harmless = project.scan("2027-02-10")
    assert (harmless.status, harmless.stderr) == (ExitStatus.OK, "")
    assert findings(project.report("2027-02-10")) == before

    # ---- March: somebody adds a table of an American database
    project.write("infra/database.tf", TABLE)
    table = project.scan("2027-03-02")
    assert table.status == ExitStatus.FINDINGS
    assert "Findings by 2 rules: 2 fail (2 new), 2 known from depscan-baseline.json." in said(table)
    assert "New: infra/database.tf:1: Acme DB is of critical risk (" in said(table)
    assert (
        "New: infra/database.tf:1: Acme DB: controlled from US, not from EU: Acme Cloud (US) → Acme Parent (US, since 2010);"
        " category Relational database [data-at-home]" in said(table)
    )
    assert table.stderr == ""

    # ---- ... and gets until the end of June to move it
    project.write(
        "infra/database.tf", '# depscan: allow acme-db until=2027-06-30 reason="pilot, ends in June" by=shop\n' + TABLE
    )
    waived = project.scan("2027-03-03")
    assert (waived.status, waived.stderr) == (ExitStatus.OK, "")
    assert "none fails, 2 known from depscan-baseline.json, 2 waived." in said(waived)
    assert "Waiver at infra/database.tf:1: acme-db until 2027-06-30: pilot, ends in June, by shop" in said(waived)
    assert project.scan("2027-03-03", "--no-waivers").status == ExitStatus.FINDINGS

    # ---- April: the knowledge is updated, the storage has changed hands; nobody has changed a line
    project.known = later
    bought = project.scan("2027-04-20")
    assert bought.status == ExitStatus.FINDINGS
    assert (
        "New: infra/storage.tf:1: Euro Store: controlled from US, not from EU: Euro Host (FR) → US Fund (US, since 2027-04);"
        " category Object storage [data-at-home]" in said(bought)
    )
    changed = {f["dependency"] for f in project.report("2027-04-20")["findings"] if f["state"] in ("new", "worse")}
    assert changed == {"euro-store"}
    project.write(
        "depscan.toml",
        SETTINGS + '\n[[waiver]]\nwhat = "euro-store"\nuntil = 2028-01-31\nreason = "contract ends then"\n',
    )
    assert project.scan("2027-04-21").status == ExitStatus.OK

    # ---- June: the waiver is about to end
    soon = project.scan("2027-06-05")
    assert soon.status == ExitStatus.OK
    assert (
        "depscan: Waiver at infra/database.tf:1: acme-db until 2027-06-30: pilot, ends in June, by shop (ends soon)"
        in soon.stderr
    )
    assert project.scan("2027-06-30").status == ExitStatus.OK

    # ---- July: it has ended
    ended = project.scan("2027-07-01")
    assert ended.status == ExitStatus.FINDINGS
    assert "; its waiver at infra/database.tf:1 ended on 2027-06-30" in said(ended)
    assert "Waiver at infra/database.tf:1: acme-db ended on 2027-06-30, waives nothing" in ended.stderr

    # ---- September: the table is gone, and so is the American storage: what is left over is told
    (project.folder / "infra/database.tf").unlink()
    del lock["packages"]["node_modules/@acme-sdk/client-store"]
    lock["packages"][""]["dependencies"] = {"good-lib": "^1"}
    project.write("package-lock.json", json.dumps(lock, indent=2))
    clean = project.scan("2027-09-01")
    assert clean.status == ExitStatus.OK
    assert "depscan: depscan-baseline.json: 2 findings are gone and can be taken out: " in clean.stderr
    assert "acme-store (data-at-home)" in clean.stderr
    assert project.baseline("2027-09-01").status == ExitStatus.OK
    assert '"acme-store"' not in project.read("depscan-baseline.json")
    assert project.scan("2027-09-02").stderr == ""

    # ---- January: the contract is not ended in time
    assert project.scan("2028-02-01").status == ExitStatus.FINDINGS


def test_moving_lines_and_folders_changes_no_fingerprint(project):
    project.write("infra/database.tf", TABLE)
    project.baseline("2027-01-11")
    before = findings(project.report("2027-01-11"))
    project.write("infra/database.tf", "# a remark\n\n\n" + TABLE)
    (project.folder / "infra").rename(project.folder / "terraform")
    project.write("web/package-lock.json", project.read("package-lock.json"))
    (project.folder / "package-lock.json").unlink()
    after = findings(project.report("2027-06-11"))

    assert {what: found[1] for what, found in before.items()} == {what: found[1] for what, found in after.items()}
    assert {state for state, _ in after.values()} == {"known"}
    assert project.scan("2027-06-11").status == ExitStatus.OK


@pytest.mark.parametrize(
    "path", ["README.md", "docs/how-to.md", "CHANGELOG.md", "docs/index.html", "docs/guide.rst", "notes.txt"]
)
def test_a_change_of_documentation_never_fails(project, path):
    project.baseline("2027-01-11")
    project.write(
        path,
        'Use `pip install acme-db`, https://x.store.acme-cloud.com/y,\n# depscan: allow * until=2030-01-01 reason=""\n'
        '```hcl\nresource "acme_db" "x" {}\n```\n',
    )
    done = project.scan("2027-01-12", "--strict")

    assert (done.status, done.stderr) == (ExitStatus.OK, "")


def test_the_baseline_is_the_same_on_any_day_in_any_folder(project, tmp_path):
    project.baseline("2027-01-11")
    first = project.read("depscan-baseline.json")
    shutil.copytree(project.folder, tmp_path / "elsewhere" / "copy")
    project.folder = tmp_path / "elsewhere" / "copy"
    project.baseline("2027-05-05")

    assert project.read("depscan-baseline.json") == first
    assert first.splitlines()[0] == "{"
    assert json.loads(first)["depscan-baseline"] == 1
    entries = [line for line in first.splitlines() if '"fingerprint"' in line]
    assert entries == sorted(entries)
    assert len(entries) == len(json.loads(first)["findings"]) == 2
    assert str(tmp_path) not in first


def test_what_is_waived_is_no_part_of_a_baseline(project):
    project.write(
        "infra/database.tf", TABLE.replace("{", '{ # depscan: allow acme-db until=2027-06-30 reason="pilot"', 1)
    )
    done = project.baseline("2027-01-11")

    assert done.stderr.endswith("; 2 waived left out\n")
    assert project.scan("2027-01-11").status == ExitStatus.OK
    assert project.scan("2027-07-11").status == ExitStatus.FINDINGS


def test_a_baseline_needs_a_rule(project):
    done = project.run("2027-01-11", "baseline", project.folder, "--no-config")

    assert done.status == ExitStatus.USAGE
    assert "no rule is in force" in done.stderr
    printed = project.run("2027-01-11", "baseline", project.folder, "--no-config", "--fail-on", "high")
    assert json.loads(printed.stdout)["findings"][0]["rule"] == "fail-on-high"


def test_a_baseline_on_the_command_line_takes_the_place_of_that_of_the_settings(project, tmp_path):
    project.baseline("2027-01-11")
    empty = tmp_path / "empty.json"
    empty.write_text('{"depscan-baseline": 1, "findings": []}')

    assert project.scan("2027-01-12", "--baseline", empty).status == ExitStatus.FINDINGS
    assert project.scan("2027-01-12", "--baseline", tmp_path / "none.json").status == ExitStatus.USAGE


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace('"depscan-baseline": 1', '"depscan-baseline": 2'), ":2: a baseline of version 2; this depscan reads version 1"),
        (lambda text: text.replace("  {", "  <<<<<<< ours\n  {", 1), ":4: not valid JSON"),
        (lambda text: text.replace('"high"', '"severe"', 1), ":4: finding 1 has the severity 'severe'"),
        (lambda text: text.replace('"acme-store"', '"other-store"', 1), ":4: finding 1 has the fingerprint of something else"),
        (lambda text: text.replace('"rule"', '"rules"', 1), ":4: finding 1 has the unknown key 'rules'"),
        (lambda _: "[]", ": not a baseline of depscan"),
        (lambda _: '{"depscan-baseline": 1, "findings": {}}', ":1: expected findings, a list"),
    ],
)  # fmt: skip
def test_a_baseline_that_is_wrong_is_told_with_its_line(project, tmp_path, change, says):
    project.baseline("2027-01-11")
    wrong = tmp_path / "wrong.json"
    wrong.write_text(change(project.read("depscan-baseline.json")))
    done = project.scan("2027-01-12", "--baseline", wrong)

    assert done.status == ExitStatus.USAGE
    assert f"wrong.json{says}" in done.stderr


def test_malformed_and_unused_waivers_are_told(project):
    project.baseline("2027-01-11")
    project.write(
        "infra/more.tf",
        '# depscan: allow acme-db until=soon reason="x"\n# depscan: allow euro-store until=2027-09-01 reason="y"\n'
        + BUCKET,
    )
    done = project.scan("2027-01-12")

    assert done.status == ExitStatus.OK
    assert "infra/more.tf:1: a waiver that until=soon is no day such as 2027-03-01: it waives nothing" in said(done)
    assert "Waiver at infra/more.tf:2: euro-store until 2027-09-01, used by nothing: y" in done.stderr
    (diagnostic,) = project.report("2027-01-12")["diagnostics"]
    assert (diagnostic["code"], diagnostic["level"], diagnostic["line"]) == ("waiver", "warning", 1)


@pytest.mark.parametrize("format_", ["table", "json"])
@pytest.mark.parametrize("options", [(), ("--no-waivers",), ("--baseline", "{}")])
def test_the_status_does_not_depend_on_the_format(project, tmp_path, format_, options):
    empty = tmp_path / "empty.json"
    empty.write_text('{"depscan-baseline": 1, "findings": []}')
    project.baseline("2027-01-11")
    project.write("infra/storage.tf", BUCKET)
    given = [str(empty) if option == "{}" else option for option in options]
    expected = ExitStatus.FINDINGS if "--baseline" in options else ExitStatus.OK

    assert project.scan("2027-01-12", "-f", format_, *given).status == expected


def test_contradicting_settings_end_in_4_with_both_places(project):
    project.baseline("2027-01-11")
    project.write("depscan.toml", SETTINGS + '\n[[allow]]\nallow-control = ["FR", "DE"]\nreason = "x"\n')
    done = project.scan("2027-01-12")

    assert done.status == ExitStatus.INVALID_KNOWLEDGE
    assert "depscan.toml:11: takes away everything that the rule 'data-at-home' at depscan.toml:5 names" in done.stderr

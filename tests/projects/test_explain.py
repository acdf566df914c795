"""``depscan explain`` from the command line: rows, findings, hosts, resources, saved reports, and what is not there."""

import json
import os
import stat

import pytest

from tests.hostile.harness import CONTROL

TF = 'resource "acme_db" "orders" {}\nresource "acme_bucket" "files" {}\nresource "other_thing" "x" {}\n'
PACKAGE = {"dependencies": {"left-pad": "^1", "@acme/ui": "^1", "unheard-of": "^1"}}
ENV = "DATABASE_URL=postgres://db.store.acme-cloud.com:5432/x\nUPSTREAM=https://api.nobody-knows.io\n"


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "main.tf").write_text(TF)
    (folder / "package.json").write_text(json.dumps(PACKAGE))
    (folder / ".env").write_text(ENV)
    return folder


@pytest.fixture
def report(depscan, shop, tmp_path):
    target = tmp_path / "report.json"
    depscan("scan", shop, "-q", "-o", target, "--fail-on", "medium")
    return target


def numbers(text):
    """Rows of the table by their numbers: what stands below the heading, up to an empty line."""
    lines = text[text.index("\n#") :].partition("\n\n")[0].splitlines()[3:]
    return {line.split()[0]: line for line in lines if line[:1].isdigit()}


def test_the_table_and_the_report_number_rows_alike(depscan, shop, report):
    ids = [d["name"] for d in json.loads(report.read_text())["dependencies"]]
    rows = numbers(depscan("scan", shop, "--all", "--width", 200).stdout)

    assert [name[:10] in rows[str(number)] for number, name in enumerate(ids, 1)] == [True] * len(ids)
    assert set(numbers(depscan("scan", shop, "--width", 200).stdout)) < set(rows)


@pytest.mark.parametrize("width", [80, 120])
def test_numbers_stand_before_the_rows_at_any_width(depscan, shop, width):
    lines = depscan("scan", shop, "--width", width).stdout.splitlines()
    (header,) = (line for line in lines if line.startswith("#"))

    assert header.split()[:2] == ["#", "RISK"]
    assert lines[lines.index(header) + 2].startswith("1 ")


def test_a_row_is_that_of_the_report_of_a_fresh_scan_and_of_the_last_one(depscan, shop, report):
    wanted = json.loads(report.read_text())["dependencies"][1]
    for arguments in (["2", report], ["2", shop], ["#2", shop], ["2"]):
        done = depscan("explain", *arguments)
        assert done.status == 0, done.stderr
        assert f"({wanted['id']})" in done.stdout.splitlines()[0]
        assert "row 2 in " in " ".join(done.stdout.split())


def test_the_last_scan_is_named_private_small_and_without_the_folders_of_the_machine(depscan, shop, tmp_path):
    depscan("scan", shop)
    told = depscan("explain", "1").stdout
    kept = depscan.kept.read_text()

    assert "row 1 in the last scan, of shop, " in " ".join(told.split())
    assert "UTC" in told
    assert stat.S_IMODE(depscan.kept.stat().st_mode) == 0o600
    assert os.fspath(tmp_path) not in kept
    assert "components" not in json.loads(kept)
    assert os.listdir(depscan.kept.parent) == ["last-scan.json"]


@pytest.mark.parametrize("arguments", [["-f", "json"], ["--fail-on", "low"], ["--color", "always"]])
def test_every_scan_is_kept_whatever_its_format(depscan, shop, arguments):
    depscan("scan", shop, *arguments)

    assert depscan("explain", "1").status == 0


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "{",
        "[]",
        '{"schema": "1.0"}',
        '{"schema": "2.0", "tool": {"version": "9"}, "knowledge": {}, "target": {}}',
    ],
)
def test_a_last_scan_that_is_missing_or_broken_is_one_line(depscan, content):
    if content is not None:
        depscan.kept.write_text(content)
    done = depscan("explain", "1")

    assert done.status == 2
    assert "scan" in done.stderr
    assert "Traceback" not in done.stderr
    assert os.fspath(depscan.kept.parent) not in done.stderr


def test_a_last_scan_that_others_can_write_is_not_believed(depscan, shop):
    depscan("scan", shop)
    depscan.kept.chmod(0o666)

    assert "no scan is kept" in depscan("explain", "1").stderr


def test_a_cache_that_cannot_be_made_costs_nothing(depscan, shop):
    depscan.kept.parent.rmdir()
    depscan.kept.parent.write_text("a file where the folder should be")
    done = depscan("scan", shop)
    depscan.kept.parent.unlink()

    assert (done.status, done.stderr) == (0, "")


@pytest.mark.parametrize("row", ["0", "999"])
def test_a_row_that_is_not_there(depscan, report, row):
    done = depscan("explain", row, report)

    assert done.status == 2
    assert f"row {row}: there are" in done.stderr


def test_a_finding_is_known_by_its_fingerprint_or_the_beginning_of_it(depscan, shop, report):
    finding = json.loads(report.read_text())["findings"][0]
    for arguments in ([report], [shop], []):
        for text in (finding["fingerprint"], finding["fingerprint"][:8]):
            done = depscan("explain", text, *arguments)
            assert f"({finding['dependency']})" in done.stdout, done.stderr
    assert "no finding with this fingerprint" in depscan("explain", "0" * 32, report).stderr


def test_a_resource_a_host_and_a_package_say_what_they_were_attributed_to(depscan, shop, report):
    for target in (shop, report):
        named = depscan("explain", "acme_db.orders", target).stdout
        assert "acme_db is Acme DB (rule acme-db, pattern acme_db, confidence high)" in named
        assert "Acme DB (acme-db): hosted service" in named
        assert "main.tf:1" in named
        host = depscan("explain", "https://db.store.acme-cloud.com/x", target).stdout
        assert "Acme Store (acme-store)" in host
        package = depscan("explain", "pkg:npm/%40acme/ui", target).stdout
        assert "published by Acme Cloud" in package
        assert "(acme-cloud-open-source-packages)" in package
        assert "nobody owns it" in depscan("explain", "left-pad", target).stdout


@pytest.mark.parametrize("name", ["unheard-of", "pkg:npm/unheard-of", "other_thing.x", "resource:other_thing"])
def test_what_no_rule_knows_is_told_with_where_it_was_seen(depscan, shop, report, name):
    for target in (shop, report):
        done = depscan("explain", name, target)
        assert done.status == 0, done.stderr
        assert "not attributed" in done.stdout
        assert "not the same as safe" in done.stdout
        assert "package.json" in done.stdout or "main.tf:3" in done.stdout


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("acme_db", "Acme DB"),
        ("acme_db.orders", "Acme DB"),
        ("x.store.acme-cloud.com", "Acme Store"),
        ("https://x.store.acme-cloud.com/y", "Acme Store"),
        ("docker.io/library/open-pg:17", "Open PG"),
        ("open-pg:17", "Open PG"),
        ("resource:acme_bucket.x", "Acme Store"),
    ],
)
def test_without_a_target_it_is_as_if_it_were_used(depscan, name, says):
    done = depscan("explain", name)

    assert done.stdout.startswith(says), done.stderr
    assert "supposed, not found in files" in done.stdout


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("acme-dbb", "did you mean acme-db"),
        ("euro-store", "not among the"),
        ("https://nobody.example.org", "nothing in the catalogue claims it"),
        ("nothing-like-it-at-all", "not known"),
        ("acme-packages", "not among the"),
    ],
)
def test_a_near_miss_suggests_what_was_found(depscan, report, name, says):
    done = depscan("explain", name, report)

    assert done.status == 2
    assert says in done.stderr


def test_a_vendor_with_many_rows_lists_them(depscan, shop, report):
    done = depscan("explain", "acme-cloud", report)

    assert "depscan explain <row>" in " ".join(done.stdout.split())
    assert "(acme-db)" in done.stdout
    assert "Lock-in" not in done.stdout
    assert depscan("explain", "acme-cloud", report, "--all").stdout.count("Lock-in ") >= 3


def test_it_says_what_reaches_what_does_not_what_would_help_and_what_is_unknown(depscan, report):
    text = " ".join(depscan("explain", "acme-db", report).stdout.split())

    assert "Access Act (US; 1 U.S.C. 1, since 2018-03-23): data access 90; Acme Cloud is registered in US" in text
    assert "0.6 × 90 + 0.4 × " in text
    assert "no connection with: Production Orders, CA" in text
    assert "move to Open PG, open source, run by oneself" in text
    assert "a region inside the EU would not change it" in text
    assert "the contract: lock-in 0–5; risk" in text
    assert "Alternatives: Open PG (control US, high effort)" in text


def test_it_fits_a_screen_and_all_shows_what_was_cut(depscan, report):
    short = depscan("explain", "acme-db", report).stdout
    whole = depscan("explain", "acme-db", report, "--all").stdout

    assert short.count("\n") <= 50
    assert "wholly owned subsidiary" not in short
    assert "wholly owned subsidiary" in whole
    assert "another query language" in whole
    assert "Providers disclose data" in " ".join(whole.split())


def test_a_saved_report_keeps_its_home_and_its_day_unless_told_otherwise(depscan, shop, tmp_path):
    target = tmp_path / "us.json"
    depscan("scan", shop, "-o", target, "--home", "US")
    plain = json.loads(target.read_text())
    plain["target"]["date"] = "2020-01-01"
    target.write_text(json.dumps(plain, indent=2))

    assert "law of the home area US" in depscan("explain", "acme-db", target).stdout
    told = " ".join(depscan("explain", "acme-db", target, "--home", "EU").stdout.split())
    assert "Lapsed Act (US; 3 U.S.C. 3, since 2008, until 2026-06-12)" in told


# ------------------------------------------------------------------------------------------------------ hostile reports


def changed(report, **facts):
    plain = json.loads(report.read_text())
    for dependency in plain["dependencies"]:
        dependency.update(facts)
    report.write_text(json.dumps(plain, indent=2))
    return report


def test_control_characters_of_a_report_do_not_reach_the_terminal(depscan, report):
    evil = "\x1b[2J\x07\u202e\n::error::x\r\x9b"
    changed(report, name=evil, because=evil, regions=[evil], remarks=[evil], evidence=[{"path": evil, "how": "locked"}])
    plain = json.loads(report.read_text())
    plain["target"]["paths"] = [evil]
    for component in plain["components"]:
        component["name"] = f"{evil}{component['name']}"
        component["attribution"]["because"] = evil
    report.write_text(json.dumps(plain, indent=2))

    for name in ("1", "acme-db", "pkg:npm/left-pad", "acme-cloud", "nowhere", "999", evil):
        done = depscan("explain", name, report)
        assert done.status in (0, 2)
        assert not CONTROL.search(done.stdout + done.stderr), name
        assert not any(line.startswith("::") for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    "facts",
    [
        {"product": "no-such-product"},
        {"vendor": {"id": "no-such-vendor", "name": "x"}, "product": None},
        {"candidates": ["no-such-product", "acme-db"], "product": None},
        {"category": "no-such-category"},
        {"evidence": [], "evidence_count": 0},
        {"evidence_count": -3},
        {"contract": {"contract_end": "never", "notice": "9" * 400}},
        {"id": "same", "name": ""},
    ],
)
def test_a_report_that_says_what_cannot_be_is_explained_all_the_same(depscan, report, facts):
    done = depscan("explain", "1", changed(report, **facts))

    assert done.status == 0, done.stderr


@pytest.mark.parametrize("date", ["", "soon", "2026-13-01", "\x1b[2J"])
def test_a_date_that_is_none_is_refused(depscan, report, date):
    plain = json.loads(report.read_text())
    plain["target"]["date"] = date
    report.write_text(json.dumps(plain, indent=2))
    done = depscan("explain", "1", report)

    assert (done.status, done.stdout) == (2, "")
    assert "date" in done.stderr

"""``depscan whatif`` and ``depscan diff`` from the command line, on saved reports."""

import json

import pytest

TF = 'resource "acme_db" "orders" {}\nresource "acme_bucket" "files" {}\n'


@pytest.fixture
def saved(depscan, tmp_path):
    def save(name, text):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "main.tf").write_text(text)
        target = tmp_path / f"{name}.json"
        assert depscan("scan", folder, "-q", "-f", "json", "-o", target).status == 0
        return target

    return save


def test_a_cut_on_a_saved_report_says_what_a_fresh_scan_says(depscan, saved, tmp_path):
    report = saved("a", TF)
    on_report = json.loads(depscan("whatif", report, "--cut", "US", "-f", "json").stdout)
    on_folder = json.loads(depscan("whatif", tmp_path / "a", "--cut", "US", "-f", "json").stdout)

    assert on_report == on_folder
    assert {d["id"]: d["outcome"] for d in on_report["cuts"][0]["dependencies"]}["acme-db"] == "stops at once"


def test_the_table_names_what_stops_and_what_to_prepare(depscan, saved):
    found = depscan("whatif", saved("a", TF), "--cut", "acme-parent")

    assert found.status == 0
    assert "If Acme Parent (vendor) stops serving" in found.stdout
    assert "WHAT TO PREPARE" in found.stdout


def test_a_replacement_shows_every_total_before_and_after(depscan, saved):
    found = depscan("whatif", saved("a", TF), "--replace", "acme-db=open-pg")

    assert "BEFORE" in found.stdout
    assert "Open PG" in found.stdout
    assert "Herfindahl-Hirschman index" in found.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "nothing is supposed"),
        (["--cut", "nobody-at-all"], "neither a country, a vendor, a product nor a law"),
        (["--replace", "acme-db"], "give OLD=NEW"),
        (["--replace", "euro-store=open-pg"], "not among the"),
        (["--replace", "acme-db=no-such-thing"], "no product that the catalogue knows"),
        (["--price", "acme-parent"], "give WHO=+N%"),
    ],
)
def test_what_cannot_be_supposed_is_a_usage_error(depscan, saved, options, says):
    found = depscan("whatif", saved("a", TF), *options)

    assert found.status == 2
    assert says in found.stderr


def test_a_file_that_is_no_report_is_read_as_a_target(depscan, tmp_path):
    (tmp_path / "x.json").write_text('{"schema": "9.0", "tool": {"name": "depscan", "version": "9"}, "knowledge": 1}')

    found = depscan("whatif", tmp_path / "x.json", "--cut", "US")

    assert found.status == 2
    assert "not a report of depscan" in found.stderr


def test_what_came_and_went_by_a_change_of_code(depscan, saved):
    old = saved("a", TF)
    new = saved("b", 'resource "acme_db" "orders" {}\nresource "euro_bucket" "files" {}\n')
    found = json.loads(depscan("diff", old, new, "-f", "json").stdout)

    assert [one["id"] for one in found["came"]] == ["euro-store"]
    assert [one["id"] for one in found["went"]] == ["acme-store"]
    assert {one["cause"] for one in (*found["came"], *found["went"], *found["changed"])} == {"the code changed"}


def test_nothing_changed_says_so(depscan, saved):
    report = saved("a", TF)
    found = depscan("diff", report, report)

    assert found.status == 0
    assert "0 came, 0 went, 0 changed" in found.stdout


def test_another_price_and_another_term_are_changes(depscan, saved, tmp_path):
    old = saved("a", TF)
    data = json.loads(old.read_text())
    for one in data["dependencies"]:
        if one["id"] == "acme-db":
            one["annual_cost"] = [{"currency": "EUR", "amount": 930000.0}]
            one["contract"] = {"contract_end": "2028-03-31"}
    new = tmp_path / "new.json"
    new.write_text(json.dumps(data))
    (change,) = json.loads(depscan("diff", old, new, "-f", "json").stdout)["changed"]

    assert change["what"] == ["costs 930,000 EUR a year, was nothing told", "contract: end 2028-03-31, was not told"]
    assert change["cause"] == "the code changed"


@pytest.mark.parametrize("amount", [1e308, -1])
def test_an_amount_that_is_none_is_no_report(depscan, saved, amount):
    report = saved("a", TF)
    data = json.loads(report.read_text())
    data["dependencies"][0]["annual_cost"] = [{"currency": "EUR", "amount": amount}] * 2
    report.write_text(json.dumps(data))

    assert depscan("whatif", report, "--price", "acme-parent=+1%").status == 2


def test_a_vendor_that_was_sold_is_a_change_of_knowledge(depscan, saved, tmp_path):
    new = saved("a", TF)
    data = json.loads(new.read_text())
    data["knowledge"]["digest"] = "sha256:older"
    for one in data["dependencies"]:
        if one["id"] == "acme-db":
            one["control"] = {
                "country": "FR",
                "known": True,
                "path": [{"vendor": "acme-cloud", "name": "Acme Cloud", "country": "FR"}],
            }
            one["risk"] = {"score": [10.0, 10.0], "severity": "minimal"}
    old = tmp_path / "old.json"
    old.write_text(json.dumps(data))
    found = json.loads(depscan("diff", old, new, "-f", "json").stdout)

    (change,) = found["changed"]
    assert change["cause"] == "the knowledge changed"
    assert "controlled from US, was from FR" in change["what"]
    assert any(text.startswith("changed hands: Acme Cloud → Acme Parent") for text in change["what"])


def test_a_report_of_another_major_version_is_refused(depscan, saved, tmp_path):
    report = saved("a", TF)
    data = json.loads(report.read_text()) | {"schema": "2.0"}
    other = tmp_path / "other.json"
    other.write_text(json.dumps(data))
    found = depscan("diff", report, other)

    assert found.status == 2
    assert "version 2.0" in found.stderr


def test_a_report_is_asked_from_its_own_home_unless_another_is_named(depscan, saved):
    report = saved("a", TF)
    data = json.loads(report.read_text())
    data["target"] |= {"home": "US", "date": "2026-03-01"}
    report.write_text(json.dumps(data))

    own = json.loads(depscan("whatif", report, "--cut", "US", "-f", "json").stdout)
    other = json.loads(depscan("whatif", report, "--cut", "US", "-f", "json", "--home", "ch").stdout)

    assert own["target"] == {"paths": data["target"]["paths"], "home": "US", "date": "2026-03-01"}
    assert other["target"]["home"] == "CH"


def test_what_nobody_is_known_to_be_behind_is_told(depscan, saved):
    found = depscan("whatif", saved("a", TF + 'resource "other_thing" "x" {}\n'), "--cut", "US")

    assert "1 component could not be attributed: what becomes of it is not known." in found.stdout


@pytest.mark.parametrize("command", [["whatif", "--cut", "US", "--all"], ["diff"]])
@pytest.mark.parametrize("format_", ["table", "json"])
def test_a_hostile_report_cannot_speak_to_the_terminal(depscan, saved, tmp_path, command, format_):
    report = saved("a", TF)
    data = json.loads(report.read_text())
    for one in data["dependencies"]:
        one["name"] = one["because"] = "\x1b[2J\x9b\u202ename"
        one["regions"] = ["\x1b]0;title\x07"]
    other = tmp_path / "hostile.json"
    other.write_text(json.dumps(data))
    targets = [report, other] if command == ["diff"] else [other]

    found = depscan(command[0], *targets, *command[1:], "-f", format_)

    assert found.status == 0
    assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(found.stdout + found.stderr)


def test_coverage_that_changed_is_told(depscan, saved):
    old = saved("a", TF)
    new = saved("b", TF + 'resource "other_thing" "x" {}\n')

    assert "components attributed: 2 of 3, were 2 of 2" in depscan("diff", old, new).stdout

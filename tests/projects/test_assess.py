"""``depscan assess`` from the command line: what it says, what it writes, what it refuses."""

import csv
import json

import pytest

TF = 'resource "acme_db" "orders" {}\nresource "euro_bucket" "files" {}\n'


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "main.tf").write_text(TF)
    return folder


def test_without_a_framework_it_says_which_there_are(depscan, project):
    for arguments in ([], ["--framework", "nis"]):
        found = depscan("assess", project, *arguments)

        assert found.status == 2
        assert "there are bare, rungs" in found.stderr


def test_a_framework_with_levels_as_text(depscan, project):
    found = depscan("assess", project, "--framework", "RUNGS")

    assert found.status == 0
    lines = found.stdout.splitlines()
    assert "Gate: at best Little, the lowest of all groups; no score makes up for it." in lines
    assert (
        "Score: 0 to 100 of 100, from answers alone, weighted by First edition; --weights second takes the other"
        in found.stdout
    )
    assert "A Law (weight 60 %): at best Little; 0 of 2 answered" in lines
    assert "  Little (1): Acme DB. run from outside" in lines
    assert "      Acme Cloud is registered in US" in lines
    assert "  A-1 Own law: in part contradicted" in lines
    assert "      supports: controlled from FR: Euro Store" in lines
    assert "      contradicts: controlled from US: Acme DB" in lines
    assert "      not from files: Nobody's mind is in a file." in lines
    assert lines[-1].endswith("files tell a part of it.") or "files tell a part of it." in found.stdout


def test_a_proposal_with_ids_alone_says_what_it_is(depscan, project):
    found = depscan("assess", project, "--framework", "bare")

    assert "Bare 1.1 (Nobody, 2026, proposed, not in force)" in found.stdout
    assert "confidence low" in found.stdout
    assert "  R-1.1: " in found.stdout


def test_as_json(depscan, project):
    told = json.loads(depscan("assess", project, "--framework", "rungs", "-f", "json").stdout)

    assert (told["framework"]["id"], told["weights"], told["level"], told["score"]) == ("rungs", "first", 1, [0, 100])
    assert told["groups"][0]["ceilings"][0] == {
        "dependency": "acme-db",
        "level": 1,
        "because": "run from outside",
        "fact": "Acme Cloud is registered in US",
        "counts": True,
    }
    assert [criterion["verdict"] for criterion in told["criteria"]] == [
        "in part contradicted",
        "not from files",
        "in part contradicted",
    ]


def test_answers_are_written_filled_in_and_read(depscan, project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = depscan("assess", project, "--framework", "rungs", "--init")

    assert first.status == 0
    assert "assessment.yaml: 3 criteria to answer" in first.stderr
    assert depscan("assess", project, "--framework", "rungs", "--init").status == 2
    path = tmp_path / "assessment.yaml"
    path.write_text(path.read_text().replace("    answer:\n", "    answer: met\n", 1))
    found = depscan("assess", project, "--framework", "rungs", "--answers", path, "--weights", "second")

    assert "1 of 3 criteria." in found.stdout
    assert "Answered as met, and the scan has something against it: A-1." in found.stdout
    assert "weighted by Second edition; --weights first takes" in found.stdout
    assert "answered met — but the scan has something against it" in found.stdout


def test_weights_that_do_not_exist(depscan, project):
    found = depscan("assess", project, "--framework", "rungs", "--weights", "third")

    assert found.status == 2
    assert "rungs has first (First edition), second (Second edition)" in found.stderr


def test_a_saved_report_says_what_a_scan_says(depscan, project, tmp_path):
    report = tmp_path / "report.json"
    depscan("scan", project, "-q", "-o", report)
    one = json.loads(depscan("assess", project, "--framework", "rungs", "-f", "json").stdout)
    other = json.loads(depscan("assess", report, "--framework", "rungs", "-f", "json").stdout)

    assert one == other


def test_the_list_of_suppliers(depscan, project, tmp_path):
    (project / "package.json").write_text(
        '{"dependencies": {"good-lib": "1.0.0", "left-pad": "1", "nobody-knows": "1"}}'
    )
    report = tmp_path / "report.json"
    depscan("scan", project, "-q", "-o", report)
    lists = {}
    for name, target in (("fresh", project), ("saved", report)):
        path = tmp_path / f"{name}.csv"
        found = depscan("assess", target, "--framework", "bare", "--export", path)
        assert found.status == 0
        assert "5 components" in found.stderr
        lists[name] = path.read_text()
    rows = {row["component"]: row for row in csv.DictReader(lists["fresh"].splitlines())}

    assert lists["fresh"] == lists["saved"]
    database = rows["acme_db.orders"]
    assert (database["supplier"], database["controlled_by"], database["control_country"]) == (
        "Acme Cloud",
        "Acme Parent",
        "US",
    )
    assert (database["delivery"], database["updates_by"], database["updates_country"]) == (
        "hosted-service",
        "Acme Cloud",
        "US",
    )
    library = rows["good-lib"]
    assert (library["supplier"], library["open_source"], library["updates_by"]) == (
        "Good Foundation",
        "yes",
        "Test registry",
    )
    assert rows["left-pad"]["supplier"] == "community"
    assert {rows["nobody-knows"][key] for key in ("supplier", "supplier_country", "control_country", "delivery")} == {
        "unknown"
    }


def test_a_name_from_a_file_never_becomes_a_formula(depscan, project, tmp_path):
    (project / "inventory.csv").write_text('product;vendor;annual cost\n"=cmd|x";Nobody;12 EUR\n')
    path = tmp_path / "list.csv"
    depscan("assess", project, "--framework", "bare", "--export", path)

    assert "'=cmd|x" in path.read_text()
    assert "\n=cmd" not in path.read_text()


@pytest.mark.parametrize(
    ("framework", "name", "says"),
    [
        ("rungs", "list.csv", "asks for no list"),
        ("bare", "list.txt", ".csv or .json"),
        ("bare", "no/list.csv", "cannot write"),
    ],
)
def test_a_list_that_cannot_be_written(depscan, project, tmp_path, framework, name, says):
    found = depscan("assess", project, "--framework", framework, "--export", tmp_path / name)

    assert found.status == 2
    assert says in found.stderr


@pytest.mark.parametrize("format_", ["table", "json"])
def test_a_hostile_report_cannot_speak_to_the_terminal(depscan, project, tmp_path, format_):
    report = tmp_path / "report.json"
    depscan("scan", project, "-q", "-o", report)
    data = json.loads(report.read_text())
    data["target"]["paths"] = ["\x1b[2J\x9b\u202e"]
    for one in data["dependencies"]:
        one["name"] = one["because"] = "\x1b]0;title\x07"
        one["product"] = "not-there"
        one["vendor"]["id"] = "nobody-here"
    for one in data["components"]:
        one["attribution"] |= {"vendor": "nobody-here", "product": "not-there"}
    report.write_text(json.dumps(data))
    found = depscan("assess", report, "--framework", "bare", "-f", format_, "--export", tmp_path / "l.json")

    assert found.status == 0
    assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(found.stdout + found.stderr)

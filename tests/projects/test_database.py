"""``depscan db`` and ``depscan vendors``: is the knowledge sound, how old, what changed, who is behind a name."""

import json
import shutil

import pytest

from depscan.errors import ExitStatus
from tests.small import FOLDER


@pytest.fixture
def other(tmp_path):
    """A copy of the invented knowledge, to be changed."""
    shutil.copytree(FOLDER, tmp_path / "other")
    return tmp_path / "other"


def change(file, before, after):
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_stats_count_by_what_matters(depscan):
    said = depscan("db", "stats").stdout

    assert "by country of control: US 5, FR 2, unknown 1" in said
    assert "100 % with a source" in said
    assert "by month of the check: 2026-10 1, 2026-11 " in said
    assert "Laws: 4 of 2 jurisdictions; in-force 3, lapsed 1" in said
    assert "Names that may mean several things: 3" in said


def test_knowledge_that_holds_is_verified_and_remarked_on(depscan):
    done = depscan("db", "verify")

    assert done.status == 0
    assert "8 vendors, 9 products" in done.stdout
    assert "mystery-db: licence, interface, data_export, alternatives not given" in done.stdout
    assert depscan("db", "verify", "--strict").status == ExitStatus.INVALID_KNOWLEDGE


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("vendors.yaml", "vendor: acme-parent, share", "vendor: acme-parrot, share", "did you mean 'acme-parent'?"),
        ("vendors.yaml", "ownership: listed", "ownership: owned\n  owners: [{vendor: acme-cloud, control: true}]", "owner cycle"),
        ("vendors.yaml", 'checked: "2026-11-01"', 'checked: "soon"', "checked"),
        ("rules/products/object-storage/acme-store.yaml", '"name:ACME  Store"', '"name:Nobody"', "should match 'name:Nobody'"),
        ("rules/products/object-storage/acme-store.yaml", '"Depot"', '"Licensed Cloud"', "licensed claims it alone"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told_with_file_and_line(depscan, other, file, before, after, says):
    change(other / file, before, after)
    done = depscan("db", "verify", "--knowledge", other)

    assert done.status == ExitStatus.INVALID_KNOWLEDGE
    assert says in done.stderr
    assert f"{other / file}:" in done.stderr


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("vendors.yaml", "vendor: us-fund, share: 75, control: true", "vendor: acme-parent, share: 75, control: true", "us-fund: a fund that owns nothing"),
        ("vendors.yaml", 'checked: "2026-11-01"', 'checked: "2999-01-01"', "on a day that has not come"),
        ("rules/categories.yaml", "- {id: cloud-platform", "- {id: hats, name: Hats, name_fr: Chapeaux}\n- {id: cloud-platform", "hats: no product is of this category"),
        ("rules/products/object-storage/acme-store.yaml", "product: euro-store", "product: acme-store", "its own alternative"),
        ("rules/products/object-storage/euro-store.yaml", "name: Third", "name: acme DB", "is in the catalogue as acme-db"),
        ("rules/products/object-storage/acme-store.yaml", "licence: proprietary", "licence: WTFNMFPL", "licence WTFNMFPL is not classified"),
        ("rules/products/object-storage/acme-store.yaml", "data_export: standard", "data_export: standard\nevents: [{date: '2020', kind: price, says: up}]", "no source for what happened in 2020"),
    ],
)  # fmt: skip
def test_what_is_missing_or_unused_is_remarked_on(depscan, other, file, before, after, says):
    change(other / file, before, after)

    assert says in depscan("db", "verify", "--knowledge", other).stdout


def test_what_nobody_looked_at_for_long_is_stale(depscan, monkeypatch):
    assert depscan("db", "stale").status == 0
    monkeypatch.setattr("depscan.cli.database.current_date", lambda: "2027-10-20")
    done = depscan("db", "stale", "--older-than", "12m")

    assert done.status == ExitStatus.FINDINGS
    assert done.stdout.splitlines()[2].split()[:3] == ["2026-10-01", "vendor", "bought-gmbh"]
    assert "1 record not checked since 2026-10-20" in done.stdout
    assert depscan("db", "stale", "--older-than", "2y").status == 0


@pytest.mark.parametrize("age", ["12", "m", "-1m", "", "1h", "99999y", "9999y"])
def test_an_age_needs_a_unit(depscan, age):
    assert depscan("db", "stale", "--older-than", age).status == ExitStatus.USAGE


def test_nothing_changed_between_a_state_and_itself(depscan, other):
    done = depscan("db", "diff", FOLDER, other)

    assert done.status == 0
    assert "Nothing changed." in done.stdout


def test_a_change_of_control_is_seen_with_the_scores_that_move(depscan, other):
    change(other / "vendors.yaml", '  ownership: private\n  sources: [{url: "https://euro.example', '  ownership: owned\n  owners: [{vendor: us-fund, share: 60, control: true, since: "2026-10"}]\n  history: [{date: "2026-10", kind: acquired, says: "bought by US Fund"}]\n  sources: [{url: "https://euro.example')  # fmt: skip
    change(other / "rules/products/database-relational/open-pg.yaml", "licence: PostgreSQL", "licence: BUSL-1.1")
    change(other / "rules/laws/us-lapsed.yaml", "status: lapsed", "status: in-force")
    done = depscan("db", "diff", FOLDER, other)
    said = " ".join(done.stdout.split())

    assert "Ultimate control changed: 1 Euro Host (euro-host): Euro Host (FR) → US Fund (US)" in said
    assert "Owners changed: 1 Euro Host (euro-host): private → us-fund 60 % in control" in said
    assert "2026-10 acquired: bought by US Fund" in said
    assert "Licences changed: 1 Open PG (open-pg): PostgreSQL → BUSL-1.1" in said
    assert "Laws changed: 1" in said
    assert "Euro Store (euro-store): " in said.partition("Scores that move")[2]

    told = json.loads(depscan("db", "diff", FOLDER, other, "--format", "json").stdout)
    assert {"kind": "seat"} not in told["changes"]
    (move,) = [move for move in told["moves"] if move["product"] == "euro-store"]
    assert move["after"][1] > move["before"][1]


def test_vendors_and_products_that_came_and_went_are_named(depscan, other):
    (other / "rules/products/cloud-platform/licensed.yaml").unlink()
    said = depscan("db", "diff", FOLDER, other).stdout

    assert "1 product: licensed" in said.partition("Removed")[2]
    assert "1 product: licensed" in depscan("db", "diff", other, FOLDER).stdout.partition("Added")[2]


def test_the_same_seed_draws_the_same_records(depscan):
    one, two = (depscan("db", "sample", "--vendors", 3, "--products", 2, "--seed", 5).stdout for _ in range(2))

    assert one == two
    assert one.count("vendor ") >= 3
    assert sum(line.startswith("product ") for line in one.splitlines()) == 2
    assert depscan("db", "sample", "--seed", 6).stdout != ""


@pytest.mark.parametrize(
    "name", ["acme-cloud", "Acme Cloud", "ACME CLOUD IRELAND LTD", "Acme Cloud LLC", "Acme Cloud S.A.S."]
)
def test_a_vendor_is_shown_by_any_of_its_names(depscan, name):
    done = depscan("vendors", "show", name)

    assert done.status == 0
    assert "Also: ACME CLOUD IRELAND LTD" in done.stdout
    assert "← Acme Parent, US (owner, 100 % since 2010)" in done.stdout
    assert "https://acme.example/10-k, checked 2026-11-01: wholly owned subsidiary" in done.stdout


def test_a_vendor_nobody_knows_is_not_guessed(depscan):
    done = depscan("vendors", "show", "Acme Clowd")

    assert done.status == ExitStatus.USAGE
    assert "did you mean acme-cloud?" in done.stderr


@pytest.mark.parametrize(
    ("text", "found"), [("parent", "acme-parent"), ("ireland", "acme-cloud"), ("Acme Clowd", "acme-cloud")]
)
def test_vendors_are_searched_by_parts_of_names_and_typos(depscan, text, found):
    done = depscan("vendors", "search", text)

    assert [line.split()[0] for line in done.stdout.splitlines()[2:]] == [found]


def test_a_vendor_that_was_left_out_is_told_with_the_reason(depscan):
    for command in ("search", "show"):
        done = depscan("vendors", command, "ghost cloud")
        assert "no legal notice found" in done.stdout + done.stderr

"""The command line as its users meet it: status, standard output, standard error."""

import io
import json
import os
import subprocess
import sys

import pytest

LOCK = {
    "name": "shop",
    "lockfileVersion": 3,
    "packages": {
        "": {
            "name": "shop",
            "dependencies": {"@acme-sdk/client-db": "^1", "left-pad": "^1"},
            "devDependencies": {"mystery-db": "^1"},
        },
        "node_modules/@acme-sdk/client-db": {"version": "1.2.3"},
        "node_modules/left-pad": {"version": "1.3.0"},
        "node_modules/mystery-db": {"version": "1.0.0", "dev": True},
        "node_modules/nobody": {"version": "9.9.9"},
    },
}


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "package-lock.json").write_text(json.dumps(LOCK, indent=2))
    return folder


def test_a_scan_prints_a_table_and_ends_in_0(depscan, shop):
    done = depscan("scan", shop)

    assert done.status == 0
    assert done.stderr == ""
    first, second, *_ = done.stdout.splitlines()
    assert first.startswith("depscan ")
    assert second == "4 components in 1 file; 75 % attributed, 1 not."
    assert "Acme DB" in done.stdout
    words = " ".join(depscan("scan", shop, "--width", 240).stdout.split())
    assert "Acme Cloud → Acme Parent (US)" in words
    assert "Access Act (US): data access, registered there" in words
    assert "Not attributed: 1 component" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
def test_no_line_is_wider_than_asked_for(depscan, shop, width):
    done = depscan("scan", shop, "--width", width)

    assert max(map(len, done.stdout.splitlines()[3:])) <= width


def test_colour_can_be_had_and_refused(depscan, shop, monkeypatch):
    assert "\x1b[" in depscan("scan", shop, "--color", "always").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in depscan("scan", shop).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in depscan("scan", shop).stdout


def test_the_coloured_table_says_the_same_as_the_plain_one(depscan, shop):
    import re

    plain = depscan("scan", shop, "--width", 140).stdout
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", depscan("scan", shop, "--width", 140, "--color", "always").stdout)

    assert plain.partition("\n\n")[0] == coloured.partition("\n\n")[0].strip()
    for word in ("Acme DB", "Mystery DB", "Test registry", "package-lock.json", "high", "Concentration"):
        assert plain.count(word) == coloured.count(word)


def test_json_goes_to_standard_output_or_by_extension_to_a_file(depscan, shop, tmp_path):
    target = tmp_path / "report.json"
    printed = depscan("scan", shop, "-f", "json")
    written = depscan("scan", shop, "-o", target)

    report = json.loads(printed.stdout)
    assert report["schema"] == "1.0"
    assert report["summary"]["components"] == 4
    assert written.stdout == ""
    assert target.read_text() == printed.stdout
    assert [name for name in os.listdir(tmp_path) if name.startswith(".depscan")] == []


def test_the_same_tree_elsewhere_gives_the_same_bytes(depscan, shop, tmp_path):
    import shutil

    other = tmp_path / "elsewhere" / "shop"
    shutil.copytree(shop, other)

    assert depscan("scan", shop, "-f", "json").stdout == depscan("scan", other, "-f", "json").stdout


def test_fail_on_ends_in_1_and_only_then(depscan, shop):
    assert depscan("scan", shop, "--fail-on", "critical").status == 0
    failed = depscan("scan", shop, "--fail-on", "high")
    assert failed.status == 1
    assert "Findings by 1 rule: " in failed.stdout
    assert depscan("scan", shop, "--fail-on", "high", "-f", "json").status == 1


def test_development_can_be_left_out(depscan, shop):
    with_dev = json.loads(depscan("scan", shop, "-f", "json").stdout)
    without = json.loads(depscan("scan", shop, "-f", "json", "--no-dev").stdout)

    assert with_dev["summary"]["components"] == 4
    assert without["summary"]["components"] == 3


def test_an_empty_directory_is_not_a_clean_bill(depscan, tmp_path):
    done = depscan("scan", tmp_path)

    assert done.status == 3
    assert done.stdout == ""
    assert done.stderr.startswith("depscan: no file of a format that depscan reads")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["scan", "/no/such/place"], "/no/such/place: no such file or directory"),
        (["scan", ".", "--fail-on", "terrible"], "Invalid value for '--fail-on'"),
        (["scan", ".", "-f", "pdf"], "Invalid value for '--format'"),
        (["scan", ".", "--home", "Atlantis"], "nor a two-letter country code"),
        (["scan", ".", "--no-such-option"], "No such option"),
        (["scan", ".", "--min-coverage", "200"], "Invalid value for '--min-coverage'"),
        (["no-such-command"], "No such command"),
        (["explain", "no-such-thing-at-all"], "not known"),
        (["rules", "show", "nope"], "no such product"),
        (["rules", "test", "nope"], "say what it is"),
    ],
)
def test_a_wrong_command_line_is_one_message_and_status_2(depscan, shop, monkeypatch, arguments, says):
    monkeypatch.chdir(shop)
    done = depscan(*arguments)

    assert done.status == 2
    assert says in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_an_output_that_cannot_be_written_is_status_2(depscan, shop):
    done = depscan("scan", shop, "-o", "/no/such/folder/report.json")

    assert done.status == 2
    assert "cannot write /no/such/folder/report.json" in done.stderr


def test_strict_and_min_coverage_end_in_5_after_the_report(depscan, shop):
    assert depscan("scan", shop, "--min-coverage", "75").status == 0
    low = depscan("scan", shop, "--min-coverage", "76")
    assert low.status == 5
    assert "coverage 75.0 % is below 76 %" in low.stderr

    (shop / "package.json").write_text("{ broken")
    assert depscan("scan", shop).status == 0
    strict = depscan("scan", shop, "--strict")
    assert strict.status == 5
    assert "Not read: package.json:1: not valid JSON" in strict.stdout
    assert "Acme DB" in strict.stdout


def test_invalid_knowledge_ends_in_4_with_file_and_line(depscan, shop, tmp_path):
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "vendors.yaml").write_text("- id: x\n  name: X\n  kind: planet\n  ownership: listed\n")
    done = depscan("scan", shop, "--knowledge", extra, real=True)

    assert done.status == 4
    assert f"{extra}/vendors.yaml:3: kind: Input should be" in done.stderr


def test_an_sbom_comes_in_on_standard_input(depscan, monkeypatch):
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "components": [{"type": "library", "name": "left-pad", "purl": "pkg:npm/left-pad@1.3.0"}],
    }
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(document).encode())))
    done = depscan("scan", "-", "-f", "json")

    assert done.status == 0
    report = json.loads(done.stdout)
    assert [c["purl"] for c in report["components"]] == ["pkg:npm/left-pad@1.3.0"]
    assert report["components"][0]["evidence"][0]["path"] == "<stdin>"


def test_a_single_file_and_several_targets(depscan, shop, tmp_path):
    single = json.loads(depscan("scan", shop / "package-lock.json", "-f", "json").stdout)
    other = tmp_path / "other"
    other.mkdir()
    (other / "main.tf").write_text('resource "acme_bucket" "b" {}\n')
    both = json.loads(depscan("scan", shop, other, "-f", "json").stdout)

    assert single["summary"]["components"] == 4
    paths = {seen["path"] for component in both["components"] for seen in component["evidence"]}
    assert {path.rpartition("/")[2] for path in paths} == {"package-lock.json", "main.tf"}


def test_exclude_takes_names_and_paths(depscan, shop):
    (shop / "sub").mkdir()
    (shop / "sub" / "main.tf").write_text('resource "acme_bucket" "b" {}\n')

    def names(*options):
        report = json.loads(depscan("scan", shop, "-f", "json", *options).stdout)
        return {component["name"] for component in report["components"]}

    assert "acme_bucket.b" in names()
    assert "acme_bucket.b" not in names("--exclude", "sub")
    assert "acme_bucket.b" not in names("--exclude", "sub/*.tf")


def test_explain_shows_the_chain_with_sources(depscan, shop):
    text = depscan("explain", "acme-db", shop).stdout

    assert "← Acme Parent, US (owner, 100 % since 2010)" in text
    assert "https://acme.example/10-k, checked 2026-11-01" in text
    assert "package-lock.json:" in text
    assert "1 U.S.C. 1" in text
    assert "lapsed since 2026-06-12: Lapsed Act, US" in text
    assert "interface" in text
    assert "Open PG" in text


@pytest.mark.parametrize(
    "subject",
    ["acme-db", "pkg:npm/%40acme-sdk/client-db@1.0.0", "resource:acme_db", "acme-cloud", "ACME CLOUD IRELAND LTD"],
)
def test_explain_takes_products_purls_resources_and_vendors(depscan, subject):
    done = depscan("explain", subject)

    assert done.status == 0
    assert "Acme" in done.stdout


def test_explaining_an_open_source_package_never_shows_the_product_of_its_publisher(depscan):
    of_vendor = depscan("explain", "pkg:npm/%40acme/ui").stdout
    of_nobody = depscan("explain", "pkg:npm/left-pad").stdout

    assert of_vendor.startswith("Acme Cloud: open source packages")
    assert "minimal" in of_vendor
    assert "nobody owns it" in of_nobody


def test_the_catalogue_commands_answer(depscan):
    assert "acme-cloud" in depscan("vendors", "list").stdout
    assert depscan("vendors", "list", "--control", "FR").stdout.count("\n") == 4
    assert "acme-store" in depscan("rules", "list", "store").stdout
    assert "acme_bucket" in depscan("rules", "show", "acme-store").stdout
    assert "product acme-store, by acme_bucket" in depscan("rules", "test", "resource:acme_bucket").stdout
    assert "no rule matches" in depscan("rules", "test", "pkg:npm/whatever").stdout
    assert "Vendors: 8" in depscan("db", "stats").stdout
    assert "npm-package-lock" in depscan("formats").stdout


def test_version_names_the_distribution(depscan):
    for arguments in (["--version"], ["-V"], ["scan", "--help"]):
        done = depscan(*arguments)
        assert done.status == 0
        assert ("sovereign-depscan" in done.stdout) is (arguments[0] != "scan")


def test_the_settings_of_the_other_tool_of_that_name_are_not_read(depscan, shop, monkeypatch):
    before = depscan("scan", shop, "-f", "json").stdout
    (shop / ".config").mkdir()
    (shop / ".config" / "depscan.toml").write_text('severity = "critical"\nfail_on = "low"\n')
    for name in ("CONFIG", "SEVERITY", "REPORTS_DIR", "SOURCE_DIR_IMAGE", "HOST"):
        monkeypatch.setenv(f"DEPSCAN_{name}", "whatever")

    after = json.loads(depscan("scan", shop, "-f", "json").stdout)
    assert after["dependencies"] == json.loads(before)["dependencies"]
    assert after["findings"] == []


def test_a_reader_that_goes_away_is_no_error(shop):
    code = "import depscan.cli.scan as s; s.last_scan.folder = lambda: None; from depscan.cli.main import run; run()"
    command = f"{sys.executable} -c '{code}' scan {shop} --width 60 | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)

    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_bug_is_one_line_and_status_70(depscan, shop, monkeypatch):
    monkeypatch.setattr("depscan.pipeline.merge", lambda _: 1 / 0)
    done = depscan("scan", shop)

    assert done.status == 70
    assert (
        done.stderr
        == "depscan: a bug in depscan (ZeroDivisionError); please report it, with what the same command says with --debug\n"
    )


def test_an_interrupt_is_130(depscan, shop, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("depscan.pipeline.merge", interrupt)

    assert depscan("scan", shop).status == 130

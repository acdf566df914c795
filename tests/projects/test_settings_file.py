"""Settings of a project, as its users meet them: ``scan`` with a settings file, ``init``."""

import io
import json
import os
import pty
import subprocess
import sys

import pytest

from depscan.cli import init as init_module

RESOURCE = 'resource "acme_db" "orders" {\n  region = "eu-1"\n}\n'


@pytest.fixture
def shop(tmp_path):
    """A repository whose settings lie at its root, and whose files lie in folders."""
    folder = tmp_path / "shop"
    for name in (".git", "infra", "infra/old", "docs"):
        (folder / name).mkdir(parents=True)
    (folder / "infra" / "main.tf").write_text(RESOURCE)
    (folder / "infra" / "old" / "main.tf").write_text(RESOURCE)
    (folder / "package.json").write_text('{"dependencies": {"mystery-db": "1"}}')
    return folder


def report(done):
    return json.loads(done.stdout)


def places(done):
    return {seen["path"] for dependency in report(done)["dependencies"] for seen in dependency["evidence"]}


def test_the_file_decides_and_is_named_in_the_report(depscan, shop):
    (shop / "depscan.toml").write_text('home = "US"\nfail-on = "low"\n')
    done = depscan("scan", shop, "-f", "json")

    assert done.status == 1
    assert (report(done)["settings"], report(done)["target"]["home"]) == ("depscan.toml", "US")
    below = depscan("scan", shop / "infra", "-f", "json")
    assert (below.status, report(below)["settings"]) == (1, "../depscan.toml")
    assert report(depscan("scan", shop, "-f", "json", "--no-config"))["settings"] is None


def test_verbose_says_which_file(depscan, shop, monkeypatch):
    monkeypatch.chdir(shop)
    assert "depscan: no settings file\n" in depscan("scan", "-v").stderr
    (shop / "pyproject.toml").write_text("[tool.depscan]\nstrict = false\n")

    assert "depscan: settings pyproject.toml\n" in depscan("scan", "-v").stderr
    assert "settings" not in depscan("scan").stderr


def test_the_command_line_goes_before_the_file(depscan, shop):
    (shop / "depscan.toml").write_text(
        'home = "US"\nfail-on = "minimal"\nmin-coverage = 100\nexclude = ["package.json"]\ninclude-dev = false\n'
    )
    (shop / "package.json").write_text('{"dependencies": {"nobody": "1"}, "devDependencies": {"mystery-db": "1"}}')
    assert depscan("scan", shop).status == 1
    done = depscan("scan", shop, "--home", "EU", "--fail-on", "critical", "-f", "json", "--exclude", "old")

    assert report(done)["target"]["home"] == "EU"
    assert places(done) == {"infra/main.tf"}
    (shop / "depscan.toml").write_text("min-coverage = 100\ninclude-dev = false\n")
    assert depscan("scan", shop).status == 5
    assert depscan("scan", shop, "--min-coverage", 10).status == 0
    assert "package.json" in places(depscan("scan", shop, "-f", "json", "--min-coverage", 0, "--include-dev"))


def test_strict_of_the_file_can_be_taken_back(depscan, shop):
    (shop / "depscan.toml").write_text("strict = true\n")
    (shop / "package-lock.json").write_text("{")

    assert depscan("scan", shop).status == 5
    assert depscan("scan", shop, "--no-strict").status == 0


def test_globs_are_relative_to_the_file_whatever_is_scanned(depscan, shop, monkeypatch):
    (shop / "depscan.toml").write_text(
        'exclude = ["infra/old/*"]\n[[rule]]\nid = "infra"\npath = ["infra/*"]\nuse = "possible"\n'
    )
    monkeypatch.chdir(shop)
    for targets, expected in (
        (["."], {"infra/main.tf", "package.json"}),
        (["infra"], {"main.tf"}),
        (["infra", "package.json"], {"infra/main.tf", "package.json"}),
        ([shop / "infra"], {"main.tf"}),
    ):
        done = depscan("scan", *targets, "-f", "json")
        assert places(done) == expected
        assert done.status == 1
        assert {finding["rule"] for finding in report(done)["findings"]} == {"infra"}
        assert [finding["dependency"] for finding in report(done)["findings"]] == ["acme-db"]
    assert depscan("scan", "package.json").status == 0


def test_a_rule_of_the_file_is_named_by_its_findings(depscan, shop):
    (shop / "depscan.toml").write_text('\n[[rule]]\nid = "home-made"\ncontrol = ["US"]\nhelp = "Not here."\n')
    done = depscan("scan", shop, "-f", "json")

    assert done.status == 1
    assert [(rule["id"], rule["place"]) for rule in report(done)["rules"]] == [("home-made", "depscan.toml:2")]
    assert {finding["rule"] for finding in report(done)["findings"]} == {"home-made"}


def test_a_wrong_file_ends_in_4_before_anything_is_scanned(depscan, shop):
    (shop / "depscan.toml").write_text("\nfail_on = 'high'\n")
    done = depscan("scan", shop)

    assert (done.status, done.stdout) == (4, "")
    assert done.stderr == f'depscan: {shop}/depscan.toml:2: fail_on: unknown key; did you mean "fail-on"?\n'
    assert depscan("scan", shop, "--no-config").status == 0


def test_the_user_may_name_another_file_or_none_but_not_both(depscan, shop, tmp_path):
    (shop / "depscan.toml").write_text("nonsense")
    other = tmp_path / "house.toml"
    other.write_text('fail-on = "minimal"')
    done = depscan("scan", shop, "--config", other, "-f", "json")

    assert (done.status, report(done)["settings"]) == (1, "house.toml")
    assert depscan("scan", shop, "--config", tmp_path / "none.toml").status == 2
    assert depscan("scan", shop, "--config", tmp_path).status == 2
    assert depscan("scan", shop, "--config", other, "--no-config").status == 2


def test_a_baseline_of_the_file_is_used(depscan, shop):
    (shop / "depscan.toml").write_text('fail-on = "minimal"\nbaseline = "known.json"\n')
    missing = depscan("scan", shop)
    assert (missing.status, "depscan.toml:2: baseline:" in missing.stderr) == (4, True)
    from depscan.gate import baseline
    from depscan.gate.settings import Settings
    from depscan.model import Severity
    from depscan.pipeline import scan
    from tests.small import knowledge

    found = scan([str(shop)], Settings(fail_on=Severity.MINIMAL), knowledge=knowledge())
    (shop / "known.json").write_text(baseline.write(found.findings))
    done = depscan("scan", shop, "-f", "json")

    assert done.status == 0
    assert {finding["state"] for finding in report(done)["findings"]} == {"known"}
    assert report(done)["baseline"] == "known.json"


def test_knowledge_that_a_scanned_tree_brings_is_not_kept(depscan, shop, monkeypatch):
    asked = []
    (shop / "own").mkdir()
    (shop / "own" / "vendors.yaml").write_text("[]")
    (shop / "depscan.toml").write_text('knowledge = ["own"]\n')
    from depscan.cli import scan as body
    from tests.small import knowledge

    def load(extra, **more):
        asked.append((list(extra), more["keep"]))
        return knowledge()

    before = sorted(shop.rglob("*"))
    depscan("formats")  # imports what the fixture patches
    monkeypatch.setattr(body, "load_knowledge", load)
    monkeypatch.setattr("depscan.cli.last_scan.folder", lambda: None)
    from depscan.cli.main import main

    assert main(["scan", str(shop)]) == 0
    assert main(["scan", str(shop), "--no-config", "--knowledge", str(shop / "own")]) == 0
    assert asked == [([str(shop / "own")], False), ([str(shop / "own")], True)]
    assert sorted(shop.rglob("*")) == before


# ---------------------------------------------------------------------------------------------------------------- init


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def answer(depscan, monkeypatch, shop):
    """Run ``depscan init`` with somebody there who gives these answers."""

    def run(*lines):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
            patch.setattr(init_module, "_somebody_is_there", lambda: True)
            return depscan("init", shop)

    return run


def test_init_takes_the_defaults_when_told_to(depscan, shop):
    done = depscan("init", shop, "--yes")

    assert (done.status, done.stdout) == (0, "")
    assert done.stderr == f"depscan: written: {shop}/depscan.toml\ndepscan: next: depscan scan {shop}\n"
    text = (shop / "depscan.toml").read_text()
    assert 'home = "EU"\n' in text
    assert 'fail-on = "high"\n' in text
    assert depscan("scan", shop).status == 1


def test_init_overwrites_nothing(depscan, shop, answer):
    (shop / "depscan.toml").write_text("")
    done = depscan("init", shop, "--yes")
    assert (done.status, done.stderr) == (2, f"depscan: {shop}/depscan.toml is there already\n")
    (shop / "depscan.toml").unlink()
    (shop / "pyproject.toml").write_text("[tool.depscan]\n")
    assert depscan("init", shop, "--yes").status == 2
    (shop / "pyproject.toml").unlink()
    (shop / "depscan-baseline.json").write_text("mine")
    done = answer("", "", "", "yes", "")
    assert (done.status, "is there already: nothing was written" in done.stderr) == (2, True)
    assert not (shop / "depscan.toml").exists()
    assert (shop / "depscan-baseline.json").read_text() == "mine"


def test_init_asks_only_on_a_terminal(depscan, shop):
    done = depscan("init", shop)

    assert (done.status, "--yes takes the defaults" in done.stderr) == (2, True)
    assert not (shop / "depscan.toml").exists()
    assert depscan("init", shop / "nowhere", "--yes").status == 2


def test_init_asks_again_until_an_answer_is_one(depscan, shop, answer):
    done = answer("Atlantis", "QQ", "ch", "worst", "med", "infra/old/*, x", "maybe", "y", "gitlab")

    assert done.status == 0
    assert "Atlantis: neither an area" in done.stderr
    assert "QQ: no such country" in done.stderr
    text = (shop / "depscan.toml").read_text()
    for line in (
        'home = "CH"',
        'fail-on = "medium"',
        'exclude = ["infra/old/*", "x"]',
        'baseline = "depscan-baseline.json"',
    ):
        assert f"\n{line}\n" in text
    assert "depscan scan" in (shop / ".gitlab" / "depscan.yml").read_text()
    assert "add to .gitlab-ci.yml" in done.stderr
    assert depscan("scan", shop).status == 0  # all that is there is in the baseline
    (shop / "new.tf").write_text('resource "acme_store" "files" {}\n')
    assert "acme" in (shop / "depscan-baseline.json").read_text()


def test_init_without_anything_to_fail_on_has_no_baseline(shop, answer):
    done = answer("", "nothing", "", "github")

    assert done.status == 0
    assert '\n#fail-on = "high"\n' in (shop / "depscan.toml").read_text()
    assert "pipx run" in (shop / ".github" / "workflows" / "depscan.yml").read_text()


def test_init_writes_nothing_when_the_answers_end(shop, answer):
    done = answer("EU", "high")

    assert (done.status, "no answer: nothing was written" in done.stderr) == (2, True)
    assert not (shop / "depscan.toml").exists()


def test_init_writes_only_inside(shop, answer, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (shop / ".github").symlink_to(tmp_path / "elsewhere")
    done = answer("", "", "", "", "github")

    assert (done.status, "a link leads out of the folder: nothing was written" in done.stderr) == (2, True)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_init_prints_the_schema(depscan, shop):
    done = depscan("init", "--schema")

    assert done.status == 0
    assert json.loads(done.stdout)["properties"]["fail-on"]
    assert not (shop / "depscan.toml").exists()


def test_init_on_a_real_terminal(shop):
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    command = [sys.executable, "-m", "depscan", "init", str(shop)]
    with subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, env=environment) as process:
        os.close(theirs)
        os.write(ours, b"FR\n\n\n\n\n")
        out = process.communicate(timeout=300)[0]
    os.close(ours)

    assert (process.returncode, out) == (0, b"")
    assert 'home = "FR"' in (shop / "depscan.toml").read_text()


def test_the_jobs_are_valid_yaml_that_names_no_registry():
    import yaml

    from depscan.cli.init_texts import JOBS

    for _, text in JOBS.values():
        assert yaml.safe_load(text)

"""The documents say what is so."""

import re
from pathlib import Path

import pytest

from depscan import method, reference
from depscan._version import __version__
from depscan.knowledge.load import load_knowledge

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("document", ["README.md", "docs/method.md"])
def test_the_generated_parts_of_the_documents_are_up_to_date(document):
    text = (ROOT / document).read_text(encoding="utf-8")

    assert reference.rewritten(text) == text, f"run: python -m depscan.reference --write {document}"


def test_every_generated_part_stands_in_a_document():
    texts = [(ROOT / document).read_text(encoding="utf-8") for document in ("README.md", "docs/method.md")]

    for name in reference.BLOCKS:
        assert any(f"<!-- begin: {name} -->" in text for text in texts), name


def test_the_tests_that_the_method_names_exist():
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "method.md").read_text(encoding="utf-8")))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    assert len(named) >= 8
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_the_method_states_every_number_of_the_score():
    """An effect, a connection or a factor that came to the scoring has its line in the tables."""
    scoring = load_knowledge().scoring

    for part, table in (
        (scoring.effects, method.effects()),
        (scoring.triggers, method.triggers()),
        (scoring.use, method.uses()),
        (scoring.scope, method.scopes()),
        (scoring.weights, method.lock_in()),
        (scoring.events, method.events()),
        (scoring.bands, method.risk()),
    ):
        assert {name for name in part if name not in table} == set()


def test_the_changelog_has_a_heading_for_this_version():
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "rules/README.md", "docs/method.md"])
def test_files_that_documents_point_to_exist(document):
    path = ROOT / document
    for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link


def test_the_test_command_of_the_readme_is_the_one_that_ci_runs():
    assert "<!-- test command -->" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "/<!-- test command -->/" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_no_default_package_registry_host_stands_anywhere():
    """Registries are named by ecosystem; fixtures use reserved names."""
    hosts = [
        ".".join(parts) for parts in (("registry", "npmjs", "org"), ("pypi", "org"), ("files", "pythonhosted", "org"))
    ]
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and path.suffix in {
            ".py",
            ".md",
            ".yaml",
            ".yml",
            ".json",
            ".toml",
            ".lock",
            ".txt",
            ".tf",
            ".csv",
            ".xml",
        }:
            if not {".venv", ".git", "build", "dist", "node_modules"} & set(path.relative_to(ROOT).parts):
                text = path.read_text(encoding="utf-8", errors="replace")
                for host in hosts:
                    assert host not in text, f"{path.relative_to(ROOT)} names {host}"

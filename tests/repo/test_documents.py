"""The documents say what is so."""

from pathlib import Path

import pytest

from depscan import reference
from depscan._version import __version__

ROOT = Path(__file__).parents[2]


def test_the_generated_parts_of_the_readme_are_up_to_date():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert reference.rewritten(text) == text, "run: python -m depscan.reference --write README.md"


def test_the_changelog_has_a_heading_for_this_version():
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "rules/README.md"])
def test_files_that_documents_point_to_exist(document):
    import re

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

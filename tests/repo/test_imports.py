"""What a start may load: the budget that keeps --help and a scan fast."""

import subprocess
import sys

import pytest

HEAVY = {
    "rich",
    "httpx",
    "yaml",
    "jinja2",
    "jsonschema",
    "pydantic",
    "depscan.pipeline",
    "depscan.extractors",
    "msgspec",
    "tomli",
    "packageurl",
}


def loaded(code):
    script = f"import sys\n{code}\nprint(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["scan", "--help"], ["explain", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments):
    modules = loaded(f"from depscan.cli.main import main\nassert main({arguments!r}) == 0")

    assert not modules & HEAVY


def test_importing_the_package_is_light():
    modules = loaded("import depscan")

    assert not modules & (HEAVY | {"typer", "dataclasses", "re"})


def test_the_public_names_are_the_documented_ones():
    import depscan

    assert sorted(depscan.__all__) == sorted(name for name in dir(depscan))
    for name in depscan.__all__:
        assert getattr(depscan, name) is not None

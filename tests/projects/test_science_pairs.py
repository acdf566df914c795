"""Manifests of Python, conda, R, Julia, Lua, OCaml and Perl fold into the lockfiles of their tools."""

import pytest

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats
from depscan.merge import merge

PAIRS = {
    "PDM": (
        {
            "pyproject.toml": '[project]\nname = "app"\ndependencies = ["a>=1"]\n[dependency-groups]\ntest = ["t"]\n',
            "pdm.lock": '[metadata]\nlock_version = "4.5.0"\n'
            '[[package]]\nname = "A"\nversion = "1.0"\ngroups = ["default"]\n'
            '[[package]]\nname = "b"\nversion = "2.0"\ngroups = ["default"]\n'
            '[[package]]\nname = "t"\nversion = "3.0"\ngroups = ["test"]\n',
        },
        {("A", "1.0", True, "runtime"), ("b", "2.0", False, "runtime"), ("t", "3.0", True, "test")},
    ),
    "pylock.toml": (
        {
            "setup.cfg": "[options]\ninstall_requires =\n  a\n[options.extras_require]\ntest = t\n",
            "pylock.toml": 'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1.0"\n'
            '[[packages]]\nname = "b"\nversion = "2.0"\n[[packages]]\nname = "t"\nversion = "3.0"\n',
        },
        {("a", "1.0", True, "runtime"), ("b", "2.0", False, "unknown"), ("t", "3.0", True, "test")},
    ),
    "Pipenv": (
        {
            "Pipfile": '[packages]\na = "*"\n[dev-packages]\nd = "==2.0"\n',
            "Pipfile.lock": '{"_meta": {}, "default": {"a": {"version": "==1.0"}, "b": {"version": "==1.1"}},'
            ' "develop": {"d": {"version": "==2.0"}}}',
        },
        {("a", "1.0", True, "runtime"), ("b", "1.1", False, "runtime"), ("d", "2.0", True, "development")},
    ),
    "pixi": (
        {
            "pixi.toml": '[workspace]\nchannels = ["conda-forge"]\n[dependencies]\nnumpy = ">=1"\n'
            '[pypi-dependencies]\nrich = "*"\n[feature.test.dependencies]\npytest = "*"\n',
            "pixi.lock": "version: 6\nenvironments:\n  default:\n    packages:\n      linux-64:\n"
            "      - conda: https://conda.anaconda.org/c/noarch/numpy-1.0-0.conda\n"
            "      - conda: https://conda.anaconda.org/c/noarch/blas-1.1-0.conda\n"
            "      - pypi: https://f.example/rich-2.0-py3-none-any.whl\n  test:\n    packages:\n      linux-64:\n"
            "      - conda: https://conda.anaconda.org/c/noarch/pytest-8.0-0.conda\npackages:\n"
            "- conda: https://conda.anaconda.org/c/noarch/numpy-1.0-0.conda\n"
            "- conda: https://conda.anaconda.org/c/noarch/blas-1.1-0.conda\n"
            "- conda: https://conda.anaconda.org/c/noarch/pytest-8.0-0.conda\n"
            "- pypi: https://f.example/rich-2.0-py3-none-any.whl\n  name: rich\n  version: '2.0'\n",
        },
        {
            ("blas", "1.1", False, "runtime"),
            ("numpy", "1.0", True, "runtime"),
            ("pytest", "8.0", True, "test"),
            ("rich", "2.0", True, "runtime"),
        },
    ),
    "conda-lock": (
        {
            "environment.yml": "dependencies:\n- numpy\n- pip:\n  - rich\n",
            "conda-lock.yml": "version: 1\npackage:\n"
            "- name: numpy\n  version: '1.0'\n  manager: conda\n  platform: linux-64\n  category: main\n"
            "- name: blas\n  version: '1.1'\n  manager: conda\n  platform: linux-64\n  category: main\n"
            "- name: rich\n  version: '2.0'\n  manager: pip\n  platform: linux-64\n  category: main\n",
        },
        {("blas", "1.1", False, "runtime"), ("numpy", "1.0", True, "runtime"), ("rich", "2.0", True, "runtime")},
    ),
    "renv": (
        {
            "DESCRIPTION": "Type: project\nTitle: An analysis\nImports: dplyr, R6\nSuggests: testthat\n",
            "renv.lock": '{"R": {}, "Packages": {"R6": {"Version": "2.5"}, "cli": {"Version": "3.6"},'
            ' "dplyr": {"Version": "1.1"}, "testthat": {"Version": "3.2"}}}',
        },
        {
            ("R6", "2.5", True, "runtime"),
            ("cli", "3.6", False, "unknown"),
            ("dplyr", "1.1", True, "runtime"),
            ("testthat", "3.2", True, "development"),
        },
    ),
    "Julia": (
        {
            "Project.toml": '[deps]\nCSV = "336ed68f-0bac-5ca0-87d4-7b16caf5d00b"\n',
            "Manifest.toml": 'julia_version = "1.10.0"\nmanifest_format = "2.0"\n'
            '[[deps.CSV]]\ngit-tree-sha1 = "00"\nversion = "0.10"\n'
            '[[deps.Parsers]]\ngit-tree-sha1 = "00"\nversion = "2.8"\n',
        },
        {("CSV", "0.10", True, "runtime"), ("Parsers", "2.8", False, "unknown")},
    ),
    "LuaRocks": (
        {
            "app-1-1.rockspec": 'package = "app"\ndependencies = { "LPeg >= 1" }\n',
            "luarocks.lock": 'return { dependencies = { lpeg = "1.0-1", ["lua-cjson"] = "2.1-1" } }\n',
        },
        {("lpeg", "1.0-1", True, "runtime"), ("lua-cjson", "2.1-1", False, "runtime")},
    ),
    "nimble": (
        {
            "app.nimble": 'requires "jester"\n',
            "nimble.lock": '{"version": 2, "packages": {"jester": {"version": "0.5"}, "httpbeast": {"version": "0.4"}}}',
        },
        {("httpbeast", "0.4", False, "unknown"), ("jester", "0.5", True, "runtime")},
    ),
    "opam": (
        {
            "app.opam": 'opam-version: "2.0"\ndepends: [ "lwt" "alcotest" {with-test} ]\n',
            "app.opam.locked": 'opam-version: "2.0"\ndepends: [ "lwt" {= "5.7"} "fmt" {= "0.9"} '
            '"alcotest" {= "1.7" & with-test} ]\n',
        },
        {("alcotest", "1.7", True, "test"), ("fmt", "0.9", False, "runtime"), ("lwt", "5.7", True, "runtime")},
    ),
    "Carton": (
        {
            "cpanfile": "requires 'LWP::UserAgent';\non test => sub { requires 'Test::Deep' };\n",
            "cpanfile.snapshot": "# carton snapshot format: version 1.0\nDISTRIBUTIONS\n"
            "  HTTP-Date-6.06\n    provides:\n      HTTP::Date 6.06\n"
            "  Test-Deep-1.204\n    provides:\n      Test::Deep 1.204\n"
            "  libwww-perl-6.72\n    provides:\n      LWP::UserAgent 6.72\n",
        },
        {
            ("HTTP-Date", "6.06", False, "unknown"),
            ("Test-Deep", "1.204", True, "test"),
            ("libwww-perl", "6.72", True, "runtime"),
        },
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_manifest_and_its_lockfile_give_each_package_once(tmp_path, pair):
    files, expected = PAIRS[pair]
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    found = merge(extract(discover([str(tmp_path)], Walk()), all_formats()).components)

    assert {(c.name, c.version, c.direct, c.scope.value) for c in found} == expected


def test_a_named_file_is_read_as_its_name_says_where_several_formats_know_its_beginning(tmp_path):
    pipfile = tmp_path / "Pipfile"
    pipfile.write_text('[packages]\na = "*"\n\n[requires]\npython_version = "3.12"\n')
    found = extract(discover([str(pipfile)], Walk()), all_formats()).components

    assert [(c.name, c.evidence[0].found_by) for c in found] == [("a", "pipfile")]

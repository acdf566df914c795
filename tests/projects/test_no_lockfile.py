"""What a manifest without a lockfile pulls in is not known, and the report says so."""

import json

import pytest


@pytest.fixture
def project(tmp_path):
    (tmp_path / "package.json").write_text(
        json.dumps({"dependencies": {"left-pad": "^1", "@acme-sdk/client-db": "^1"}})
    )
    return tmp_path


def told(depscan, folder):
    report = json.loads(depscan("scan", folder, "-f", "json").stdout)
    return [(d["path"], d["message"]) for d in report["diagnostics"] if d["code"] == "no-lockfile"]


def test_a_manifest_alone_is_told(depscan, project):
    assert told(depscan, project) == [
        ("package.json", "declares 2 packages, no lockfile pins any of them: what they pull in is not known")
    ]
    assert "No lockfile for package.json: what these pull in is not known." in depscan("scan", project).stdout


def test_one_with_its_lockfile_is_not(depscan, project):
    packages = {"": {"dependencies": {"left-pad": "^1"}}, "node_modules/left-pad": {"version": "1.3.0"}}
    (project / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": packages}))

    assert told(depscan, project) == []

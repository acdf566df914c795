"""A compressed SBOM is read as if it were not, wherever it lies."""

import gzip
import json

import pytest
import zstandard

BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "components": [
        {"type": "library", "name": "client-db", "group": "@acme-sdk", "purl": "pkg:npm/%40acme-sdk/client-db@1.0.0"}
    ],
}


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
@pytest.mark.parametrize("name", ["bom.json", "app.cdx.json", "anything.json"])
def test_a_compressed_sbom_is_read(depscan, tmp_path, ending, pack, name):
    (tmp_path / (name + ending)).write_bytes(pack(json.dumps(BOM).encode()))
    for target in (tmp_path, tmp_path / (name + ending)):
        report = json.loads(depscan("scan", target, "-f", "json").stdout)

        assert [c["name"] for c in report["components"]] == ["@acme-sdk/client-db"]
        assert report["components"][0]["evidence"][0]["path"] == name + ending


def test_a_damaged_one_is_told_by_name(depscan, tmp_path):
    (tmp_path / "bom.json.gz").write_bytes(gzip.compress(json.dumps(BOM).encode())[:-20])
    done = depscan("scan", tmp_path)

    assert "bom.json.gz: gzip stream ends too early" in " ".join(done.stdout.split())


def test_what_is_installed_is_passed_over_unless_asked_for(depscan, tmp_path):
    folder = tmp_path / "node_modules" / "a"
    folder.mkdir(parents=True)
    (folder / "package-lock.json").write_text("{}")
    (tmp_path / "bom.json").write_text(json.dumps(BOM))

    for arguments in ((), ("--installed",)):
        report = json.loads(depscan("scan", tmp_path, "-f", "json", *arguments).stdout)
        assert len(report["components"]) == 1
        assert report["diagnostics"] == []

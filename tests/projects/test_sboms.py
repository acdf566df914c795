"""A folder of SBOMs is a target like any other: the same package in ten notations is one component, seen ten times."""

import base64
import json

NAME, VERSION, PURL = "client-db", "1.0.0", "pkg:npm/%40acme-sdk/client-db@1.0.0"
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"name": NAME, "version": VERSION, "purl": PURL}],
}
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "packages": [
        {
            "SPDXID": "SPDXRef-a",
            "name": NAME,
            "versionInfo": VERSION,
            "externalRefs": [{"referenceType": "purl", "referenceLocator": PURL}],
        }
    ],
}
SPDX3 = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [{"type": "software_Package", "spdxId": "urn:a", "name": NAME, "software_packageUrl": PURL}],
}
SYFT = {"artifacts": [{"id": "1", "name": NAME, "version": VERSION, "purl": PURL}], "descriptor": {"name": "syft"}}
OSV = {
    "results": [{"packages": [{"package": {"name": "@acme-sdk/client-db", "version": VERSION, "ecosystem": "npm"}}]}]
}
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "predicateType": "https://cyclonedx.org/bom",
    "predicate": CYCLONEDX,
}
ENVELOPE = {
    "payloadType": "application/vnd.in-toto+json",
    "payload": base64.b64encode(json.dumps(STATEMENT).encode()).decode(),
}
XML = (
    f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"><name>{NAME}</name>'
    f"<version>{VERSION}</version><purl>{PURL}</purl></component></components></bom>"
)
TAG_VALUE = (
    f"SPDXVersion: SPDX-2.3\nPackageName: {NAME}\nPackageVersion: {VERSION}\nExternalRef: PACKAGE-MANAGER purl {PURL}\n"
)
FILES = {
    "a/bom.json": json.dumps(CYCLONEDX),
    "a/bom.xml": XML,
    "b/app.spdx.json": json.dumps(SPDX),
    "b/app.spdx.yaml": json.dumps(SPDX, indent=1),
    "b/app.spdx": TAG_VALUE,
    "c/app.json": json.dumps(SPDX3),
    "c/app.syft.json": json.dumps(SYFT),
    "d/osv-scanner.json": json.dumps(OSV),
    "d/app.intoto.jsonl": json.dumps(ENVELOPE),
    "d/app.att.json": json.dumps(STATEMENT),
}


def test_a_folder_of_sboms_is_a_normal_target(depscan, tmp_path):
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    report = json.loads(depscan("scan", tmp_path, "-f", "json").stdout)

    assert [component["purl"] for component in report["components"]] == [PURL]
    assert sorted(seen["path"] for seen in report["components"][0]["evidence"]) == sorted(FILES)
    assert [found["id"] for found in report["dependencies"] if found["product"] == "acme-db"] == ["acme-db"]
    assert not [said for said in report["diagnostics"] if said["level"] == "error"]


def test_an_sbom_of_any_name_is_read_when_it_is_named(depscan, tmp_path):
    for number, text in enumerate(FILES.values()):
        (tmp_path / f"{number}.any").write_text(text)
        report = json.loads(depscan("scan", tmp_path / f"{number}.any", "-f", "json").stdout)

        assert [component["purl"] for component in report["components"]] == [PURL]

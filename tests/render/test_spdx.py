"""SPDX: valid by the validator of spdx-tools, the origin of everything, and depscan reads it again."""

import json
import warnings

import pytest

from depscan.pipeline import scan
from depscan.render import spdx
from tests.render import sample
from tests.small import DATE, knowledge


@pytest.fixture
def report(tmp_path):
    return sample.ordinary(tmp_path)


def read(report):
    return json.loads(spdx.render(report))


def annotated(package):
    return package["annotations"][0]["comment"].split("\n")


def named(document, name):
    return next(package for package in document["packages"] if package["name"] == name)


@pytest.mark.parametrize("make", [sample.ordinary, sample.hostile], ids=["ordinary", "hostile"])
def test_the_validator_has_no_objection(make, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that it stands on
        from spdx_tools.spdx.parser.parse_anything import parse_file
        from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

        path = tmp_path / "out.spdx.json"
        path.write_bytes(spdx.render(make(tmp_path)))
        document = parse_file(str(path))
        messages = validate_full_spdx_document(document, "SPDX-2.3")

    assert [message.validation_message for message in messages] == []


def test_the_document_is_what_it_was(report, request, update_golden):
    sample.golden(request, "shop.spdx.json", spdx.render(report).decode(), update_golden)


def test_the_same_report_gives_the_same_bytes(report):
    assert spdx.render(report) == spdx.render(report)


@pytest.mark.parametrize("make", [sample.ordinary, sample.hostile], ids=["ordinary", "hostile"])
def test_identifiers_are_unique(make, tmp_path):
    identifiers = [package["SPDXID"] for package in read(make(tmp_path))["packages"]]

    assert len(identifiers) == len(set(identifiers))


def test_a_package_names_supplier_and_facts(report):
    package = named(read(report), "@acme/ui")

    assert package["supplier"] == package["originator"] == "Organization: Acme Cloud"
    assert package["externalRefs"][0]["referenceLocator"] == "pkg:npm/%40acme/ui@2.0.0"
    assert "depscan:vendor-country=US" in annotated(package)
    assert "depscan:licence=SEE LICENSE IN LICENSE.md" in annotated(package)
    assert "licenseDeclared" not in package


def test_what_nobody_is_known_behind_has_no_supplier(report):
    package = named(read(report), "unheard-of")

    assert package["supplier"] == "NOASSERTION"
    assert "depscan:control-country=unknown" in annotated(package)
    assert package["licenseDeclared"] == "(MIT OR Apache-2.0)"


def test_a_service_is_a_package_without_a_package_url(report):
    service = next(
        p for p in read(report)["packages"] if p["SPDXID"].startswith("SPDXRef-service-") and "acme_db" not in p["name"]
    )

    assert "externalRefs" not in service
    assert service["supplier"].startswith("Organization: ")


def test_depscan_reads_it_again(report, tmp_path_factory):
    again = tmp_path_factory.mktemp("again") / "bom.spdx.json"
    again.write_bytes(spdx.render(report))
    second = scan([str(again)], today=DATE, knowledge=knowledge())

    def packages(of):
        return {(c.kind, c.name, c.version, c.purl, c.direct, c.scope) for c in of.inventory.components if c.purl}

    assert packages(second) == packages(report)
    assert {"mystery-db", "test-registry"} <= {a.dependency.id for a in second.assessments}
    assert not [d for d in second.inventory.diagnostics if d.level != "note"]

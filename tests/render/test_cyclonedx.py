"""CycloneDX: valid by its schemas, unique references, the origin of everything, and depscan reads it again."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from depscan.pipeline import scan
from depscan.render import cyclonedx
from tests.render import sample
from tests.small import DATE, knowledge

VERSIONS = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}


@pytest.fixture
def report(tmp_path):
    return sample.ordinary(tmp_path)


def read(report, version="1.6"):
    return json.loads(cyclonedx.render(report, version))


def properties(entry):
    said = {}
    for prop in entry["properties"]:
        said.setdefault(prop["name"].removeprefix("depscan:"), []).append(prop["value"])
    return said


def named(document, name):
    return next(e for e in [*document["components"], *document["services"]] if e["name"] == name)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("make", [sample.ordinary, sample.hostile], ids=["ordinary", "hostile"])
def test_it_is_valid_by_the_schema(version, make, tmp_path):
    text = cyclonedx.render(make(tmp_path), version).decode()

    assert JsonStrictValidator(VERSIONS[version]).validate_str(text) is None


def test_an_empty_report_is_valid(tmp_path):
    (tmp_path / "package.json").write_text("{}")
    text = cyclonedx.render(sample.fixed(scan([str(tmp_path)], today=DATE, knowledge=knowledge()))).decode()

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_document_is_what_it_was(report, request, update_golden):
    sample.golden(request, "shop.cdx.json", cyclonedx.render(report).decode(), update_golden)


def test_the_same_report_gives_the_same_bytes_and_another_another_number(report, tmp_path_factory):
    assert cyclonedx.render(report) == cyclonedx.render(report)
    assert read(report)["serialNumber"] != read(report, "1.7")["serialNumber"]
    assert cyclonedx.render_1_7(report) == cyclonedx.render(report, "1.7")


@pytest.mark.parametrize("make", [sample.ordinary, sample.hostile], ids=["ordinary", "hostile"])
def test_references_are_unique(make, tmp_path):
    document = read(make(tmp_path))
    references = [entry["bom-ref"] for entry in [*document["components"], *document["services"]]]

    assert len(references) == len(set(references))
    for entry in document.get("dependencies", ()):
        assert set(entry["dependsOn"]) <= set(references)


def test_a_reference_does_not_change_when_lines_move(tmp_path_factory):
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    before = read(sample.ordinary(one))
    sample.write(other)
    (other / "main.tf").write_text("# moved\n\n" + sample.TERRAFORM)
    after = read(sample.fixed(scan([str(other)], today=DATE, knowledge=knowledge())))

    assert [c["bom-ref"] for c in before["components"]] == [c["bom-ref"] for c in after["components"]]
    assert [s["bom-ref"] for s in before["services"]] == [s["bom-ref"] for s in after["services"]]


def test_a_package_names_supplier_country_and_facts(report):
    package = named(read(report), "ui")

    assert package["group"] == "@acme"
    assert package["supplier"] == package["manufacturer"]
    assert package["supplier"]["address"]["country"] == "US"
    assert properties(package)["control-country"] == ["US"]
    assert package["evidence"]["occurrences"][0]["location"] == "package-lock.json"


def test_a_resource_is_a_place_where_a_service_is_used(report):
    document = read(report)
    service = next(s for s in document["services"] if "orders" in json.dumps(s))

    assert service["provider"]["address"] == {"country": "US"}
    assert properties(service)["delivery"] == ["hosted-service"]
    assert "main.tf:1 acme_db.orders" in properties(service)["seen"]
    assert not [c for c in document["components"] if "acme_db" in c["name"]]


def test_findings_stand_with_what_they_are_about(report):
    about = {value for s in read(report)["services"] for value in properties(s).get("finding", ())}

    assert about >= {"new no-us", "waived --fail-on high"}


def test_what_nobody_is_known_behind_says_so(report):
    package = named(read(report), "unheard-of")

    assert "supplier" not in package
    assert properties(package)["attribution"] == ["unknown"]
    assert properties(package)["control-country"] == ["unknown"]


def test_scopes_and_licences(report):
    document = read(report)

    assert named(document, "tester")["scope"] == "excluded"
    assert named(document, "mystery-db")["licenses"] == [{"license": {"id": "MIT"}}]
    assert named(document, "unheard-of")["licenses"] == [{"expression": "(MIT OR Apache-2.0)"}]
    assert named(document, "ui")["licenses"] == [{"license": {"name": "SEE LICENSE IN LICENSE.md"}}]


@pytest.mark.parametrize("version", VERSIONS)
def test_depscan_reads_it_again(report, version, tmp_path_factory):
    again = tmp_path_factory.mktemp("again") / "bom.cdx.json"
    again.write_bytes(cyclonedx.render(report, version))
    second = scan([str(again)], today=DATE, knowledge=knowledge())

    def packages(of):
        return {
            (c.kind, c.name, c.version, c.purl, c.direct, c.fact("licence")) for c in of.inventory.components if c.purl
        }

    assert packages(second) == packages(report)
    assert {"mystery-db", "test-registry"} <= {a.dependency.id for a in second.assessments}
    assert not [d for d in second.inventory.diagnostics if d.level != "note"]


def test_no_place_is_lost_without_a_word(report):
    from msgspec import structs

    first, *rest = report.assessments
    many = structs.replace(first.dependency, evidence=first.dependency.evidence * 200, evidence_count=900)
    document = read(structs.replace(report, assessments=(structs.replace(first, dependency=many), *rest)))
    said = properties(named(document, many.name))

    assert len(said["seen"]) == 100
    assert said["places"] == ["900"]

"""What a document says of suppliers and licences is compared with the catalogue; neither is believed blindly."""

import json

import pytest

from depscan.model import AttributionClass, Delivery, How
from depscan.resolve import resolve
from tests.small import dependencies, knowledge, npm, product, seen


def reported(name, *facts, **more):
    return npm(name, evidence=seen("bom.json", how=How.REPORTED), facts=tuple(sorted(facts)), **more)


def of_vendors(*components):
    """Return the dependencies but the registry that packages come from."""
    return [found for found in dependencies(*components) if found.delivery is not Delivery.DISTRIBUTION_CHANNEL]


@pytest.mark.parametrize(
    ("supplier", "country", "said"),
    [
        ("Acme Cloud, LLC", None, ()),
        ("ACME CLOUD IRELAND LTD", "US", ()),
        ("Acme Parent Inc.", None, ()),
        ("Acme Consulting", "FR", ()),
        ("Somebody Else", None, ()),
        ("Somebody Else", "US", ()),
        ("Somebody Else", "Germany", ()),
        ("Somebody Else", "DE", ("the document names Somebody Else (DE) as supplier, the catalogue Acme Cloud (US)",)),
        ("Acme Cloud", "IE", ("the document names Acme Cloud (IE) as supplier, the catalogue Acme Cloud (US)",)),
        ("Euro Host SAS", None, ("the document names Euro Host SAS (FR) as supplier, the catalogue Acme Cloud (US)",)),
    ],
)
def test_a_supplier_that_plainly_differs_from_the_catalogue_is_told(supplier, country, said):
    facts = [("supplier_country", country)] if country else []

    (found,) = of_vendors(reported("@acme/ui", *facts, supplier=supplier))

    assert found.remarks == said


def test_resellers_in_inventories_and_distributions_of_packages_contradict_nobody():
    listed = product("Acme Ledger", supplier="Euro Host", evidence=seen("inventory.csv", how=How.LISTED))

    assert all(not found.remarks for found in dependencies(listed))


def test_a_document_that_disagrees_is_shown_by_explain_and_in_json(tmp_path, depscan):
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {
                "type": "library",
                "name": "@acme/ui",
                "purl": "pkg:npm/%40acme/ui@1.0.0",
                "supplier": {"name": "Euro Host", "address": {"country": "FR"}},
            }
        ],
    }
    (tmp_path / "bom.json").write_text(json.dumps(bom))
    said = "the document names Euro Host (FR) as supplier, the catalogue Acme Cloud (US)"

    assert said in " ".join(depscan("explain", "acme-cloud", tmp_path).stdout.split())
    (found,) = (
        row
        for row in json.loads(depscan("scan", tmp_path, "--format", "json").stdout)["dependencies"]
        if row["id"] == "acme-cloud-open-source-packages"
    )
    assert found["remarks"] == [said]


@pytest.mark.parametrize(
    ("licence", "delivery"),
    [
        ("MIT", Delivery.OPEN_SOURCE),
        ("BUSL-1.1 OR MIT", Delivery.OPEN_SOURCE),
        ("MIT AND BUSL-1.1", Delivery.SOURCE_AVAILABLE),
        ("UNLICENSED", Delivery.PROPRIETARY_SOFTWARE),
        ("Proprietary", Delivery.PROPRIETARY_SOFTWARE),
        ("Unlicense", Delivery.OPEN_SOURCE),
        ("Our own licence", Delivery.OPEN_SOURCE),
    ],
)
def test_the_licence_of_a_package_says_more_than_a_pattern_for_all_of_a_publishers(licence, delivery):
    (found,) = of_vendors(reported("@acme/ui", ("licence", licence)))

    assert found.delivery is delivery
    assert found.id == f"acme-cloud-{delivery}-packages"


def test_a_rule_for_exactly_this_package_or_a_product_says_more_than_the_licence():
    exact, of_product = of_vendors(
        reported("acme-ui", ("licence", "UNLICENSED")), reported("@acme-sdk/client-db", ("licence", "MIT"))
    )

    assert exact.delivery is Delivery.OPEN_SOURCE
    assert of_product.delivery is Delivery.HOSTED_SERVICE


def test_a_suppliers_name_counts_for_open_source_and_accuses_nobody():
    open_source, closed, unsaid = resolve(
        (
            reported("nobody-claims-this", ("licence", "MIT"), supplier="Acme Cloud"),
            reported("nobody-claims-that", ("licence", "proprietary"), supplier="Acme Cloud"),
            reported("nor-this", supplier="Acme Cloud"),
        ),
        knowledge(),
    ).attributions

    assert (open_source.cls, open_source.vendor) == (AttributionClass.VENDOR, "acme-cloud")
    assert closed.cls is unsaid.cls is AttributionClass.UNKNOWN


def test_the_address_of_a_service_is_a_hosted_service_and_that_of_its_documentation_is_not(tmp_path, depscan):
    services = [
        {"name": "Orders", "endpoints": ["https://store.acme-cloud.com/v1"], "provider": {"name": "Acme Cloud"}},
        {"name": "Own", "endpoints": ["https://api.internal/"]},
        {
            "name": "Plain",
            "externalReferences": [{"type": "documentation", "url": "https://docs.euro-host.com/plain.zip"}],
        },
    ]
    (tmp_path / "bom.json").write_text(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "services": services})
    )
    report = json.loads(depscan("scan", tmp_path, "--format", "json").stdout)

    assert [(found["id"], found["use"]) for found in report["dependencies"]] == [("acme-store", "certain")]

"""What exposure, lock-in and risk say, on invented vendors."""

from functools import cache

import msgspec
import pytest

from depscan.attribute import is_before
from depscan.model import Delivery, How, Scope, Severity, Use
from tests.small import FOLDER, assessed, dependencies, knowledge, npm, product, resource, seen


def test_a_resource_is_certain_use_and_its_subsidiary_vendor_is_controlled_from_the_parents_country():
    found = assessed(resource("acme_db.orders"))["acme-db"]

    assert found.dependency.use is Use.CERTAIN
    assert [step.vendor for step in found.control.path] == ["acme-cloud", "acme-parent"]
    assert found.control.country == "US"
    assert found.exposure.high == 90
    assert found.exposures[0].law == "us-access"
    assert found.exposures[0].trigger == "incorporated"


def test_a_client_library_is_likely_use_and_a_transitive_or_development_one_possible():
    direct = assessed(npm("@acme-sdk/client-db"))["acme-db"]
    transitive = assessed(npm("@acme-sdk/client-db", direct=False))["acme-db"]
    development = assessed(npm("@acme-sdk/client-db", scope=Scope.DEVELOPMENT))["acme-db"]

    assert direct.dependency.use is Use.LIKELY
    assert direct.exposure.high == pytest.approx(81)
    assert transitive.exposure.high == pytest.approx(45)
    assert development.dependency.use is Use.POSSIBLE
    assert development.scope_weight == 0.5


def test_forty_components_of_one_product_are_one_dependency():
    found = dependencies(
        *(resource(f"acme_bucket.b{i}", evidence=seen("main.tf", i + 1, How.CONFIGURED)) for i in range(40))
    )

    assert [d.id for d in found] == ["acme-store"]
    assert found[0].components == 40
    assert found[0].evidence_count == 40


def test_an_open_source_package_of_a_foreign_company_is_minimal():
    found = assessed(npm("@acme/ui"))["acme-cloud-open-source-packages"]

    assert found.dependency.delivery is Delivery.OPEN_SOURCE
    assert found.severity is Severity.MINIMAL
    assert found.exposure.high <= 5


def test_presence_makes_possible_what_ownership_does_not():
    found = assessed(resource("euro_bucket.b"))["euro-store"]

    assert found.control.country == "FR"
    assert found.exposure.high == pytest.approx(90 * 0.35)
    assert found.exposures[0].trigger == "presence"


def test_licensed_technology_brings_export_control_but_no_data_access():
    found = assessed(product("Licensed Cloud"))["licensed"]

    assert {(e.law, e.effect, e.trigger) for e in found.exposures} == {
        ("us-export", "S", "origin"),
        ("us-export", "X", "origin"),
    }
    assert found.exposure.high == pytest.approx(80 * 0.5 * 0.9)


def test_unknown_control_is_an_interval_up_to_the_worst():
    found = assessed(npm("mystery-db"))["mystery-db"]

    assert not found.control.known
    assert found.control.country is None
    assert found.exposure.low == 0
    assert found.exposure.high == pytest.approx(90 * 0.9)
    assert found.lock_in.low < found.lock_in.high


def test_a_lapsed_law_is_listed_and_scores_nothing():
    before = assessed(resource("acme_db.orders"), date="2026-06-11")["acme-db"]
    after = assessed(resource("acme_db.orders"), date="2026-06-12")["acme-db"]

    assert all(e.applies for e in before.exposures if e.law == "us-lapsed")
    lapsed = [e for e in after.exposures if e.law == "us-lapsed"]
    assert lapsed
    assert all(not e.applies and e.points.high == 0 for e in lapsed)


def test_a_law_of_the_home_area_is_not_extraterritorial():
    found = assessed(resource("acme_db.orders"), home="US")["acme-db"]

    assert found.exposures == ()
    assert found.exposure.high == 0


def test_uk_is_understood_as_a_home_area():
    found = assessed(resource("acme_db.orders"), home="UK")["acme-db"]

    assert found.exposure.high == 90


def test_depth_counts_the_services_of_one_group():
    alone = assessed(resource("acme_db.a"))["acme-db"]
    many = assessed(resource("acme_db.a"), resource("acme_bucket.b"), resource("acme_queue.c"))["acme-db"]

    def depth(assessment):
        return next(f.points.high for f in assessment.factors if f.factor == "depth")

    assert depth(alone) == 0
    assert depth(many) == pytest.approx(10 * 2 / 9)


def test_every_lock_in_point_is_a_factor():
    for assessment in assessed(resource("acme_db.a"), npm("mystery-db"), resource("euro_bucket.b")).values():
        assert sum(f.points.low for f in assessment.factors) == pytest.approx(assessment.lock_in.low)
        assert sum(f.points.high for f in assessment.factors) == pytest.approx(assessment.lock_in.high)


def test_a_package_evidences_its_registry_once_a_file():
    found = {d.id: d for d in dependencies(npm("a"), npm("b"), npm("c", evidence=seen("other/package-lock.json")))}

    assert found["test-registry"].delivery is Delivery.DISTRIBUTION_CHANNEL
    assert found["test-registry"].scope is Scope.BUILD
    assert [seen.path for _, seen in found["test-registry"].evidence] == [
        "other/package-lock.json",
        "package-lock.json",
    ]


def test_an_inventory_line_with_a_known_vendor_and_an_unknown_product_is_proprietary_software_with_open_questions():
    line = product(
        "Acme Ledger", supplier="ACME CLOUD IRELAND LTD", facts=(("annual_cost", "1200"), ("currency", "EUR"))
    )
    found = assessed(line)["acme-cloud-listed-acme-ledger"]

    assert found.dependency.delivery is Delivery.PROPRIETARY_SOFTWARE
    assert found.dependency.annual_cost == (("EUR", 1200.0),)
    assert found.lock_in.low == 0
    assert found.lock_in.high > 80


def test_a_client_pointed_at_an_own_host_is_not_the_vendors_service():
    found = dependencies(npm("@acme-sdk/client-store", endpoint="minio.internal"))

    assert [d.id for d in found] == ["test-registry"]


def test_a_client_pointed_at_another_vendor_is_that_vendors_service():
    found = dependencies(npm("@acme-sdk/client-store", endpoint="https://s3.euro-host.com"))

    assert [d.id for d in found] == ["euro-store", "test-registry"]


def test_an_edition_in_an_inventory_is_its_product_if_the_vendor_agrees():
    named = assessed(product("Acme Store Premium Plan", supplier="Acme Parent"))
    other = assessed(product("Acme Store Premium Plan", supplier="Euro Host"))
    alone = assessed(product("Acme Store Premium Plan"))

    assert "acme-store" in named
    assert "acme-store" in alone
    assert "acme-store" not in other


def test_versions_from_before_a_change_of_licence_are_another_way_of_depending():
    old = assessed(npm("relicensed-db", version="6.2.1"))
    new = assessed(npm("relicensed-db", version="7.4.0"))

    assert old["relicensed-db-before-7-4"].dependency.delivery is Delivery.OPEN_SOURCE
    assert old["relicensed-db-before-7-4"].dependency.name == "Relicensed DB before 7.4"
    assert new["relicensed-db"].dependency.delivery is Delivery.SOURCE_AVAILABLE


@pytest.mark.parametrize(
    ("version", "limit", "before"),
    [
        ("5", "7.4", True), ("6.2-alpine", "7.4", True), ("7.2.4", "7.4", True), ("7.4", "7.4", False), ("7", "7.4", False),
        ("8.0.1", "7.4", False), ("v1.5.7", "1.6", True), ("latest", "7.4", False), ("", "7.4", False), ("7.10.2", "7.11", True),
        ("99999999999999999999", "7.4", False), ("7.x", "7.4", False), ("4.0", "4.0.4", False),
    ],
)  # fmt: skip
def test_an_older_version_is_told_by_its_leading_numbers(version, limit, before):
    assert is_before(version, limit) is before


def test_a_recent_change_of_control_raises_lock_in_for_three_years():
    found = {
        date: [
            f
            for f in assessed(resource("euro_bucket"), known=bought(), date=date)["euro-store"].factors
            if f.factor == "acquired"
        ]
        for date in ("2024-02-01", "2024-03-01", "2027-03-31", "2027-04-01")
    }

    assert [len(factors) for factors in found.values()] == [0, 1, 1, 0]
    (factor,) = found["2024-03-01"]
    assert factor.because == "2024-03: control over Euro Host passed to US Fund"


@cache
def bought():
    """The invented knowledge, but for Euro Host, which US Fund bought in March 2024."""
    from msgspec import msgpack, structs

    from depscan.knowledge.compile import compile_folders
    from depscan.knowledge.index import Compiled, Knowledge
    from depscan.model import Ownership

    compiled = msgpack.decode(compile_folders([FOLDER]), type=Compiled)
    owner = Ownership(vendor="us-fund", share=60, control=True, since="2024-03")
    vendor = structs.replace(knowledge().vendor("euro-host"), ownership="owned", owners=(owner,))
    compiled.vendors["euro-host"] = msgspec.Raw(msgpack.encode(vendor))
    return Knowledge(compiled)

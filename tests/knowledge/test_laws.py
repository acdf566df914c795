"""Laws reach whom their text reaches: home areas, the Union and its neighbours, comparable laws alike."""

import pytest

from depscan.assess.risk import assess
from depscan.resolve import as_if_used
from tests.knowledge.test_packaged import DATE, shipped


def laws_of(product_id, home):
    (found,) = assess([as_if_used(shipped().product(product_id))], shipped(), home=home, date=DATE)
    return {exposure.law: exposure for exposure in found.exposures}


def test_a_law_of_the_union_is_no_foreign_law_in_a_member_state():
    for home in ("EU", "FR", "DE"):
        assert not any(exposure.country == "EU" for exposure in laws_of("scaleway", home).values())


@pytest.mark.parametrize("home", ["CH", "NO", "US"])
def test_a_law_of_the_union_is_shown_to_readers_outside(home):
    assert laws_of("scaleway", home)["eu-e-evidence"].applies


def test_a_regulation_does_not_reach_a_vendor_by_its_seat_where_it_does_not_hold():
    norwegian = laws_of("runbox", "CH")

    assert "eu-e-evidence" not in norwegian
    assert "eu-sanctions" not in norwegian
    assert norwegian["no-criminal-procedure"].applies


def test_only_laws_of_an_area_name_countries_outside():
    areas = shipped().scoring.areas
    for law in shipped().laws:
        assert set(law.outside) <= areas.get(law.country, frozenset()), law.id


def test_export_control_follows_the_item_and_not_the_shareholder():
    contabo = laws_of("contabo", "EU")

    assert contabo["us-cloud-act"].trigger == "controlled"
    assert "us-ear" not in contabo


def test_sanctions_of_the_union_and_of_its_neighbours_weigh_the_same():
    weights = {law.id: (law.certainty, law.effects, law.triggers) for law in shipped().laws}

    assert weights["eu-sanctions"] == weights["gb-sanctions"]
    assert weights["ru-fsb-assistance"] == weights["cn-intelligence-law"]


def test_a_law_on_carriers_does_not_reach_every_online_service():
    for law in shipped().laws:
        if law.id in ("il-communications-law", "tw-surveillance", "za-rica", "ch-intelligence-service"):
            assert law.categories, law.id
            assert "crm" not in law.categories, law.id

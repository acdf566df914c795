"""Every law of the catalogue is reached or says why not, by what makes the exposure."""

import pytest

from depscan.assess.reach import Why, laws
from depscan.model import Component, How, Kind, Scope
from tests.small import DATE, assessed, dependencies, knowledge, npm, product, resource, seen

PG = Component(
    kind=Kind.IMAGE,
    name="docker.io/library/open-pg",
    scope=Scope.RUNTIME,
    evidence=seen("compose.yml", how=How.CONFIGURED),
)
ALL = (
    resource("acme_db.orders"),
    resource("acme_bucket.b"),
    resource("euro_bucket.b"),
    npm("mystery-db"),
    npm("@acme/ui"),
    npm("relicensed-db"),
    product("Licensed Cloud"),
    product("Acme Drive"),
    PG,
)


def why(id_, *components, home="EU", date=DATE):
    (found,) = (d for d in dependencies(*(components or ALL)) if d.id == id_)
    told = laws(found, knowledge(), home=home, date=date)
    return {r.law.id: None for r in told.reached} | {m.law.id: m.why for m in told.missed}


def test_each_law_is_told_once_for_each_dependency():
    for found in dependencies(*ALL):
        told = laws(found, knowledge(), home="EU", date=DATE)
        ids = [r.law.id for r in told.reached] + [m.law.id for m in told.missed]
        assert sorted(ids) == sorted(law.id for law in knowledge().laws)


@pytest.mark.parametrize("home", ["EU", "US", "CA", "CH"])
@pytest.mark.parametrize("date", [DATE, "2020-01-01", "2017-01-01"])
def test_what_reaches_is_what_the_assessment_counts(home, date):
    found = assessed(*ALL, home=home, date=date)
    for assessment in found.values():
        told = laws(assessment.dependency, knowledge(), home=home, date=date)
        binding = {exposure.law for exposure in assessment.exposures if exposure.applies}
        assert {one.law.id for one in told.reached} == binding
        assert [e for one in told.reached for e in one.exposures if e.points.high == assessment.exposure.high] or (
            not binding or assessment.unknown
        )


def test_a_lapsed_law_says_so_and_one_of_another_country_has_no_connection():
    found = why("acme-db")

    assert found["us-access"] is None
    assert found["us-lapsed"] is Why.NOT_IN_FORCE
    assert found["ca-order"] is Why.NO_CONNECTION
    assert why("acme-db", date="2020-01-01")["us-lapsed"] is None


def test_open_source_hands_over_nothing_however_american_its_publisher():
    found = why("acme-cloud-open-source-packages")

    assert found["us-access"] is Why.DELIVERY
    assert found["us-export"] is None  # stop of service: of later versions


def test_technology_from_there_does_not_carry_every_effect():
    found = why("licensed")

    assert found["us-export"] is None
    assert found["us-access"] is Why.TECHNOLOGY


def test_a_law_of_the_home_area_is_not_foreign():
    assert why("acme-db", home="US")["us-access"] is Why.HOME


def test_where_control_is_not_known_no_connection_is_known_either():
    (found,) = (d for d in dependencies(npm("mystery-db")) if d.id == "mystery-db")
    told = laws(found, knowledge(), home="EU", date=DATE)

    assert {missed.why for missed in told.missed} == {Why.NO_CONNECTION}

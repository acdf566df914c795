"""What stops if somebody stops serving, on invented vendors."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from depscan.assess import whatif
from depscan.assess.risk import assess
from depscan.assess.whatif import Cut, Outcome, PriceRise, Replacement
from depscan.model import Component, Delivery, How, Kind, Ownership, Scope
from tests.altered import altered
from tests.small import DATE, assessed, dependencies, knowledge, npm, product, resource, seen

PG = Component(
    kind=Kind.IMAGE,
    name="docker.io/library/open-pg",
    scope=Scope.BUILD,
    evidence=seen("compose.yml", how=How.CONFIGURED),
)
ALL = (
    resource("acme_db.orders"),
    resource("euro_bucket.b"),
    npm("mystery-db"),
    npm("@acme/ui"),
    product("Licensed Cloud"),
    npm("left-pad"),
)


def outcomes(target, *components):
    found = assessed(*(components or ALL))
    return {c.assessment.dependency.id: c for c in whatif.cut(tuple(found.values()), target, knowledge())}


def country(code):
    return Cut(kind="country", id=code, name=code, countries=whatif.countries_named(code, knowledge()))


def test_a_service_stops_and_a_library_only_grows_old():
    found = outcomes(country("US"))

    assert found["acme-db"].outcome is Outcome.STOPS
    assert found["acme-cloud-open-source-packages"].outcome is Outcome.STALE
    assert "anybody may go on" in found["acme-cloud-open-source-packages"].because


def test_who_is_only_present_goes_on_and_not_knowing_says_so():
    found = outcomes(country("CA"))

    assert found["euro-store"].outcome is Outcome.GOES_ON  # present in CA, neither registered nor controlled there
    assert found["mystery-db"].outcome is Outcome.GOES_ON
    assert "not known who controls" in found["mystery-db"].because


def test_technology_under_licence_is_not_the_operator():
    found = outcomes(country("US"), product("Licensed Cloud"))["licensed"]

    assert found.outcome is Outcome.STALE
    assert "under licence" in found.because


def test_a_group_takes_its_subsidiaries_and_its_licensees_with_it():
    target = Cut(kind="vendor", id="acme-parent", name="Acme Parent")
    found = outcomes(target, resource("acme_db.orders"), product("Licensed Cloud"), resource("euro_bucket.b"))

    assert found["acme-db"].outcome is Outcome.STOPS
    assert found["acme-db"].because.startswith("Acme Cloud ← Acme Parent")
    assert found["licensed"].outcome is Outcome.STALE
    assert found["euro-store"].outcome is Outcome.GOES_ON


def test_one_product_alone():
    target = Cut(kind="product", id="acme-db", name="Acme DB")
    found = outcomes(target, resource("acme_db.orders"), resource("acme_bucket.b"))

    assert found["acme-db"].outcome is Outcome.STOPS
    assert found["acme-store"].outcome is Outcome.GOES_ON


def test_a_law_that_demands_data_stops_nothing():
    law = next(law for law in knowledge().laws if law.id == "us-access")
    found = outcomes(Cut(kind="law", id=law.id, name=law.name), resource("acme_db.orders"), resource("euro_bucket.b"))

    assert found["acme-db"].outcome is Outcome.GOES_ON
    assert "data can be demanded" in found["acme-db"].because
    assert found["acme-db"].prepare
    assert found["euro-store"].prepare == ()


def test_a_law_that_stops_exports_leaves_a_licensee_without_updates_and_no_more():
    law = next(law for law in knowledge().laws if law.id == "us-export")
    found = outcomes(Cut(kind="law", id=law.id, name=law.name), resource("acme_db.orders"), product("Licensed Cloud"))

    assert found["acme-db"].outcome is Outcome.STOPS
    assert found["licensed"].outcome is Outcome.STALE  # as when its country stops serving
    assert "under licence" in found["licensed"].because


def test_when_a_licence_ends_is_told_under_a_law_as_under_a_country():
    bought = product("Acme Store", facts=(("contract_end", "2028-03-31"),))
    (found,) = dependencies(bought)
    installed = structs.replace(found, delivery=Delivery.PROPRIETARY_SOFTWARE)
    assessments = assess((installed,), knowledge(), home="EU", date=DATE)
    law = next(law for law in knowledge().laws if law.id == "us-export")

    for target in (country("US"), Cut(kind="law", id=law.id, name=law.name)):
        (consequence,) = whatif.cut(assessments, target, knowledge())
        assert consequence.outcome is Outcome.ENDS
        assert consequence.because.endswith("runs until its licence ends, by the inventory 2028-03-31")


def test_alternatives_that_are_cut_off_as_well_are_not_recommended():
    found = outcomes(country("US"), product("Licensed Cloud"), resource("acme_db.orders"))

    assert not any("Acme" in text for consequence in found.values() for text in consequence.prepare)


def test_a_replacement_keeps_where_and_how_and_changes_the_rest():
    before = dependencies(resource("acme_db.orders"), resource("acme_bucket.b"))
    after = whatif.replaced(before, [Replacement("acme-db", "open-pg")], knowledge())
    scores = {a.dependency.id: a for a in assess(after, knowledge(), home="EU", date=DATE)}

    assert sorted(scores) == ["acme-store", "open-pg"]
    assert scores["open-pg"].dependency.evidence[0][1].path == "main.tf"
    assert scores["open-pg"].risk.high < 15
    assert (
        scores["acme-store"].lock_in.high
        < assessed(resource("acme_db.o"), resource("acme_bucket.b"))["acme-store"].lock_in.high
    )


def test_a_replacement_by_what_is_used_already_is_one_row():
    before = dependencies(resource("acme_db.orders"), PG)
    found = whatif.replaced(before, [Replacement("acme-db", "open-pg")], knowledge())
    (after,) = [dependency for dependency in found if dependency.id == "open-pg"]

    assert len(found) == len(before) - 1
    assert after.use.value == "certain"
    assert after.components == 2


def test_prices_rise_for_a_group():
    bought = Component(
        kind=Kind.PRODUCT,
        name="Acme Store",
        scope=Scope.RUNTIME,
        facts=(("annual_cost", "1000"), ("currency", "EUR")),
        evidence=seen("inventory.csv", how=How.LISTED),
    )
    found = dependencies(bought)

    assert whatif.spend_after(found, [], [PriceRise("acme-parent", 300)], knowledge()) == {"EUR": (1000.0, 4000.0)}
    assert whatif.spend_after(found, [], [PriceRise("euro-host", 300)], knowledge()) == {"EUR": (1000.0, 1000.0)}


def test_what_is_replaced_is_paid_for_before_and_no_more_after():
    bought = product("Acme Store", facts=(("annual_cost", "1000"), ("currency", "EUR")))
    kept = product("Euro Object Storage", facts=(("annual_cost", "200"), ("currency", "EUR")))
    found = dependencies(bought, kept)
    (old,) = [one.id for one in found if dict(one.annual_cost)["EUR"] == 1000]
    change = whatif.Replacement(old=old, new="open-pg")

    assert whatif.spend_after(found, [change], [PriceRise("euro-host", 50)], knowledge()) == {"EUR": (1200.0, 300.0)}


def test_influence_without_control_stops_nothing():
    """Somebody who decides with others cannot make a vendor stop alone."""
    influenced = structs.replace(
        knowledge().vendor("euro-host"), owners=(Ownership(vendor="us-fund", share=30, influence=True),)
    )
    known = altered(vendors=[influenced])
    (found,) = assess(dependencies(resource("euro_bucket.a"), known=known), known, home="EU", date=DATE)
    for target in (country("US"), whatif.Cut(kind="vendor", id="us-fund", name="US Fund")):
        (told,) = whatif.cut([found], target, known)

        assert told.outcome is Outcome.GOES_ON
        assert "(decisive influence)" in told.because
        assert told.prepare


@given(st.sets(st.sampled_from(ALL), min_size=1), st.sampled_from(["US", "FR", "LU", "CA", "EU"]))
def test_every_dependency_has_one_outcome_and_a_reason_and_others_do_not_change_it(components, code):
    together = outcomes(country(code), *components)

    assert set(together) == set(assessed(*components))
    for id_, consequence in outcomes(country(code)).items():
        if id_ in together:
            assert (consequence.outcome, consequence.because) == (together[id_].outcome, together[id_].because)
    assert all(consequence.because for consequence in together.values())


def test_the_worst_comes_first():
    found = [c.outcome for c in whatif.cut(tuple(assessed(*ALL).values()), country("US"), knowledge())]

    assert found == sorted(found, key=list(Outcome).index)

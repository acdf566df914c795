"""What would lower a risk, and what missing facts could change: always by assessing again."""

import pytest

from depscan.assess.levers import Situation, levers, region_is_no_lever
from depscan.assess.risk import assess, assess_beside
from depscan.assess.unknowns import unknowns
from depscan.model import Use
from depscan.resolve import as_if_used
from tests.small import DATE, dependencies, knowledge, npm, product, resource, seen

SHOP = (
    resource("acme_db.orders"),
    resource("acme_bucket.b"),
    resource("euro_bucket.b"),
    npm("mystery-db"),
    npm("@acme/ui"),
    product("Licensed Cloud"),
    product("Acme Drive"),
    npm("left-pad"),
)


def everything(*components, home="EU"):
    found = dependencies(*(components or SHOP))
    for assessment in assess(found, knowledge(), home=home, date=DATE):
        others = tuple(d for d in found if d.id != assessment.dependency.id)
        yield assessment, Situation(others=others, knowledge=knowledge(), home=home, date=DATE)


def of(id_, *components):
    return next(pair for pair in everything(*components) if pair[0].dependency.id == id_)


def test_beside_the_others_an_assessment_is_what_it_is_among_them():
    for assessment, situation in everything():
        assert situation.assess(assessment.dependency) == assessment


def test_a_lever_lowers_the_risk_and_the_most_effective_comes_first():
    for assessment, situation in everything():
        found = levers(assessment, situation)
        assert all(lever.before == assessment.risk and lever.effect > 0 for lever in found)
        assert [lever.effect for lever in found] == sorted((lever.effect for lever in found), reverse=True)


def test_moving_gives_the_risk_that_the_alternative_has():
    assessment, situation = of("acme-db")
    (move,) = (lever for lever in levers(assessment, situation) if "Open PG" in lever.says)
    supposed = as_if_used(knowledge().product("open-pg"), use=Use.CERTAIN)
    after = assess_beside(supposed, situation.others, knowledge(), home="EU", date=DATE)

    assert move.after == after.risk
    assert "open source, run by oneself" in move.says


def test_a_compatible_service_is_a_matter_of_the_endpoint():
    assessment, situation = of("acme-store")

    assert any(lever.says == "point the endpoint at Euro Store" for lever in levers(assessment, situation))


def test_a_region_at_home_is_no_lever_for_what_is_controlled_from_elsewhere():
    here = resource("acme_db.orders", region="eu-west-3")
    assessment, situation = of("acme-db", here)
    elsewhere, _ = of("acme-db", resource("acme_db.orders", region="us-east-1"))

    assert assessment.risk == elsewhere.risk
    assert region_is_no_lever(assessment, "EU", knowledge())
    assert not region_is_no_lever(assessment, "US", knowledge())
    assert not any("region" in lever.says for lever in levers(assessment, situation))
    own, _ = of("euro-store", resource("euro_bucket.b"))
    assert not region_is_no_lever(own, "EU", knowledge())


def test_a_channel_can_be_mirrored_and_emptied_of_what_is_private():
    found = [lever.says for lever in levers(*of("test-registry", npm("left-pad")))]

    assert "keep no private code or images there" in found
    assert any("mirror" in says for says in found)


def test_leaving_the_others_of_a_group_counts_by_depth():
    stores = [resource("acme_db.a"), resource("acme_bucket.b"), resource("acme_other.c"), npm("left-pad")]
    alone = levers(*of("acme-db", stores[0]))
    among = levers(*of("acme-db", *stores))

    assert not any(lever.says.startswith("leave ") for lever in alone)
    assert any(lever.says == "leave the 3 others of Acme Parent" for lever in among)


def test_better_clauses_are_no_lever_where_they_are_agreed_already():
    facts = (
        ("contract_end", DATE),
        ("notice", "1 month"),
        ("price_cap", "yes"),
        ("reversibility", "yes"),
        ("tacit_renewal", "no"),
    )
    bought = product("Licensed Cloud", facts=facts)
    assert any("contract" in lever.says for lever in levers(*of("licensed", product("Licensed Cloud"))))
    assert not any("contract" in lever.says for lever in levers(*of("licensed", bought)))
    assert not any(one.what == "the contract" for one in unknowns(*of("licensed", bought)))


# ------------------------------------------------------------------------------------------------------- what is unknown


def test_best_and_worst_lie_within_what_is_shown():
    for assessment, situation in everything():
        for one in unknowns(assessment, situation):
            if one.spans is None:
                continue
            assert assessment.risk.low - 1e-9 <= one.best.low <= one.worst.low
            assert one.best.high <= one.worst.high <= assessment.risk.high + 1e-9


def test_control_that_is_not_known_spans_from_nothing_to_the_worst():
    assessment, situation = of("mystery-db", npm("mystery-db"))
    found = {one.what: one for one in unknowns(assessment, situation)}
    control = found["who controls Mystery is not known"]

    assert (control.spans.low, control.spans.high) == (assessment.exposure.low, assessment.exposure.high)
    assert control.best.high < assessment.risk.high
    assert {"what could take its place", "whether data can be exported whole"} <= set(found)


def test_what_is_kept_in_a_channel_moves_its_exposure():
    found = {one.what: one for one in unknowns(*of("test-registry", npm("left-pad")))}

    assert found["whether private code or images are kept there"].part == "exposure"


def test_which_of_several_products_is_meant():
    found = unknowns(*of("acme-cloud-listed-acme-drive", product("Acme Drive")))
    meant = next(one for one in found if one.what.startswith("which is meant"))

    assert meant.best.high < meant.worst.high


def test_a_use_that_is_not_certain_is_said_to_be_so():
    listed = unknowns(*of("licensed", product("Licensed Cloud", evidence=seen("inventory.csv"))))

    assert any(one.part == "use" and one.worst.high > 0 for one in listed)


@pytest.mark.parametrize("home", ["EU", "US"])
def test_nothing_is_unknown_about_open_packages_of_a_known_publisher(home):
    for assessment, situation in everything(npm("@acme/ui"), home=home):
        if assessment.dependency.product is None:
            assert unknowns(assessment, situation) == ()
            assert levers(assessment, situation) == ()

"""Frameworks: what each probe says, how verdicts come about, and the arithmetic of levels and points, by hand."""

import typing

import pytest
from msgspec import structs

from depscan.assess.ceilings import lids
from depscan.assess.frameworks import Answer, Asked, Said, Verdict, hold
from depscan.assess.law_book import home_countries
from depscan.assess.portfolio import portfolio
from depscan.assess.probes import NAMES, signs
from depscan.assess.risk import assess
from depscan.assess.signs import Situation, Weight
from depscan.framework import Criterion
from depscan.knowledge.schema_frameworks import PROBES
from depscan.model import Delivery, Scope
from depscan.report import Coverage
from tests.small import DATE, dependencies, knowledge, npm, product, resource

WHOLE = Coverage(components=10, attributed=10, unread=0, unlocked=0)


def asked(*components, coverage=WHOLE):
    return Asked(dependencies=dependencies(*components), date=DATE, coverage=coverage)


def said(probe, *components, area="EU", coverage=WHOLE, **criterion):
    """Return (weight, words, dependency) of each sign."""
    known = knowledge()
    found = assess(dependencies(*components), known, home=area, date=DATE)
    situation = Situation(
        criterion=Criterion(id="X", group="X", probes=(probe,), **criterion),
        area=home_countries(area, known.scoring),
        knowledge=known,
        date=DATE,
        picture=portfolio(found),
        coverage=coverage,
    )
    return [(sign.weight.value, sign.says, sign.dependency) for sign in signs(found, situation)]


def test_every_probe_that_may_be_written_is_there():
    assert set(typing.get_args(PROBES)) == NAMES


@pytest.mark.parametrize(
    ("probe", "component", "expected"),
    [
        ("control", "acme_db.a", ("contradicts", "controlled from US")),
        ("control", "euro_bucket.a", ("supports", "controlled from FR")),
        ("control", "mystery-db", ("unknown", "who controls it is not known")),
        ("seat", "acme_db.a", ("contradicts", "registered in or managed from US")),
        ("seat", "euro_bucket.a", ("supports", "registered in FR")),
        ("decisive-influence", "acme_db.a", ("contradicts", "decisive influence from US")),
        ("decisive-influence", "euro_bucket.a", ("supports", "no decisive influence from outside, by the owners in the catalogue")),
        ("decisive-influence", "mystery-db", ("unknown", "who controls it is not known")),
        ("owners", "acme_db.a", ("noted", "Acme Cloud ← Acme Parent 100 %, US")),
        ("owners", "euro_bucket.a", ("noted", "no owner of 5 % or more in the catalogue")),
        ("foreign-law", "acme_db.a", ("contradicts", "data or help can be demanded under: Access Act (US)")),
        ("foreign-law", "euro_bucket.a", ("unknown", "perhaps data or help can be demanded under: Production Orders (CA)")),
        ("foreign-law", "mystery-db", ("unknown", "who controls Mystery is not known")),
        ("stop", "acme_db.a", ("contradicts", "can be made to stop under: Export Rules (US)")),
        ("export-control", "acme_db.a", ("contradicts", "its export can be barred under: Export Rules (US)")),
        ("vulnerability-disclosure", "euro_bucket.a", ("supports", "no law of another area has vulnerabilities reported, by what is known")),
        ("data-location", "acme_db.a", ("unknown", "1 resource of which no file tells the place")),
        ("open-standards", "acme_db.a", ("contradicts", "an interface of a single vendor")),
        ("open-standards", "euro_bucket.a", ("noted", "de-facto standard (s3) that others implement, too")),
        ("open-standards", "mystery-db", ("unknown", "what its interface is like is not known")),
        ("data-export", "acme_db.a", ("contradicts", "export only in formats of its own")),
        ("data-export", "euro_bucket.a", ("supports", "complete export in standard formats")),
        ("data-export", "mystery-db", ("unknown", "what its export is like is not known")),
        ("open-source", "acme_db.a", ("contradicts", "the software is proprietary")),
        ("open-source", "mystery-db", ("unknown", "the licence of the software is not known")),
        ("alternatives", "acme_db.a", ("supports", "could be Open PG")),
        ("alternatives", "acme_bucket.a", ("supports", "could be Euro Store")),
        ("alternatives", "mystery-db", ("unknown", "substitutes were not looked for")),
        ("contract", "acme_db.a", ("unknown", "no inventory tells of its contract")),
        ("switching", "acme_db.a", ("contradicts", "hard to leave: lock-in of 60 or more")),
        ("switching", "mystery-db", ("unknown", "too little is known of what leaving takes")),
    ],
)  # fmt: skip
def test_what_a_probe_says_of_a_service(probe, component, expected):
    found = said(probe, npm(component) if "-" in component else resource(component))

    assert [(weight, words) for weight, words, id_ in found if id_ != "test-registry"] == [expected]


def test_that_no_law_is_known_supports_only_a_vendor_of_the_area():
    assert said("vulnerability-disclosure", resource("acme_db.a")) == []
    assert said("vulnerability-disclosure", resource("euro_bucket.a"), material=True) == []


def test_what_is_not_known_stays_unknown_however_it_is_used():
    found = said("data-export", npm("mystery-db", direct=False))

    assert ("unknown", "what its export is like is not known", "mystery-db") in found


def test_software_and_what_is_bought():
    assert said("technology-origin", product("Licensed Cloud")) == [
        ("contradicts", "runs Acme's software under licence (US)", "licensed")
    ]
    assert said("alternatives", resource("acme_queue.q"))[0][:2] == ("contradicts", "no substitute is known")
    assert (
        said(
            "contract",
            product("Acme Store", facts=(("tacit_renewal", "yes"), ("notice", "1 year"), ("price_cap", "no"))),
        )[0][0]
        == "contradicts"
    )


def test_stewards_are_noted_and_only_of_open_source():
    found = said(
        "stewards", npm("good-lib"), resource("acme_db.a"), deliveries=(Delivery.OPEN_SOURCE, Delivery.HOSTED_SERVICE)
    )

    assert found == [("noted", "steward in US", "good-foundation-open-source-packages")]


def test_regions_inside_and_outside_count_where_they_lie():
    known = knowledge()
    (found,) = dependencies(resource("acme_db.a"))
    placed = structs.replace(found, locations=(("FR", 2), ("US", 1)))
    assessments = assess([placed], known, home="EU", date=DATE)
    situation = Situation(
        Criterion(id="X", group="X", probes=("data-location",)),
        home_countries("EU", known.scoring),
        known,
        DATE,
        portfolio(assessments),
        WHOLE,
    )

    assert [(s.weight, s.says) for s in signs(assessments, situation)] == [
        (Weight.SUPPORTS, "2 resources in FR"),
        (Weight.CONTRADICTS, "1 resource in US"),
    ]


def test_possible_or_development_use_contradicts_nothing():
    possible = said("control", npm("@acme-sdk/client-db", direct=False))
    development = said("control", resource("acme_db.a", scope=Scope.DEVELOPMENT))

    assert ("noted", "controlled from US; use only possible", "acme-db") in possible
    assert development == [("noted", "controlled from US; only in development and tests", "acme-db")]


def test_what_is_material_contradicts_nothing():
    assert said("control", resource("acme_db.a"), material=True) == [("noted", "controlled from US", "acme-db")]
    assert ("unknown", "who controls it is not known", "mystery-db") in said(
        "control", npm("mystery-db"), material=True
    )
    unread = Coverage(components=10, attributed=1, unread=1, unlocked=0)
    assert {weight for weight, _, _ in said("documented", material=True, coverage=unread)} == {"noted"}


def test_the_whole_picture():
    services = [resource("acme_db.a"), resource("acme_bucket.b"), resource("euro_bucket.c")]

    assert said("concentration", *services, limit=0.5) == [
        ("contradicts", "Acme Parent is behind 67 % of 3, compared with 50 %", None)
    ]
    assert said("concentration", *services, limit=0.7)[0][0] == "supports"
    paid = [
        product("Acme Store", facts=(("annual_cost", "900"), ("currency", "EUR"))),
        product("Euro Object Storage", facts=(("annual_cost", "100"), ("currency", "EUR"))),
    ]
    assert ("contradicts", "Acme Parent gets 90 % of the annual spend in EUR", None) in said(
        "concentration", *paid, limit=0.5
    )


def test_documented_counts_what_is_not_known():
    told = said("documented", coverage=Coverage(components=200, attributed=180, unread=2, unlocked=1))

    assert told == [
        ("contradicts", "180 of 200 components have a known supplier or community", None),
        ("contradicts", "2 files could not be read", None),
        ("noted", "1 manifest has no lockfile: what they pull in is not known", None),
    ]


def test_a_criterion_may_look_at_some_categories_and_another_area():
    bare = knowledge().framework("bare")
    outcome = hold(bare, asked(resource("euro_bucket.a"), resource("acme_db.b")), knowledge())
    held = {one.criterion.id: one for one in outcome.held}

    assert [(s.weight, s.dependency) for s in held["R-1.4"].signs] == [(Weight.SUPPORTS, "euro-store")]
    assert held["R-1.2"].verdict is Verdict.MATERIAL
    assert held["R-1.3"].verdict is Verdict.OUT_OF_SIGHT
    assert outcome.level is None
    assert outcome.score is None


# ----------------------------------------------------------------------------------------------- levels and points


def rungs(*components, **more):
    known = knowledge()
    return hold(known.framework("rungs"), asked(*components), known, **more)


def ceiling_of(*components):
    return {group.id: group.ceiling for group in rungs(*components).groups}


@pytest.mark.parametrize(
    ("component", "a", "b"),
    [
        (resource("acme_db.a"), 1, 2),
        (resource("acme_bucket.a"), 1, 4),
        (resource("euro_bucket.a"), 3, 4),
        (product("Licensed Cloud"), 2, 2),
        (npm("mystery-db"), 4, 4),
        (npm("good-lib"), 2, 4),
    ],
)
def test_the_highest_level_that_a_dependency_leaves(component, a, b):
    kept = [d for d in dependencies(component) if d.id != "test-registry"]
    known = knowledge()
    outcome = hold(known.framework("rungs"), Asked(dependencies=tuple(kept), date=DATE, coverage=WHOLE), known)

    assert {group.id: group.ceiling for group in outcome.groups} == {"A": a, "B": b}


def test_the_lowest_lid_holds_and_all_are_told():
    outcome = rungs(resource("acme_db.a"), resource("euro_bucket.b"))
    (a, _) = outcome.groups

    assert (a.ceiling, outcome.level) == (1, 1)
    assert [(lid.level, lid.dependency, lid.rule) for lid in a.lids] == [
        (1, "acme-db", "run from outside"),
        (3, "euro-store", "present outside"),
    ]
    assert a.lids[0].fact == "Acme Cloud is registered in US"


def test_what_is_only_possibly_used_holds_nothing_down_but_is_shown():
    outcome = rungs(npm("@acme-sdk/client-db", direct=False))
    a = outcome.groups[0]

    assert [lid.counts for lid in a.lids if lid.dependency == "acme-db"] == [False]


def test_a_law_of_another_country_than_the_connection_holds_nothing_down():
    known = knowledge()
    framework = known.framework("rungs")
    ceiling = structs.replace(framework.ceilings[2], reaches=("presence",), effects=("S",))
    found = lids(
        assess(dependencies(resource("euro_bucket.a")), known, home="EU", date=DATE),
        structs.replace(framework, ceilings=(ceiling,)),
        known,
        home_countries("EU", known.scoring),
    )

    assert found == ()


def test_without_answers_the_score_is_open_from_none_to_all():
    outcome = rungs(resource("acme_db.a"))

    assert (outcome.score.low, outcome.score.high) == (0, 100)


def test_score_by_hand():
    """A: A-1 met 100 of 100, A-2 a quarter of 300 = 75: 175 of 400. B: not met, 0 of 200."""
    answers = {
        "A-1": Answer(said=Said.MET),
        "A-2": Answer(said=Said.PARTLY, points=25),
        "B-1": Answer(said=Said.NOT_MET),
    }
    first = rungs(answers=answers)
    second = rungs(answers=answers, weights="second")

    assert (first.weights.id, second.weights.id) == ("first", "second")
    assert first.score.low == first.score.high == pytest.approx(60 * 175 / 400)
    assert second.score.low == pytest.approx(30 * 175 / 400)


def test_what_is_open_or_partly_met_spans():
    """A-2 does not apply: A is A-1 alone, partly, 0 to 1; B is open."""
    outcome = rungs(answers={"A-1": Answer(said=Said.PARTLY), "A-2": Answer(said=Said.NOT_APPLICABLE)})

    assert (outcome.score.low, outcome.score.high) == (0, 100)
    assert [(group.answered, group.asked) for group in outcome.groups] == [(2, 2), (0, 1)]


def test_an_answer_may_lower_a_level_and_never_lift_it():
    low = rungs(resource("euro_bucket.a"), answers={"A-1": Answer(said=Said.PARTLY, level=2)})
    high = rungs(resource("acme_db.a"), answers={"A-1": Answer(said=Said.MET, level=4)})

    assert [group.level for group in low.groups] == [2, 4]
    assert high.groups[0].level == 1


def test_an_answer_that_the_scan_speaks_against_is_a_conflict():
    outcome = rungs(resource("acme_db.a"), answers={"A-1": Answer(said=Said.MET), "B-1": Answer(said=Said.NOT_MET)})
    held = {one.criterion.id: one for one in outcome.held}

    assert held["A-1"].verdict is Verdict.CONTRADICTED
    assert held["A-1"].conflict
    assert held["B-1"].verdict is Verdict.MIXED
    assert not held["B-1"].conflict


def test_weights_that_do_not_exist():
    with pytest.raises(KeyError):
        rungs(weights="third")


def test_the_same_from_any_order():
    one, other = resource("acme_db.a"), resource("euro_bucket.b")

    assert rungs(one, other) == rungs(other, one)

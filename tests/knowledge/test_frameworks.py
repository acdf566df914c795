"""The packaged frameworks: which there are, what must be so in each, and the real award that the levels must agree with."""

import pytest

from depscan.assess.frameworks import Asked, hold
from depscan.knowledge.load import load_knowledge
from depscan.report import Coverage
from depscan.resolve import as_if_used

IDS = ["c3a", "cada", "data-act", "eu-csf", "gaia-x", "irn", "secnumcloud"]
WHOLE = Coverage(components=1, attributed=1, unread=0, unlocked=0)


@pytest.fixture(scope="module")
def known():
    return load_knowledge()


def test_the_frameworks_that_there_are(known):
    assert known.framework_ids == IDS


def test_number_of_criteria(known):
    """As their authors count them; CADA's and SecNumCloud's are a choice that their notes describe."""
    assert len(known.framework("eu-csf").criteria) == 48
    assert len(known.framework("c3a").criteria) == 59
    assert len(known.framework("irn").criteria) == 30


@pytest.mark.parametrize("id_", IDS)
def test_every_criterion_says_what_files_cannot_tell_or_is_looked_up(known, id_):
    framework = known.framework(id_)

    assert framework.sources
    for criterion in framework.criteria:
        assert criterion.probes or criterion.not_from_files, criterion.id
        assert framework.text == "ids-only" or criterion.question, criterion.id
    if framework.confidence.value != "high":
        assert framework.note, "why it is not sure"


def test_the_french_index_is_cited_by_its_ids_alone(known):
    irn = known.framework("irn")

    assert irn.text == "ids-only"
    assert not any(c.name or c.asks or c.question for c in irn.criteria)


def test_the_proposal_is_called_one(known):
    assert known.framework("cada").status == "proposed"


def test_both_official_sets_of_weights(known):
    weights = {one.id: [one.values[f"SOV-{n}"] for n in range(1, 9)] for one in known.framework("eu-csf").weights}

    assert weights == {
        "framework": [15, 10, 10, 15, 20, 15, 10, 5],
        "guidance": [20, 10, 10, 15, 10, 15, 15, 5],
    }


@pytest.mark.parametrize("id_", ["c3a", "cada"])
def test_the_list_of_suppliers_is_asked_for(known, id_):
    assert known.framework(id_).supply_list


@pytest.mark.parametrize(
    ("product", "at_most"),
    [
        ("amazon-dynamodb", 1),
        ("microsoft-365", 1),
        ("scaleway-object-storage", 3),
        ("clever-cloud", 3),
        ("ovhcloud-object-storage", 3),
        ("s3ns", 2),
        ("bleu", 2),
    ],
)
def test_levels_agree_with_the_award_of_cloud_iii(known, product, at_most):
    """On 17 April 2026 offers on Scaleway, STACKIT, OVHcloud and Clever Cloud had SEAL-3, one on S3NS SEAL-2."""
    if product not in known.product_ids:
        pytest.fail(f"{product} is no product any more")
    asked = Asked(dependencies=(as_if_used(known.product(product)),), date="2026-11-21", coverage=WHOLE)
    level = hold(known.framework("eu-csf"), asked, known).level

    assert level >= at_most if at_most == 3 else level == at_most


def test_an_open_source_library_holds_nothing_down(known):
    asked = Asked(dependencies=(as_if_used(known.product("postgresql")),), date="2026-11-21", coverage=WHOLE)

    assert hold(known.framework("eu-csf"), asked, known).level == 4

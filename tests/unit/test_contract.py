"""What an inventory tells of a contract moves the smallest factor of lock-in, and nothing unread counts as good."""

import pytest

from depscan.assess.contract import contract
from tests.small import DATE, assessed, dependencies, knowledge, product


def value(**facts):
    (found,) = dependencies(product("Acme Store", facts=tuple(sorted(facts.items()))))
    interval, because = contract(found, DATE, knowledge().scoring)
    return round(interval.low, 3), round(interval.high, 3), because


def test_without_an_inventory_nothing_is_known():
    assert value() == (0, 1, "not known from files")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1 month", 0), ("60 days", 0), ("2 mois", 0), ("90 j", 0.5), ("3 mois", 0.5), ("6 months", 0.5), ("1 an", 1),
        ("12 months", 1), ("8 weeks", 0), ("30 jours avant l'échéance", 0), ("3-month notice", 0.5),
    ],
)  # fmt: skip
def test_notice_up_to_two_months_is_what_the_data_act_allows(text, part):
    low, high, because = value(notice=text)

    assert (low, high) == (round(0.2 * part, 3), round(0.8 + 0.2 * part, 3))
    assert f"notice {text}" in because


@pytest.mark.parametrize(
    ("end", "part"), [("2027-03-01", 0), ("2029-06-30", 0.5), ("2031-01-01", 1), ("2020-01-01", 0)]
)
def test_the_term_that_is_left(end, part):
    assert value(contract_end=end)[:2] == (round(0.2 * part, 3), round(0.8 + 0.2 * part, 3))


@pytest.mark.parametrize(
    ("fact", "text", "part"),
    [
        ("tacit_renewal", "oui", 1), ("tacit_renewal", "no", 0), ("reversibility", "non", 1),
        ("reversibility", "article 12", 0), ("price_cap", "3 %", 0), ("price_cap", "aucun", 1),
    ],
)  # fmt: skip
def test_clauses(fact, text, part):
    assert value(**{fact: text})[:2] == (round(0.2 * part, 3), round(0.8 + 0.2 * part, 3))


@pytest.mark.parametrize(
    "facts", [{"notice": "see annex"}, {"tacit_renewal": "maybe"}, {"reversibility": "?!"}, {"contract_end": "soon"}]
)
def test_what_cannot_be_read_is_not_known(facts):
    assert value(**facts)[:2] == (0, 1)


def test_everything_told_leaves_nothing_open():
    best = {"notice": "1 month", "contract_end": "2027-01-01", "tacit_renewal": "no"}
    good = value(**best, reversibility="yes", price_cap="2 %")
    bad = value(notice="12 months", contract_end="2032-01-01", tacit_renewal="yes", reversibility="no", price_cap="no")

    assert good[:2] == (0, 0)
    assert bad[:2] == (1, 1)


def test_of_two_contracts_for_one_product_the_worse_counts():
    lines = [
        product("Acme Store", version="1", facts=(("notice", "1 month"),)),
        product("Acme Store", version="2", facts=(("notice", "12 months"),)),
    ]
    (found,) = dependencies(*lines)
    interval, because = contract(found, DATE, knowledge().scoring)

    assert dict(found.contract)["notice"] == "1 month; 12 months"
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.2, 1.0)
    assert "1 month; 12 months" in because


def test_of_two_contracts_one_unreadable_leaves_it_open():
    lines = [
        product("Acme Store", version="1", facts=(("notice", "1 month"),)),
        product("Acme Store", version="2", facts=(("notice", "see annex"),)),
    ]
    (found,) = dependencies(*lines)

    assert contract(found, DATE, knowledge().scoring)[0].high == 1


def test_a_second_contract_does_not_take_over_the_clauses_of_the_first():
    lines = [
        product("Acme Store", version="1", facts=(("notice", "1 month"), ("price_cap", "2 %"))),
        product("Acme Store", version="2", facts=(("price_cap", "3 %"),)),
    ]
    (found,) = dependencies(*lines)
    interval, _ = contract(found, DATE, knowledge().scoring)

    assert dict(found.contract) == {"notice": "1 month; not told", "price_cap": "2 %; 3 %"}
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.0, 0.8)


def test_the_factor_has_the_points_of_its_weight():
    (assessment,) = assessed(product("Acme Store", facts=(("tacit_renewal", "yes"),))).values()
    (factor,) = [factor for factor in assessment.factors if factor.factor == "contract"]

    assert (factor.points.low, factor.points.high) == (1.0, 5.0)
    assert factor.because.startswith("by the inventory: tacit renewal yes; not known: notice, end")

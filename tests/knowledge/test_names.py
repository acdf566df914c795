"""Names as people write them: what one may mean, and how sure that is; never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.knowledge.names import Names
from depscan.model import Confidence
from tests.small import assessed, knowledge, product


def named(name, supplier=None):
    return Names(knowledge()).product(name, supplier)


@pytest.mark.parametrize(
    ("name", "supplier", "expected", "confidence"),
    [
        ("Acme Store", None, "acme-store", Confidence.HIGH),
        ("ACME  STORE®", None, "acme-store", Confidence.HIGH),
        ("AcmeStore", None, "acme-store", Confidence.HIGH),
        ("acme store-archive", None, "acme-store", Confidence.HIGH),
        ("Stockage objet Éuro", None, "euro-store", Confidence.HIGH),
        ("Abonnement Acme Store", None, "acme-store", Confidence.HIGH),
        ("Object Storage", "Euro", None, None),
        ("Store", "Acme Parent", None, None),
        ("Acme Store Premium Plan", None, "acme-store", Confidence.MEDIUM),
        ("Acme Store Premium Plan", "ACME CLOUD IRELAND LTD", "acme-store", Confidence.MEDIUM),
        ("Acme Store Premium Plan", "A Reseller", "acme-store", Confidence.LOW),
        ("Acme Store Premium Plan", "Euro Host", None, None),
        ("AcmeStore (12 postes)", None, "acme-store", Confidence.HIGH),
        ("Cloud storage - Acme Store Premium", None, "acme-store", Confidence.MEDIUM),
        ("Lic. Acme Store Std", "Acme Cloud", "acme-store", Confidence.MEDIUM),
        ("Licence de maintenance Acme Store Premium", "Acme Cloud", "acme-store", Confidence.MEDIUM),
        ("Depot", "Euro Host SAS", "euro-store", Confidence.MEDIUM),
        ("Depot Gold 2026", "Euro Host SAS", "euro-store", Confidence.MEDIUM),
        ("Gold Plan", "Licensed Cloud", None, None),
        ("Euro Objet Storage", None, "euro-store", Confidence.LOW),
        ("Euro Objet Storage", "Euro Host", "euro-store", Confidence.MEDIUM),
        ("Euro Objet Storage", "Acme Cloud", None, None),
        ("Acme Database 2016", None, None, None),
        ("Acme Database 2019", None, "acme-db", Confidence.HIGH),
        ("Something Else", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_name_means_one_product_or_nothing(name, supplier, expected, confidence):
    found = named(name, supplier)

    assert (found.product if found else None) == expected
    assert found is None or found.confidence is confidence


@pytest.mark.parametrize(
    ("name", "supplier", "candidates"),
    [
        ("Depot", None, ("acme-store", "euro-store")),
        ("Dépôt", None, ("acme-store", "euro-store")),
        ("Acme Drive", None, ("acme-db", "acme-store")),
        ("Acme Drive", "Acme Cloud", ("acme-db", "acme-store")),
        ("Acme Drvie", None, ("acme-db", "acme-store")),
    ],
)
def test_an_ambiguous_name_has_its_candidates_and_no_product(name, supplier, candidates):
    found = named(name, supplier)

    assert found.product is None
    assert found.candidates == candidates
    assert "may mean" in found.because


@pytest.mark.parametrize(
    ("name", "expected", "confidence"),
    [
        ("Acme Cloud", "acme-cloud", Confidence.HIGH),
        ("ACME CLOUD IRELAND LTD.", "acme-cloud", Confidence.HIGH),
        ("Acme Cloud, Inc.", "acme-cloud", Confidence.MEDIUM),
        ("Acme Cloud GmbH & Co. KG", "acme-cloud", Confidence.MEDIUM),
        ("ACME CLOUD FRANCE S.A.S.", "acme-cloud", Confidence.LOW),
        ("Licenced Cloud", "licensed-cloud", Confidence.LOW),
        ("Euro", None, Confidence.LOW),
        ("France", None, Confidence.LOW),
        ("SAS", None, Confidence.LOW),
        ("Somebody Else", None, Confidence.LOW),
    ],
)
def test_a_vendor_is_known_by_its_legal_forms_and_countries_too(name, expected, confidence):
    assert Names(knowledge()).vendor(name) == (expected, confidence)


def test_one_vendor_several_products_is_one_row_from_the_best_to_the_worst():
    found = assessed(product("Acme Drive", supplier="Acme Cloud"))
    (row,) = found.values()
    each = assessed(product("Acme Store", supplier="Acme Cloud")) | assessed(product("Acme Database 2019"))

    assert row.dependency.candidates == ("acme-db", "acme-store")
    assert row.exposure.high == max(one.exposure.high for one in each.values())
    assert row.lock_in.low <= min(one.lock_in.low for one in each.values())
    assert row.lock_in.high >= max(one.lock_in.high for one in each.values())
    assert row.lock_in.high == pytest.approx(min(100, sum(factor.points.high for factor in row.factors)))
    assert row.unknown[0] == "which is meant is not known: Acme DB or Acme Store"


def test_several_vendors_are_nobody_yet():
    assert assessed(product("Depot")) == {}


def test_a_word_that_may_be_one_product_or_something_else_is_nobody_either():
    assert assessed(product("Acme Shed")) == {}
    assert "acme-db" in assessed(product("Acme Shed", supplier="Acme Cloud"))


@given(st.text(max_size=40), st.none() | st.text(max_size=20))
def test_any_text_gets_an_answer(name, supplier):
    found = named(name, supplier)

    assert found is None or bool(found.product) != bool(found.candidates)

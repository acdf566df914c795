"""Amounts and dates of inventories, and which tables are inventories."""

import pytest

from depscan.extractors.inventories._table import find_header
from depscan.extractors.inventories._values import amount, currency, day_first, iso_date


@pytest.mark.parametrize(
    ("text", "value", "money"),
    [
        ("12 000,50 €", "12000.50", "EUR"),
        ("12\u202f000 €", "12000", "EUR"),
        ("12,000.50", "12000.50", None),
        ("$12,000.50", "12000.50", "USD"),
        ("12.000,50 EUR", "12000.50", "EUR"),
        ("12'000.50 CHF", "12000.50", "CHF"),
        ("1.234.567,89", "1234567.89", None),
        ("12,000", "12000", None),
        ("12.000", "12000", None),
        ("12,5", "12.50", None),
        ("0.500", "0.50", None),
        ("18400 kr", "18400", None),
        ("12k€", "12000", "EUR"),
        ("KEUR 12", "12000", "EUR"),
        ("1.5M€", "1500000", "EUR"),
        ("1,2 k€/mois", "14400", "EUR"),
        ("45 USD per month", "540", "USD"),
        ("9 600 € (HT)", "9600", "EUR"),
        ("gratuit", "0", None),
    ],
)
def test_amounts_are_sums_for_a_year_however_they_are_written(text, value, money):
    read = amount(text)

    assert (str(read), read.currency) == (value, money)


@pytest.mark.parametrize("text", ["", "abc", "10-15 k€", "3 x 400", "=SUM(A1)", "-500", "(500)", "12 00", "9" * 30])
def test_what_is_no_amount_or_several_is_none(text):
    assert amount(text) is None


def test_a_column_in_thousands_for_a_month():
    assert str(amount("1.5", thousands=True, monthly=True)) == "18000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("Euros", "EUR"),
        ("US$", "USD"),
        ("C$ 5", "CAD"),
        ("zł", "PLN"),
        ("try it", None),
    ],
)
def test_currencies_are_codes_symbols_or_words(text, code):
    assert currency(text) == code


@pytest.mark.parametrize(
    ("text", "days_first", "date"),
    [
        ("2027-06-30", None, "2027-06-30"),
        ("2026-12-31 00:00:00", None, "2026-12-31"),
        ("30/06/2027", None, "2027-06-30"),
        ("06/30/2027", True, "2027-06-30"),
        ("03/04/2027", None, None),
        ("03/04/2027", True, "2027-04-03"),
        ("03/04/2027", False, "2027-03-04"),
        ("31.12.26", None, "2026-12-31"),
        ("1er janvier 2027", None, "2027-01-01"),
        ("31 décembre 2026", None, "2026-12-31"),
        ("Dec 31, 2026", None, "2026-12-31"),
        ("31-Dec-26", None, "2026-12-31"),
        ("juil. 2027", None, "2027-07"),
        ("03/2027", None, "2027-03"),
        ("2027", None, "2027"),
        ("46387", None, "2026-12-31"),
        ("2027-02-30", None, None),
        ("99/99/2027", True, None),
        ("Q4 2026", None, None),
        ("soon", None, None),
    ],
)
def test_dates_are_as_precise_as_given_and_ambiguous_ones_are_none(text, days_first, date):
    assert iso_date(text, days_first=days_first) == date


def test_one_unambiguous_date_tells_for_its_column():
    assert day_first(["03/04/2027", "30/06/2027"], default=None) is True
    assert day_first(["03/04/2027", "06/30/2027"], default=True) is False
    assert day_first(["03/04/2027"], default=None) is None


@pytest.mark.parametrize(
    "heading",
    [
        ["product", "vendor"],
        ["Software Name", "Publisher"],
        ["Logiciel", "Éditeur"],
        ["Nom de l'application", "Coût annuel HT 2026 (k€)"],
        ["Name", "Supplier", "Annual cost (EUR)"],
        ["Software / Service", "Renewal date"],
        ["Application", "Version", "Licence type"],
        ["id", "Produit", "Fournisseur / éditeur", "Montant"],
        ["Software", "Vendor", "Unit price", "Annual cost"],
    ],
)
def test_headings_of_inventories_are_recognised(heading):
    assert find_header([["A title"], heading])


@pytest.mark.parametrize(
    "heading",
    [
        ["product_id", "price", "quantity"],
        ["Product", "Vendor", "Price", "SKU"],
        ["product", "quantity", "expiry date"],
        ["name", "vendor"],
        ["name", "version", "license"],
        ["Nom", "Prénom", "Contrat", "Coût"],
        ["service", "provider", "port"],
        ["vendor", "annual cost"],
        ["Name", "Symbol", "Contract", "Cost"],
        [],
    ],
)
def test_other_tables_are_not_inventories(heading):
    assert find_header([heading, ["x"] * len(heading)]) is None

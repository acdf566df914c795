"""Amounts, currencies and dates as people write them in lists, in English and in French."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from depscan.syntax import lazy

_SYMBOLS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "CHF": "CHF", "€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY",
    "₹": "INR", "zł": "PLN", "₽": "RUB", "₺": "TRY",
}  # fmt: skip
_CODES = frozenset({
    "AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "INR", "ISK",
    "JPY", "KRW", "MAD", "MXN", "NOK", "NZD", "PLN", "RON", "RSD", "RUB", "SEK", "SGD", "TND", "TRY", "UAH", "USD",
    "XAF", "XOF", "XPF", "ZAR",
})  # fmt: skip
_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pound": "GBP", "pounds": "GBP"}
_BETWEEN_WORDS = lazy.pattern(r"[\W_]++")
_WORD = lazy.pattern(r"[A-Za-z]++")
_BRACKETS = lazy.pattern(r"\([^()]*+\)")
_NUMBER = lazy.pattern(r"[0-9]++(?:[ .,'’][0-9]++)*+")
_SIGNED = lazy.pattern(r"- ?[0-9]|[0-9] ?-")  # a credit, or a range
_SEPARATOR = lazy.pattern(r"[ .,'’]")
_THOUSANDS = lazy.pattern(r"[0-9] ?k(?:\b|eur|usd|chf|gbp)|\bk(?:eur|usd|chf|gbp|€)", re.IGNORECASE)
_MILLIONS = lazy.pattern(r"[0-9] ?M(?![a-z])")
_MONTHLY = lazy.pattern(r"(?:/|per|par|a|each)[ ]?(?:mois|month)\b|mensuel|monthly", re.IGNORECASE)
_FREE = frozenset({"free", "gratuit", "gratuite", "gratis", "none", "aucun"})
_NOTHING = frozenset(
    {"", "-", "–", "—", "n/a", "na", "n.a.", "?", "tbd", "nc", "n/c", "inclus", "included", "sans objet"}
)


def simplified(text: str) -> str:
    """Return the text in lower case without accents, its words separated by single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


def currency(text: str) -> str | None:
    """Return the ISO 4217 code that a text holds: a code, a symbol or a word; None if it holds none."""
    for found in _WORD.findall(text):
        word = str(found)
        code = word.upper()
        if code in _CODES and (word.isupper() or len(text.strip()) == 3):
            return code
        if code in ("KEUR", "KUSD", "KCHF", "KGBP"):
            return code[1:]
        if word.lower() in _WORDS:
            return _WORDS[word.lower()]
    return next((code for symbol, code in _SYMBOLS.items() if symbol in text), None)


def is_nothing(text: str) -> bool:
    """Tell whether a cell only says that there is nothing to say."""
    return text.strip().casefold() in _NOTHING


class Amount(NamedTuple):
    """A sum for a year."""

    value: Decimal
    currency: str | None

    def __str__(self) -> str:
        whole = self.value.to_integral_value()
        return f"{whole:f}" if self.value == whole else f"{self.value:.2f}"


def amount(text: str, *, thousands: bool = False, monthly: bool = False) -> Amount | None:
    """Read an amount such as ``12 000,50 €``, ``$12,000.50`` or ``1,2 k€/mois``, as a sum for a year.

    Args:
        text: the cell.
        thousands: the column is in thousands.
        monthly: the column is for a month.

    Returns:
        None if it is no amount, or several.
    """
    money = currency(text)
    text = _BRACKETS.sub(" ", " ".join(text.split()))
    if not text[:1].isdigit() and simplified(text) in _FREE:
        return Amount(Decimal(0), money)
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1 or len(numbers[0]) > 20 or _SIGNED.search(text):
        return None
    value = _decimal(numbers[0])
    if value is None:
        return None
    if thousands or _THOUSANDS.search(text):
        value *= 1000
    elif _MILLIONS.search(text):
        value *= 1_000_000
    if monthly or _MONTHLY.search(text):
        value *= 12
    return Amount(value, money)


def _decimal(digits: str) -> Decimal | None:
    """Read digits with separators: the last one is decimal unless all of them group thousands."""
    groups = _SEPARATOR.split(digits)
    separators = _SEPARATOR.findall(digits)
    if not separators:
        return Decimal(digits)
    last = separators[-1]
    grouped = 0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if grouped and len(set(separators)) == 1 and groups[0] != "0":
        return Decimal("".join(groups))
    if last in ".," and last not in separators[:-1]:
        if all(len(group) == 3 for group in groups[1:-1]):
            return Decimal("".join(groups[:-1]) + "." + groups[-1])
    return None


# ------------------------------------------------------------------------------------------------------------ dates

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb fev", "mar", "apr avr", "may mai", "jun juin", "jul juil", "aug aou", "sep", "oct", "nov", "dec"),
        1,
    )
    for name in names.split()
}
_YEAR_FIRST = lazy.pattern(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ][\d:.]++(?:Z|[+-][\d:]++)?)?")
_NUMERIC = lazy.pattern(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: [\d:]++)?")
_MONTH_YEAR = lazy.pattern(r"(\d{1,2})[-/.](\d{4})")
_DAY_MONTH_YEAR = lazy.pattern(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[ .-]*+)?([a-z]{3,9})[ .-]*+(\d{4}|\d{2})")
_MONTH_DAY_YEAR = lazy.pattern(r"([a-z]{3,9})[ .-]*+(\d{1,2})(?:st|nd|rd|th)?[ ,]++(\d{4})")
_SERIAL = lazy.pattern(r"\d{5}(?:\.0)?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # spreadsheets count days; these are the years 2000 to 2099


def day_first(texts: Iterable[str], *, default: bool | None) -> bool | None:
    """Tell from a column whether 03/04/2027 is in April; None if nothing in it tells."""
    for text in texts:
        match = _NUMERIC.fullmatch(text.strip())
        if match and int(match[1]) > 12 >= int(match[2]):
            return True
        if match and int(match[2]) > 12 >= int(match[1]):
            return False
    return default


def iso_date(text: str, *, days_first: bool | None) -> str | None:
    """Return a date as ISO 8601, as precise as it is given; None if it is none or ambiguous."""
    text = " ".join(unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode().split())
    if match := _YEAR_FIRST.fullmatch(text):
        return _checked(match[1], match[2], match[3])
    if match := _NUMERIC.fullmatch(text):
        first, second, year = match.groups()
        if "." in text or int(first) > 12 or first == second:  # nobody puts points after a month
            return _checked(year, second, first)
        if days_first is None and int(second) <= 12:
            return None
        return _checked(year, second, first) if days_first and int(second) <= 12 else _checked(year, first, second)
    if match := _MONTH_YEAR.fullmatch(text):
        return _checked(match[2], match[1], None)
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        return _checked(match[3], _month(match[2]), match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(text):
        return _checked(match[3], _month(match[1]), match[2])
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= int(text[:5]) <= _LAST_SERIAL:
        return (date(1899, 12, 30) + timedelta(days=int(text[:5]))).isoformat()
    return text if re.fullmatch(r"20\d\d", text) else None


def _month(name: str) -> str:
    return str(_MONTHS.get(name[:4]) or _MONTHS.get(name[:3]) or 0)


def _checked(year: str, month: str, day: str | None) -> str | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    try:
        found = date(number, int(month), int(day or 1))
    except ValueError:
        return None
    return found.isoformat() if day else found.isoformat()[:7]

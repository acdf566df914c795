"""A table of software and contracts: which column says what, and the products that its rows list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from depscan.extractors.base import SourceFile
from depscan.extractors.inventories._values import (
    Amount,
    amount,
    currency,
    day_first,
    is_nothing,
    iso_date,
    simplified,
)
from depscan.model import Component, How, Kind, Level
from depscan.syntax import lazy

HEADER_ROWS = 10
"""A title and a date may stand above the header."""

# what a column says, by its name without accents, currency and tax; https://en.wikipedia.org/wiki/Software_asset_management
_COLUMNS = {
    "software": (
        "software", "software name", "software product", "software title", "software application", "application",
        "application name", "application software", "app", "app name", "saas", "saas tool", "saas application",
        "logiciel", "logiciels", "nom du logiciel", "nom logiciel", "nom de l application", "nom application",
        "applicatif", "progiciel",
    ),
    "product": (
        "product", "product name", "produit", "nom du produit", "nom produit", "solution", "solution name",
        "nom de la solution", "tool", "tool name", "outil", "nom de l outil", "service", "service name",
        "nom du service", "cloud service", "service cloud",
    ),
    "name": ("name", "nom", "designation", "libelle", "intitule"),
    "vendor": (
        "vendor", "vendor name", "supplier", "supplier name", "publisher", "publisher name", "software vendor",
        "software publisher", "editeur", "nom de l editeur", "editeur du logiciel", "editeur logiciel", "fournisseur",
        "nom du fournisseur", "prestataire",
    ),
    "provider": ("provider", "service provider"),
    "cost": (
        "annual cost", "annual costs", "annual spend", "annual price", "annual amount", "annual fee", "annual budget",
        "annual subscription", "annual contract value", "yearly cost", "yearly costs", "yearly spend", "yearly price",
        "cost per year", "cost year", "cost pa", "cost p a", "cost", "costs", "spend", "montant annuel",
        "montants annuels", "cout annuel", "couts annuels", "cout par an", "cout an", "prix annuel",
        "depense annuelle", "depenses annuelles", "budget annuel", "abonnement annuel", "montant par an", "montant",
        "cout", "couts",
    ),
    "monthly cost": (
        "monthly cost", "monthly costs", "monthly spend", "monthly fee", "cost per month", "cost month",
        "cout mensuel", "couts mensuels", "montant mensuel", "prix mensuel", "cout par mois",
    ),
    "currency": ("currency", "currency code", "devise", "code devise", "monnaie"),
    "quantity": (
        "quantity", "qty", "seats", "number of seats", "users", "number of users", "quantite", "qte",
        "nombre d utilisateurs", "nb utilisateurs", "nb d utilisateurs", "utilisateurs",
    ),
    "licences": (
        "licences", "licenses", "number of licences", "number of licenses", "licence count", "license count",
        "license quantity", "licence quantity", "nombre de licences", "nb licences", "nb de licences",
        "nbre de licences", "nbre licences",
    ),
    "licence_type": (
        "licence", "license", "licence type", "license type", "licence model", "license model", "licensing",
        "type de licence", "modele de licence",
    ),
    "renewal": (
        "renewal", "renewal date", "next renewal", "next renewal date", "renouvellement", "date de renouvellement",
        "prochain renouvellement", "date renouvellement",
    ),
    "expiry": (
        "expiry", "expiry date", "expiration", "expiration date", "expires", "expires on", "valid until",
        "echeance", "date d echeance", "date echeance", "prochaine echeance", "date d expiration",
    ),
    "contract_end": (
        "contract end", "contract end date", "contract expiry", "contract expiry date", "end of contract",
        "end of term", "term end", "fin de contrat", "fin du contrat", "date de fin de contrat", "date fin contrat",
        "date de fin du contrat", "echeance du contrat",
    ),
    "end": ("end", "end date", "date de fin", "date fin", "fin"),
    "notice": (
        "notice", "notice period", "termination notice", "cancellation notice", "cancellation period", "preavis",
        "delai de preavis", "delai de resiliation", "preavis de resiliation",
    ),
    "contract": (
        "contract", "contract number", "contract no", "contract id", "contract ref", "contract reference", "contrat",
        "numero de contrat", "n de contrat", "n contrat", "no contrat", "reference contrat", "reference du contrat",
    ),
    "tacit_renewal": (
        "tacit renewal", "auto renewal", "auto renew", "automatic renewal", "tacite reconduction",
        "reconduction tacite", "renouvellement tacite", "renouvellement automatique", "reconduction",
    ),
    "reversibility": (
        "reversibility", "exit clause", "exit plan", "reversibilite", "clause de reversibilite", "clause de sortie",
    ),
    "price_cap": (
        "price cap", "price increase cap", "cap on price increases", "plafond de prix", "plafonnement des prix",
        "plafond d augmentation", "plafonnement",
    ),
    "category": ("category", "categorie", "famille", "domaine", "domain", "software category"),
    "hosting": (
        "hosting", "hosting model", "hosting type", "deployment", "deployment model", "hebergement",
        "mode d hebergement", "type d hebergement",
    ),
    "data_location": ("data location", "hosting location", "localisation des donnees", "lieu d hebergement"),
    "owner": (
        "owner", "business owner", "application owner", "service owner", "product owner", "responsable",
        "proprietaire", "responsable metier", "referent",
    ),
    "version": ("version",),
    "criticality": ("criticality", "criticite"),
    # goods, orders, sales, shares and people are no inventory of software
    "goods": (
        "sku", "product id", "product code", "item code", "price", "unit price", "list price", "sale price", "stock",
        "in stock", "barcode", "ean", "upc", "gtin", "isbn", "weight", "color", "colour", "size", "order id",
        "order number", "order date", "customer", "customer id", "customer name", "image url", "handle", "variant",
        "rating", "review", "discount", "units sold", "sales", "revenue", "id produit", "code produit",
        "reference produit", "code article", "prix", "prix unitaire", "prix de vente", "poids", "couleur", "taille",
        "numero de commande", "date de commande", "client", "ventes", "remise", "symbol", "ticker", "first name",
        "last name", "salary", "prenom", "salaire",
    ),
}  # fmt: skip
_ROLES = {name: role for role, names in _COLUMNS.items() for name in names}
_NAMING = ("software", "product", "name")
_TELLING = frozenset({
    "vendor", "cost", "monthly cost", "licences", "licence_type", "renewal", "contract_end", "notice", "contract",
    "tacit_renewal", "reversibility", "price_cap",
})  # fmt: skip
_DATES = ("renewal", "expiry", "contract_end", "end")
_COPIED = (
    "notice", "tacit_renewal", "reversibility", "price_cap",
    "category", "hosting", "data_location", "owner", "criticality",
    "licence_type",
)  # fmt: skip
_NOISE = frozenset(
    {"ht", "ttc", "hors", "taxes", "tva", "vat", "tax", "excl", "incl", "excluding", "including", "net", "gross", "in"}
    | {"en", "total", "estimated", "estime", "k", "eur", "usd", "gbp", "chf", "keur", "kusd", "kchf", "euros", "euro"}
)
_YEAR = lazy.pattern(r"20[0-9][0-9]")
_FRENCH = lazy.pattern(r"[éèêàùç]|editeur|fournisseur|logiciel|montant|cout|echeance|devise|produit", re.IGNORECASE)
_TOTAL = lazy.pattern(r"(?:grand |sous |sub ?)?total(?:s|e|ux)?(?: general| annuel| ht| ttc)?")
_THOUSANDS = lazy.pattern(r"\bk ?(?:€|\$|£|eur|usd|chf|gbp)|thousands|milliers", re.IGNORECASE)


class Header(NamedTuple):
    """Which column says what."""

    columns: dict[str, int]
    cells: tuple[str, ...]
    currency: str | None
    """As the heading of the cost tells it."""
    thousands: bool
    french: bool


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, Header] | None:
    """Return the header among the first rows and its index; None if this is no inventory of software.

    An inventory has a column that names software, and one that only contracts have: vendor, cost, licence, renewal.
    """
    for index, row in enumerate(rows[:HEADER_ROWS]):
        header = _header(row)
        if header:
            return index, header
    return None


def _header(cells: Sequence[str]) -> Header | None:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells[:200]):
        role = _role(cell)
        if role:
            columns.setdefault(role, index)
    naming = next((role for role in _NAMING if role in columns), None)
    telling = len(_TELLING & columns.keys())
    if naming is None or not telling or (naming == "name" and telling < 2):
        return None
    if "goods" in columns and naming != "software":
        return None
    columns["product"] = columns[naming]
    columns.setdefault("vendor", columns.get("provider", len(cells)))
    cost = cells[columns.get("cost", columns.get("monthly cost", 0))]
    french = bool(_FRENCH.search(" ".join(cells)))
    return Header(columns, tuple(cells), currency(cost), bool(_THOUSANDS.search(cost)), french)


def _role(cell: str) -> str | None:
    """Return what a column says by its heading; of ``Software / service`` either half may tell."""
    if not cell or len(cell) > 100:
        return None
    plain = re.sub(r"\([^()]*+\)", " ", cell)
    for part in (plain, *plain.split("/")):
        words = [word for word in simplified(part).split() if word not in _NOISE and not _YEAR.fullmatch(word)]
        role = _ROLES.get(" ".join(words))
        if role:
            return role
    return None


class _Row(NamedTuple):
    line: int
    cells: Sequence[str]


def products(source: SourceFile, header: Header, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Component]:
    """Yield the products of the rows below a header, one for each row: two rows are two contracts.

    Args:
        source: the file.
        header: what its columns say.
        rows: line and cells of each row.
    """
    kept = [_Row(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    orders = {
        role: day_first((_cell(row.cells, column) for row in kept), default=header.french or None)
        for role, column in header.columns.items()
        if role in _DATES
    }
    for row in kept:
        component = _product(source, header, row, orders)
        if component:
            yield component


def _cell(cells: Sequence[str], column: int | None) -> str:
    return " ".join(cells[column].split()) if column is not None and column < len(cells) else ""


def _product(source: SourceFile, header: Header, row: _Row, orders: dict[str, bool | None]) -> Component | None:
    def cell(role: str) -> str:
        text = _cell(row.cells, header.columns.get(role))
        return "" if is_nothing(text) else text

    vendor = cell("vendor")
    name = cell("product") or vendor
    if tuple(row.cells) == header.cells:
        return None  # the header again, on a new page
    if not name:
        source.warn("incomplete-entry", "a row with neither product nor vendor", line=row.line)
        return None
    if "otal" in name.casefold() and _TOTAL.fullmatch(simplified(name)):
        source.warn("total-left-out", "a row of totals is left out", line=row.line, level=Level.NOTE)
        return None
    facts = {role: text for role in _COPIED if role in header.columns and (text := cell(role))}
    quantity = cell("licences") or cell("quantity")
    if quantity:
        count = amount(quantity)
        facts["quantity"] = str(count) if count else quantity
    for role in _DATES:
        text = cell(role) if role in header.columns else ""
        if text:
            key = {"expiry": "renewal", "end": "contract_end"}.get(role, role)
            facts.setdefault(key, iso_date(text, days_first=orders.get(role)) or text)
    cost = _cost(source, header, row, cell("cost"), cell("monthly cost"), cell("currency"))
    if cost:
        facts["annual_cost"] = str(cost)
        facts |= {"currency": cost.currency} if cost.currency else {}
    return Component(
        kind=Kind.PRODUCT,
        name=name,
        version=cell("version") or None,
        direct=True,
        supplier=vendor or None,
        facts=tuple(sorted(facts.items())),
        evidence=source.seen(row.line, how=How.LISTED),
    )


def _cost(source: SourceFile, header: Header, row: _Row, annual: str, monthly: str, money: str) -> Amount | None:
    text = annual or monthly
    if not text:
        return None
    cost = amount(text, thousands=header.thousands, monthly=not annual)
    if cost is None:
        source.warn("unreadable-amount", "a cost that is not an amount", line=row.line)
        return None
    return Amount(cost.value, cost.currency or currency(money) or header.currency)

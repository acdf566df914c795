"""The options of the commands about knowledge: vendors, rules, db."""

from __future__ import annotations

from typing import Annotated

import typer

from depscan.cli.options import Format, HomeOption, KnowledgeOption

vendors_app = typer.Typer(help="Who is behind what: list, search, show with sources.", rich_markup_mode=None)
rules_app = typer.Typer(
    help="What is recognised: list rules, show one, test a text against all.", rich_markup_mode=None
)
db_app = typer.Typer(help="The knowledge itself: how much, how old, is it sound, what changed.", rich_markup_mode=None)


@vendors_app.command("list")
def vendors_list(
    country: Annotated[
        str | None, typer.Option("--control", metavar="CC", help="Only those controlled from this country.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Only companies, funds, foundations …: company, fund, foundation.")
    ] = None,
    knowledge: KnowledgeOption = None,
) -> int:
    """List vendors with their seat and ultimate control."""
    from depscan.cli import catalogue as body

    return body.vendors(None, country, kind, knowledge=tuple(knowledge or ()))


@vendors_app.command("search")
def vendors_search(
    text: Annotated[str, typer.Argument(help="Part of a name, alias, former name, domain or id; typos are forgiven.")],
    knowledge: KnowledgeOption = None,
) -> int:
    """Search vendors by what people call them."""
    from depscan.cli import catalogue as body

    return body.vendors(text, None, None, knowledge=tuple(knowledge or ()))


@vendors_app.command("show")
def vendors_show(
    vendor: Annotated[str, typer.Argument(help="Vendor id, or a name as on a purchase order.")],
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="An ownership test: secnumcloud, cada, decisive-influence, fifty-percent."),
    ] = None,
    home: HomeOption = "EU",
    knowledge: KnowledgeOption = None,
) -> int:
    """Show one vendor: names, seat, owners, history, each with its source, and what it offers."""
    from depscan.cli import explain as body

    return body.vendor(vendor, home=home, profile=profile, knowledge=tuple(knowledge or ()))


@rules_app.command("list")
def rules_list(
    search: Annotated[str | None, typer.Argument(help="Part of an id or name.")] = None,
    category: Annotated[str | None, typer.Option("--category", help="Only this category.")] = None,
    knowledge: KnowledgeOption = None,
) -> int:
    """List products with category, delivery and vendor."""
    from depscan.cli import catalogue as body

    return body.rules(search, category, knowledge=tuple(knowledge or ()))


@rules_app.command("show")
def rules_show(
    product: Annotated[str, typer.Argument(help="Product id.")],
    knowledge: KnowledgeOption = None,
) -> int:
    """Show one product: patterns, facts, alternatives, sources."""
    from depscan.cli import catalogue as body

    return body.rule(product, knowledge=tuple(knowledge or ()))


@rules_app.command("test")
def rules_test(
    texts: Annotated[list[str], typer.Argument(help="pkg:…, a URL, image:…, resource:…, action:…, name:…")],
    knowledge: KnowledgeOption = None,
) -> int:
    """Say which rule each text matches."""
    from depscan.cli import catalogue as body

    return body.test(tuple(texts), knowledge=tuple(knowledge or ()))


@db_app.command("stats")
def db_stats(knowledge: KnowledgeOption = None) -> int:
    """Count vendors by country of control and kind, products by category, laws, sources and the age of checks."""
    from depscan.cli import database as body

    return body.stats(knowledge=tuple(knowledge or ()))


@db_app.command("verify")
def db_verify(
    strict: Annotated[bool, typer.Option("--strict", help="Remarks count as errors.")] = False,  # noqa: FBT002
    knowledge: KnowledgeOption = None,
) -> int:
    """Check every record: form, references, owner cycles, sources, self-tests; remark on what is missing or unused."""
    from depscan.cli import database as body

    return body.verify(strict=strict, knowledge=tuple(knowledge or ()))


@db_app.command("stale")
def db_stale(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Age of the newest check: 12m, 90d, 2y.")
    ] = "12m",
    knowledge: KnowledgeOption = None,
) -> int:
    """List records whose newest check is older, the oldest first; exit 1 if there are any."""
    from depscan.cli import database as body

    return body.stale(older_than, knowledge=tuple(knowledge or ()))


@db_app.command("diff")
def db_diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Folder with vendors.yaml and rules/ of another day.")],
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="The same of today; by default what is used.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Lines to read, or JSON.")] = Format.table,
    home: HomeOption = "EU",
) -> int:
    """Watch who changed hands: new owners, moved seats, changed licences and laws, and whose score moves."""
    from depscan.cli import database as body

    return body.diff(old, new, json_output=format_ is Format.json, home=home)


@db_app.command("sample")
def db_sample(
    vendors: Annotated[int, typer.Option("--vendors", min=0, help="How many vendors.")] = 100,
    products: Annotated[int, typer.Option("--products", min=0, help="How many products.")] = 100,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same records.")] = 1,
    knowledge: KnowledgeOption = None,
) -> int:
    """Draw records at random, with all their facts and sources, for someone to check again."""
    from depscan.cli import database as body

    return body.sample(vendors, products, seed, knowledge=tuple(knowledge or ()))

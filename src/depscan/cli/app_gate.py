"""The options of ``depscan baseline``; its body is imported when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from depscan.cli.options import ConfigOption, HomeOfScanOption, KnowledgeOption, Level, NoConfigOption


def baseline(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="As for scan: the same targets give the same findings."),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write there; - is standard output, the default.")
    ] = "-",
    fail_on: Annotated[
        Level | None, typer.Option("--fail-on", help="As for scan, beside the rules of the settings file.")
    ] = None,
    home: HomeOfScanOption = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="GLOB", help="Leave out paths or names that match; repeatable."),
    ] = None,
    include_dev: Annotated[
        bool | None,
        typer.Option("--include-dev/--no-dev", help="Count what only development and tests need: the default."),
    ] = None,
    installed: Annotated[
        bool | None, typer.Option("--installed/--no-installed", help="Also read what builds and installations left.")
    ] = None,
    source: Annotated[
        bool | None, typer.Option("--source/--no-source", help="Also read source code, for what it mentions.")
    ] = None,
    no_waivers: Annotated[  # noqa: FBT002
        bool, typer.Option("--no-waivers", help="Also what is waived, which is left out otherwise.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,  # noqa: FBT002
    knowledge: KnowledgeOption = None,
    config: ConfigOption = None,
    no_config: NoConfigOption = False,  # noqa: FBT002
) -> int:
    """Write the findings of today, so that scan --baseline FILE fails only on what is new or worse.

    The file is sorted, one finding to a line, and depends on neither day nor machine: keep it with the code.
    """
    from depscan.cli import baseline as body
    from depscan.cli.layering import Given

    return body.run(
        body.Request(
            targets=tuple(targets or ["."]),
            output=output,
            given=Given(
                config=config,
                no_config=no_config,
                fail_on=fail_on.value if fail_on else None,
                home=home,
                exclude=tuple(exclude or ()),
                include_dev=include_dev,
                installed=installed,
                source=source,
                no_waivers=no_waivers,
                knowledge=tuple(knowledge or ()),
            ),
            quiet=quiet,
        )
    )

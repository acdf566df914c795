"""The options of every command, and nothing else: bodies are imported when they run."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Annotated, Any

import typer

from depscan.cli.app_gate import baseline as baseline_
from depscan.cli.app_knowledge import db_app, rules_app, vendors_app
from depscan.cli.options import (
    Colour,
    ConfigOption,
    Format,
    HomeOfReportOption,
    HomeOfScanOption,
    KnowledgeOption,
    Level,
    NoConfigOption,
    OutputFormat,
    Shell,
)
from depscan.errors import ExitStatus, UsageError

app = typer.Typer(
    name="depscan",
    help="Whose law reaches what you depend on, and how hard would it be to leave? Offline, nothing is executed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit statuses: 0 fine, 1 findings, 2 usage, 3 nothing to scan, 4 invalid knowledge or settings,"
    " 5 incomplete.",
)
app.add_typer(vendors_app, name="vendors", no_args_is_help=True)
app.add_typer(rules_app, name="rules", no_args_is_help=True)
app.add_typer(db_app, name="db", no_args_is_help=True)


_FORMATS = ", ".join(format_.value for format_ in OutputFormat)


def call(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    command = typer.main.get_command(_asked_for(arguments))
    try:
        result: Any = command.main(args=list(arguments), prog_name="depscan", standalone_mode=False)
    except Exception as error:
        say = getattr(error, "format_message", None)
        if say is None or not hasattr(error, "exit_code"):
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(say(), err=True)
            return int(error.exit_code)
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "depscan"
        raise UsageError(f"{' '.join(say().split()).rstrip('.')}; see `{path} --help`") from error
    if result == ExitStatus.INTERRUPTED:  # the library keeps the interruption to itself
        raise KeyboardInterrupt
    return int(result or 0)


def _asked_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the program with the command that comes first alone; as it is if none does.

    The library builds every command there is, which takes as long as reading a small project.
    """
    name = arguments[0] if arguments else ""
    found = [
        command
        for command in app.registered_commands
        if command.callback and (command.name or command.callback.__name__) == name
    ]
    if not found:
        return app
    part = copy(app)
    part.registered_commands, part.registered_groups = found, []
    return part


def commands() -> list[str]:
    """Return every command, sub-commands included, such as ``scan`` and ``rules list``."""
    found: list[str] = []
    stack: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while stack:
        path, command = stack.pop()
        for name, inner in sorted(getattr(command, "commands", {}).items()):
            found.append(f"{path} {name}".strip())
            stack.append((found[-1], inner))
    return sorted(found)


def _version(value: bool) -> None:  # noqa: FBT001 - a callback's signature
    if value:
        from depscan._version import VERSION_LINE

        typer.echo(VERSION_LINE)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback for a bug.")] = False,  # noqa: FBT002
) -> None:
    """Options before the command."""


@app.command()
def scan(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Folders, files, or - for an SBOM on standard input."),
    ] = None,
    format_: Annotated[
        OutputFormat | None,
        typer.Option("--format", "-f", metavar="FORMAT", help=f"By default from -o, else table: {_FORMATS}."),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write there, as FORMAT:FILE or by the ending of the name; - is standard output; repeatable.",
        ),
    ] = None,
    fail_on: Annotated[
        Level | None, typer.Option("--fail-on", help="Exit 1 if a dependency is of this severity or worse.")
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
        bool | None,
        typer.Option(
            "--installed/--no-installed",
            help="Also read what builds and installations left: jars, wheels, node_modules.",
        ),
    ] = None,
    source: Annotated[
        bool | None,
        typer.Option("--source/--no-source", help="Also read source code, for the services that it mentions."),
    ] = None,
    min_coverage: Annotated[
        float | None,
        typer.Option(
            "--min-coverage", min=0, max=100, metavar="PERCENT", help="Exit 5 if fewer components are attributed."
        ),
    ] = None,
    strict: Annotated[
        bool | None, typer.Option("--strict/--no-strict", help="Exit 5 if anything could not be read.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Also list open-source publishers at minimal risk.")] = False,  # noqa: FBT002
    colour: Annotated[Colour, typer.Option("--color", help="When to colour.")] = Colour.auto,
    width: Annotated[
        int | None, typer.Option("--width", min=60, max=400, help="Columns of the table; by default the terminal's.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,  # noqa: FBT002
    verbose: Annotated[  # noqa: FBT002
        bool, typer.Option("--verbose", "-v", help="Say on standard error what was read and written.")
    ] = False,
    knowledge: KnowledgeOption = None,
    config: ConfigOption = None,
    no_config: NoConfigOption = False,  # noqa: FBT002
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="FILE", help="Fail only on what is new or worse than in this file."),
    ] = None,
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="Heed no waivers: what is waived fails.")] = False,  # noqa: FBT002
) -> int:
    """Read manifests, lockfiles, SBOMs, cloud configuration and inventories; print the risk table.

    Without a TARGET the current folder is scanned. What is not given here is taken from depscan.toml, or
    [tool.depscan] in pyproject.toml, in the folder of the target or above it.
    """
    from depscan.cli import scan as body
    from depscan.cli.layering import Given

    return body.run(
        body.Request(
            targets=tuple(targets or ["."]),
            format=format_.value if format_ else None,
            outputs=tuple(output or ()),
            given=Given(
                config=config,
                no_config=no_config,
                fail_on=fail_on.value if fail_on else None,
                home=home,
                exclude=tuple(exclude or ()),
                include_dev=include_dev,
                source=source,
                installed=installed,
                min_coverage=min_coverage,
                strict=strict,
                baseline=baseline,
                no_waivers=no_waivers,
                knowledge=tuple(knowledge or ()),
            ),
            show_all=show_all,
            colour=colour.value,
            width=width,
            quiet=quiet,
            verbose=verbose,
        )
    )


app.command("baseline")(baseline_)


@app.command()
def explain(
    subject: Annotated[
        str,
        typer.Argument(
            help="A row number, a finding's fingerprint, an id, a purl, a host, a resource, an image, a name."
        ),
    ],
    target: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="Explain it as found there, or in a report saved with -f json; without: rows and findings of the"
            " last scan, anything else as if used for certain.",
        ),
    ] = None,
    show_all: Annotated[  # noqa: FBT002
        bool, typer.Option("--all", help="Also what is cut to fit a screen: every place, law, source.")
    ] = False,
    home: HomeOfReportOption = None,
    knowledge: KnowledgeOption = None,
) -> int:
    """Show the chain behind a row: where seen, owners, laws that reach it and that do not, points, what would help."""
    from depscan.cli import explain as body

    return body.run(
        body.Request(
            subject=subject,
            targets=tuple(target or ()),
            show_all=show_all,
            home=home,
            knowledge=tuple(knowledge or ()),
        )
    )


@app.command()
def whatif(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Folders and files to scan, or a report saved with -f json."),
    ] = None,
    cut: Annotated[
        list[str] | None,
        typer.Option("--cut", metavar="WHO", help="A country or area (US), a vendor, a product or a law; repeatable."),
    ] = None,
    replace: Annotated[
        list[str] | None, typer.Option("--replace", metavar="OLD=NEW", help="One product for another; repeatable.")
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            "--price", metavar="WHO=+N%", help="A change of a vendor's prices, with an inventory; repeatable."
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Output format.")] = Format.table,
    show_all: Annotated[bool, typer.Option("--all", help="Also list what goes on.")] = False,  # noqa: FBT002
    home: HomeOfReportOption = None,
    knowledge: KnowledgeOption = None,
) -> int:
    """Suppose that somebody stops serving, that a product is replaced, that prices rise; say what that means."""
    from depscan.cli import whatif as body

    return body.run(
        body.Request(
            targets=tuple(targets or ["."]),
            cuts=tuple(cut or ()),
            replacements=tuple(replace or ()),
            prices=tuple(price or ()),
            format=format_.value,
            home=home,
            show_all=show_all,
            knowledge=tuple(knowledge or ()),
        )
    )


@app.command("assess")
def assess_(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="Folders and files to scan, or a report saved with -f json."),
    ] = None,
    framework: Annotated[
        str | None,
        typer.Option("--framework", help="eu-csf, c3a, cada, secnumcloud, irn, data-act or gaia-x."),
    ] = None,
    answers: Annotated[
        str | None, typer.Option("--answers", metavar="FILE", help="Answers of a person, as --init writes them.")
    ] = None,
    init: Annotated[  # noqa: FBT002
        bool, typer.Option("--init", help="Write a file of answers to fill in: assessment.yaml, or as --answers says.")
    ] = False,
    weights: Annotated[
        str | None, typer.Option("--weights", help="Of several official sets of weights, this one.")
    ] = None,
    export: Annotated[
        str | None,
        typer.Option(
            "--export",
            metavar="FILE",
            help="Also write the list of components, suppliers and countries that c3a and cada ask for: .csv or .json.",
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Output format.")] = Format.table,
    show_all: Annotated[bool, typer.Option("--all", help="Also what is cut for brevity.")] = False,  # noqa: FBT002
    knowledge: KnowledgeOption = None,
) -> int:
    """Hold what is depended on against a sovereignty framework: what files support, contradict, cannot tell."""
    from depscan.cli import assess as body

    return body.run(
        body.Request(
            framework=framework,
            targets=tuple(targets or ["."]),
            answers=answers,
            init=init,
            weights=weights,
            export=export,
            format=format_.value,
            show_all=show_all,
            knowledge=tuple(knowledge or ()),
        )
    )


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="The earlier report, saved with -f json.")],
    new: Annotated[str, typer.Argument(help="The later one.")],
    format_: Annotated[Format, typer.Option("--format", "-f", help="Output format.")] = Format.table,
    knowledge: KnowledgeOption = None,
) -> int:
    """Say what came, went and changed between two reports, and why."""
    from depscan.cli import diff as body

    return body.run(old, new, format_=format_.value, knowledge=tuple(knowledge or ()))


@app.command()
def formats() -> int:
    """List the formats that are read."""
    from depscan.cli import catalogue as body

    return body.formats()


@app.command()
def completion(shell: Annotated[Shell, typer.Argument(help="bash, zsh, fish or powershell.")]) -> int:
    """Print what makes a shell complete commands, options and their values; the script says where it belongs."""
    from depscan.cli import completion as body

    return body.run(shell.value)


@app.command()
def init(
    folder: Annotated[str, typer.Argument(help="Folder that the settings are for.")] = ".",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the defaults without asking.")] = False,  # noqa: FBT002
    schema: Annotated[  # noqa: FBT002
        bool, typer.Option("--schema", help="Only print the JSON Schema of settings files, for editors.")
    ] = False,
) -> int:
    """Ask what the project tolerates; write depscan.toml and, if wanted, a baseline and a CI job."""
    from depscan.cli import init as body

    return body.schema() if schema else body.run(folder, yes=yes)

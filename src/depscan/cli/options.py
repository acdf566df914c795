"""Options that several commands share, and the values they take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """Output formats of ``scan``."""

    table = "table"
    json = "json"


class OutputFormat(StrEnum):
    """Output formats of ``scan``; a test holds that they are those of ``cli.outputs``."""

    table = "table"
    json = "json"
    sarif = "sarif"
    cyclonedx = "cyclonedx"
    cyclonedx_1_7 = "cyclonedx-1.7"
    spdx = "spdx"
    junit = "junit"
    gitlab_codequality = "gitlab-codequality"
    gitlab_dependencies = "gitlab-dependencies"
    github = "github"
    github_summary = "github-summary"
    markdown = "markdown"
    csv = "csv"


class Level(StrEnum):
    """Severities for ``--fail-on``."""

    critical = "critical"
    high = "high"
    medium = "medium"
    low = "low"
    minimal = "minimal"


class Colour(StrEnum):
    """When to colour."""

    auto = "auto"
    always = "always"
    never = "never"


class Shell(StrEnum):
    """Shells that ``completion`` writes a script for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


KnowledgeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--knowledge", metavar="DIR", help="Folder with vendors.yaml and/or rules/ that extends the packaged ones."
    ),
]
HomeOfReportOption = Annotated[
    str | None,
    typer.Option("--home", metavar="AREA", help="Your legal area; by default that of the saved report, else EU."),
]
HomeOption = Annotated[
    str, typer.Option("--home", metavar="AREA", help="Your legal area: EU or a country code such as CH.")
]
HomeOfScanOption = Annotated[
    str | None, typer.Option("--home", metavar="AREA", help="Your legal area: EU, the default, or a code such as CH.")
]
ConfigOption = Annotated[
    str | None, typer.Option("--config", metavar="FILE", help="Settings file to use instead of the project's.")
]
NoConfigOption = Annotated[bool, typer.Option("--no-config", help="Use no settings file.")]

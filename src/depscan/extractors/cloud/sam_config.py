"""``samconfig.toml`` of the AWS SAM CLI: the regions that templates are deployed to."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._cloudformation_regions import of_settings
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import toml, yaml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the file as a sign of CloudFormation, once for each region that it names.

    Raises:
        ParseError: neither TOML nor YAML, or without a section.
    """
    document = toml.read(source.bytes()) if source.name.endswith(".toml") else yaml.read(source.text())
    if not isinstance(document, dict) or not any(isinstance(value, dict) for value in document.values()):
        raise ParseError("not a SAM configuration: no environment")
    places = _lines(source.lines())
    regions: list[str | None] = [*sorted(of_settings(document))]
    for region in regions or [None]:
        yield Component(
            kind=Kind.CONFIG,
            name=f"file:{source.name}",
            scope=Scope.RUNTIME,
            direct=True,
            region=region,
            evidence=source.seen(places.get(region or "", 1), how=How.CONFIGURED),
        )


def _lines(lines: list[str]) -> dict[str, int]:
    """Return the first line of each value of ``region``."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        key, _, value = line.replace(":", "=", 1).partition("=")
        if key.strip() == "region":
            found.setdefault(value.partition("#")[0].strip().strip("\"'"), number)
    return found


EXTRACTOR = Extractor(
    name="sam-config",
    ecosystem="cloud",
    patterns=("samconfig.toml", "samconfig.yaml", "samconfig.yml"),
    parse=parse,
    description="regions that SAM templates are deployed to",
    spec_url="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html",
)

"""sonar-project.properties: the host decides between the hosted service and a server of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Level

_HOSTED = "sonarcloud.io"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the host that results are sent to; an organisation without a host is one of the hosted service.

    Raises:
        ParseError: no property of a scanner.
    """
    values: dict[str, tuple[str, int]] = {}
    for number, text in enumerate(source.lines(), 1):
        key, equals, value = text.strip().partition("=")
        if equals and not key.startswith(("#", "!")):
            values[key.strip()] = (value.strip(), number)
    if not any(key.startswith("sonar.") for key in values):
        raise ParseError("no property of a scanner")
    given = values.get("sonar.host.url")
    name = host(given[0]) if given else None
    if given and name and "$" not in name:
        yield _ci.endpoint(source, name, given[1])
    elif "sonar.organization" in values and not given:
        yield _ci.endpoint(source, _HOSTED, values["sonar.organization"][1], how=How.REFERENCED)
    else:
        message = "which server results are sent to is told elsewhere"
        source.warn("not-followed", message, line=given[1] if given else None, level=Level.NOTE)


EXTRACTOR = Extractor(
    name="sonar-project",
    ecosystem="ci",
    patterns=("sonar-project.properties",),
    parse=parse,
    description="the host that results are sent to: the hosted service or a server of one's own",
    spec_url="https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/analysis-parameters/",
)

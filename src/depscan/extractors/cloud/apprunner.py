"""AWS App Runner's apprunner.yaml: variables, secrets, commands."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import all_settings, at, descriptor, entries, literal, read, scripts, variables
from depscan.model import Component, Scope


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield App Runner itself, variables, stores that secrets come from, what commands tell.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    runtime = literal(document.get("runtime"))
    facts = (("runtime", runtime),) if runtime else ()
    yield descriptor(source, "apprunner.yaml", line=document.lines.get("runtime", 1), facts=facts)
    for stage, scope in (("build", Scope.BUILD), ("run", Scope.RUNTIME)):
        part = document.get(stage)
        yield from variables(source, at(part, "env"), scope=scope)
        yield from variables(source, at(part, "secrets"), scope=scope)
        yield from all_settings(source, at(part, "secrets"), scope=scope)
        for _, commands, line in entries(at(part, "commands")):
            yield from scripts(source, commands, line, scope)
    yield from scripts(source, at(document, "run", "command"), document.lines.get("run"), Scope.RUNTIME)


EXTRACTOR = Extractor(
    name="apprunner",
    ecosystem="paas",
    patterns=("apprunner.yaml",),
    parse=parse,
    description="AWS App Runner, variables, secrets, commands",
    spec_url="https://docs.aws.amazon.com/apprunner/latest/dg/config-file.html",
)

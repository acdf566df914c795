"""sentry-cli's settings: where releases and source maps are sent to; Sentry's own service if nothing else is said."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy

_PAIR = lazy.pattern(r"(?:defaults[./])?(url|org|project|auth\.token|token)[ \t]*+[=:][ \t]*+(\S*+)")
_SECTION = lazy.pattern(r"\[\w+\]")
_SERVICE = "sentry.io"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the host that reports are sent to.

    Raises:
        ParseError: nothing of sentry-cli in it.
    """
    found: tuple[str, int] | None = None
    known = 0
    for number, line in enumerate(source.lines(), 1):
        match = _PAIR.match(line.strip())
        if match is None:
            known = known or (number if _SECTION.fullmatch(line.strip()) else 0)
            continue
        known = known or number
        if match[1] == "url" and (name := host(match[2])):
            found = (name, number)
    if not known:
        raise ParseError("not of sentry-cli: no setting that it knows")
    name, line_of = found or (_SERVICE, known)
    seen = source.seen(line_of, how=How.CONFIGURED)
    yield Component(
        kind=Kind.ENDPOINT,
        name=name,
        scope=Scope.BUILD,
        direct=True,
        facts=(("setting", "SENTRY_URL"),) if found else (),
        evidence=seen,
    )


EXTRACTOR = Extractor(
    name="sentry-cli",
    ecosystem="settings",
    patterns=("sentry.properties", ".sentryclirc"),
    parse=parse,
    description="the host that releases and source maps are sent to",
    spec_url="https://docs.sentry.io/cli/configuration/",
    may_be_empty=True,
)

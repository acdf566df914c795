"""``_redirects`` of Netlify, Cloudflare Pages and GitLab Pages: hosts that requests are handed on to."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import proxied
from depscan.model import Component


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the hosts of proxies; those that people are sent on to are no dependencies.

    Raises:
        ParseError: a binary file.
    """
    for number, line in enumerate(source.lines(), 1):
        words = line.partition(" #")[0].split()
        if words and not words[0].startswith("#") and any(word in ("200", "200!") for word in words[2:]):
            address = next((word for word in words[1:] if "://" in word), None)
            yield from proxied(source, address, number)


EXTRACTOR = Extractor(
    name="redirects-file",
    ecosystem="paas",
    patterns=("_redirects",),
    parse=parse,
    description="hosts that requests are handed on to",
    spec_url="https://docs.netlify.com/routing/redirects/",
    may_be_empty=True,
)

"""Where BuildKit keeps the cache of a build: https://docs.docker.com/build/cache/backends/."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Scope

_STORES = {"s3": "aws_s3_bucket", "azblob": "Microsoft.Storage/storageAccounts"}


def cache(source: SourceFile, entry: str, line: int | None) -> Iterator[Component]:
    """Yield what ``type=registry,ref=…`` or a mere reference names: an image of a registry, GitHub, a bucket."""
    options = dict(part.strip().partition("=")[::2] for part in entry.split(",") if "=" in part)
    kind = options.get("type", "registry")
    if kind == "registry":
        reference = options.get("ref", "" if options else entry)
        if reference:
            yield from images(source, reference, line=line, scope=Scope.BUILD, facts=(("type", "cache"),))
    elif kind == "gha":
        seen = source.seen(line, how=How.CONFIGURED)
        yield Component(kind=Kind.CONFIG, name="github-actions", scope=Scope.BUILD, direct=True, evidence=seen)
    elif kind in _STORES:
        region = options.get("region")
        yield Component(
            kind=Kind.RESOURCE,
            name=f"{_STORES[kind]} build-cache",
            scope=Scope.BUILD,
            direct=True,
            region=region if region and "$" not in region else None,
            endpoint=host(options.get("endpoint_url") or options.get("account_url")),
            facts=(("type", _STORES[kind]),),
            evidence=source.seen(line, how=How.CONFIGURED),
        )

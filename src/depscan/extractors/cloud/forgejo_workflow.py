"""Workflows of Forgejo and Gitea: the language of GitHub Actions on a forge that one hosts, or on Codeberg."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _workflows
from depscan.model import Component


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield actions with the host they come from, images, the forge's own CI, and what steps reach.

    Raises:
        ParseError: not YAML, or neither a workflow nor an action.
    """
    forge = _workflows.GITEA if ".gitea/" in source.path else _workflows.FORGEJO
    yield from _workflows.read(source, forge)


EXTRACTOR = Extractor(
    name="forgejo-workflow",
    ecosystem="ci",
    patterns=(
        ".forgejo/workflows/*.yml",
        ".forgejo/workflows/*.yaml",
        ".gitea/workflows/*.yml",
        ".gitea/workflows/*.yaml",
    ),
    parse=parse,
    description="workflows of Forgejo and Gitea: actions by address or from the default host, images, runners, scripts",
    spec_url="https://forgejo.org/docs/latest/user/actions/reference/",
)

"""GitHub Actions: workflows and action metadata, what they use, run in, run on, and reach."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _workflows
from depscan.model import Component


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield actions, reusable workflows, images, GitHub Actions itself with its runners, and what steps reach.

    Raises:
        ParseError: not YAML, or neither a workflow nor an action.
    """
    forge = _workflows.GITHUB
    if ".forgejo/" in source.path:
        forge = _workflows.FORGEJO
    elif ".gitea/" in source.path:
        forge = _workflows.GITEA
    yield from _workflows.read(source, forge)


EXTRACTOR = Extractor(
    name="github-workflow",
    ecosystem="ci",
    patterns=(".github/workflows/*.yml", ".github/workflows/*.yaml"),
    sniffed_patterns=("action.yml", "action.yaml"),
    sniff=_workflows.sniff,
    parse=parse,
    description="actions, reusable workflows, images, runners; what scripts, inputs and variables reach; action files",
    spec_url="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax",
)

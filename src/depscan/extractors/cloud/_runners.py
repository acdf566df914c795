"""Whose machine a job runs on, as far as the labels of its runner tell."""

from __future__ import annotations

from collections.abc import Iterable

HOSTED, OWN, OTHER = "hosted", "self-hosted", "third-party"
_HOSTED = ("ubuntu-", "windows-", "macos-")
_OTHERS = {
    "blacksmith-": "blacksmith.sh", "buildjet-": "buildjet.com", "codebuild-": "codebuild.*.amazonaws.com",
    "depot-": "depot.dev", "namespace-profile-": "namespace.so", "nscloud-": "namespace.so", "nsc-": "namespace.so",
    "ubicloud": "ubicloud.com", "warp-": "warpbuild.com", "warpbuild-": "warpbuild.com",
}  # fmt: skip
"""Beginnings of labels that companies which rent out runners have people use."""


def host_behind(label: str) -> str | None:
    """Return the host of the company that runs a runner of that label; None for the forge's and one's own."""
    lowered = label.lower()
    return next((host for start, host in _OTHERS.items() if lowered.startswith(start)), None)


def kinds(labels: Iterable[str]) -> str:
    """Return which kinds of runners some labels ask for, such as ``hosted, self-hosted``; empty if none is known."""
    return ", ".join(sorted({kind for label in labels if (kind := _kind(label.lower()))}))


def _kind(label: str) -> str | None:
    if label == "self-hosted" or label.startswith("runs-on"):
        return OWN
    if host_behind(label):
        return OTHER
    return HOSTED if label.startswith(_HOSTED) else None

"""What readers of Paket's files share."""

from __future__ import annotations

from depscan.extractors.packages import _git
from depscan.model import Scope

_GROUPS = {"test": Scope.TEST, "tests": Scope.TEST, "build": Scope.BUILD}


def scope(group: str) -> Scope:
    """Return the scope of a group, whose name means something by custom only."""
    return _GROUPS.get(group.lower(), Scope.UNKNOWN)


def at(kind: str, remote: str) -> _git.Place | None:
    """Return what a source other than a feed names: a repository of a forge, of Git, or a download."""
    if kind == "GITHUB":
        return _git.at_repository(f"https://github.com/{remote}")
    if kind == "GIST":
        return _git.at_repository(f"https://gist.github.com/{remote}")
    return _git.at_repository(remote) if kind == "GIT" else _git.at_archive(remote)

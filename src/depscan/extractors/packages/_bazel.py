"""What Bazel's formats share."""

from __future__ import annotations

from depscan.model import Scope
from depscan.syntax import lazy

_RULES = lazy.pattern(
    r"(?:build_bazel_|io_bazel_)?rules_|bazel_|platforms$|aspect_|gazelle$|buildifier|stardoc$|buildtools|package_metadata$"
    r"|.*_toolchains?|apple_support$|toolchains_"
)


def scope_of(module: str) -> Scope:
    """Return what a module is for, by its name: rules build, other modules may be libraries."""
    return Scope.BUILD if _RULES.match(module) else Scope.UNKNOWN

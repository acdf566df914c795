"""When packages are needed: what comes along with a package is needed whenever that is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from depscan.model import Scope

K = TypeVar("K", bound=Hashable)

_HEAVIEST_FIRST = (Scope.RUNTIME, Scope.UNKNOWN, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)


def reach(asked_for: dict[Scope, list[K]], needs: Callable[[K], Iterable[K]]) -> dict[K, Scope]:
    """Return the scope of everything that can be reached: the heaviest of those that lead there.

    Args:
        asked_for: what the project itself asks for, by scope.
        needs: what a package brings along.
    """
    found: dict[K, Scope] = {}
    for scope in _HEAVIEST_FIRST:
        waiting = deque(asked_for.get(scope, ()))
        while waiting:
            package = waiting.popleft()
            if package not in found:
                found[package] = scope
                waiting += needs(package)
    return found

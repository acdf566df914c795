"""What pubspec.yaml and pubspec.lock share: where a package of Dart comes from."""

from __future__ import annotations

from typing import Any

from depscan.extractors.packages import _origins
from depscan.model import Facts

_DEFAULT = frozenset({"pub.dev", "pub.dartlang.org"})


def registry(address: Any) -> Facts:
    """Return the host that a package is fetched from if it is not the default one."""
    host = _origins.host(address)
    return (("registry", host),) if host and host not in _DEFAULT else ()


def repository(address: Any) -> Facts:
    """Return the repository that an address names."""
    place = _origins.repository(address)
    return (("repository", place),) if place else ()

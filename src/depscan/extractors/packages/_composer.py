"""Packages as Composer writes them down: in its lockfile and in what it installed."""

from __future__ import annotations

from typing import Any

import msgspec

from depscan.extractors.packages._origins import host, repository
from depscan.model import Facts


class Package(msgspec.Struct):
    """One package; every field may be of any type."""

    name: Any = None
    package: Any = None  # the name's key in locks of 2012
    version: Any = None
    type: Any = None
    source: Any = None
    dist: Any = None
    license: Any = None

    def facts(self) -> Facts:
        """Return licence, download host, repository and a type that is not the usual one."""
        licences = self.license if isinstance(self.license, list) else [self.license]
        # a list of licences is a choice: https://getcomposer.org/doc/04-schema.md#license
        licence = " OR ".join(item for item in licences if isinstance(item, str))
        facts = {
            "licence": licence,
            "registry": host(_of(self.dist, "url")),
            "repository": repository(_of(self.source, "url")),
            "type": self.type if isinstance(self.type, str) and self.type != "library" else None,
        }
        return tuple((key, value) for key, value in facts.items() if value)

    def is_local(self) -> bool:
        """Tell whether it is of the tree."""
        return _of(self.dist, "type") == "path"


def package(item: object) -> Package:
    """Return an entry; one that is no object has no name."""
    fields = Package.__struct_fields__
    return Package(**{key: item.get(key) for key in fields}) if isinstance(item, dict) else Package()


def is_platform(name: str) -> bool:
    """Tell whether a name means PHP itself, an extension or Composer, rather than a package."""
    name = name.lower()
    return "/" not in name and (
        name in ("php", "hhvm", "composer") or name.startswith(("php-", "ext-", "lib-", "composer-"))
    )


def _of(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None

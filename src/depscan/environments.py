"""Which environment a file speaks for, where its name or those of its folders tell: production, staging, test."""

from __future__ import annotations

import re
from functools import lru_cache

PRODUCTION = "production"
EXAMPLE = "example"
NOT_IN_USE = frozenset({"development", "test", EXAMPLE})
"""Environments whose settings say nothing about where a service is really taken from."""

_NAMES = {
    **dict.fromkeys(("prod", "production", "prd"), PRODUCTION),
    **dict.fromkeys(("staging", "stage", "stg", "preprod", "preproduction", "uat", "qa", "acceptance"), "staging"),
    **dict.fromkeys(("dev", "develop", "development", "local", "localhost"), "development"),
    **dict.fromkeys(("test", "tests", "testing", "e2e", "ci"), "test"),
    **dict.fromkeys(("example", "examples", "sample", "samples", "template", "dist"), EXAMPLE),
}
_WORDS = re.compile(r"[._\-]")
_NOT_ALONE = frozenset({"template", "local", "dist", "ci"})
"""``.env.template`` is an example, ``template.yaml`` and ``dist/`` are not."""


@lru_cache(maxsize=65_536)
def environment_of(path: str) -> str | None:
    """Return the environment that a path names, None if it names none.

    Words of the file's own name count first, from the right (``.env.production.example`` is an example); of folders
    only whole names, from the inside out.
    """
    *folders, name = path.split("/")
    words = _WORDS.split(name.lower())
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        if word in _NAMES and (position or word not in _NOT_ALONE):
            return _NAMES[word]
    for folder in reversed(folders):
        word = folder.lower()
        if word in _NAMES and word not in _NOT_ALONE:
            return _NAMES[word]
    return None

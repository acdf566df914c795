"""Regular expressions that are compiled when first used: compiling all of a format's would be felt at every start."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands in for a compiled pattern; its methods are the pattern's own from the first use on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as ``re.compile(expression, flags)``, which is called when a method is first asked for."""
    return cast("re.Pattern[str]", _Lazy(expression, flags))

"""What a settings file takes away from a scan or from its rules, in words: nothing of it may happen unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain

from depscan.gate.conditions import in_words
from depscan.gate.settings import Settings
from depscan.redact import clean, shown

_GLOBS_SHOWN = 20
_ALLOWANCES_SHOWN = 50


def eased(settings: Settings) -> tuple[str, ...]:
    """Return a sentence for each thing that a settings file takes away; nothing where there is none."""
    return tuple(clean(sentence) for sentence in _sentences(settings)) if settings.file else ()


def _sentences(settings: Settings) -> Iterator[str]:
    left_out = list(dict.fromkeys(chain.from_iterable(settings.exclude_by_target)))
    if left_out:
        yield f"{settings.file} leaves out what matches {_some(left_out)}."
    if not settings.include_dev:
        yield "What only development and tests need is not counted."
    if settings.knowledge:
        folders = [os.path.basename(folder.rstrip(os.sep)) for folder in settings.knowledge]
        yield f"The packaged knowledge is changed by that in {_some(folders)}."
    for allow in settings.allow[:_ALLOWANCES_SHOWN]:
        rules = f" for {_some(allow.rules)}" if allow.rules else ""
        yield f"{allow.place} allows {in_words(allow.when)}{rules} ({shown(allow.reason)})."
    if len(settings.allow) > _ALLOWANCES_SHOWN:
        yield f"{settings.file} has {len(settings.allow) - _ALLOWANCES_SHOWN:,} more allowances."


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _GLOBS_SHOWN:,} more" if len(names) > _GLOBS_SHOWN else ""
    return ", ".join(shown(name) for name in names[:_GLOBS_SHOWN]) + more

"""Make the nouns of the gate from a settings file that was checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from depscan.finding import Waiver
from depscan.gate.settings import Allow, Rule, Settings, When
from depscan.gate.settings_schema import SettingsRecord, WhenRecord
from depscan.redact import neutral

Line = Callable[..., int]
Globs = Callable[[Sequence[str]], tuple[str, ...]]


def made(
    record: SettingsRecord,
    *,
    label: str,
    line: Line,
    globs: Globs,
    exclude: Sequence[Sequence[str]],
    knowledge: tuple[str, ...],
) -> Settings:
    """Return the settings.

    Args:
        record: what the file says.
        label: the file as it is shown.
        line: tells the line of a place in it.
        globs: turns globs of the file into those for the paths of the report.
        exclude: globs of what is left out, for each target.
        knowledge: folders, absolute.
    """
    return Settings(
        home=record.home,
        exclude_by_target=tuple(map(tuple, exclude)) if record.exclude else (),
        include_dev=record.include_dev,
        installed=record.installed,
        source=record.source,
        knowledge=knowledge,
        fail_on=record.fail_on,
        rules=tuple(
            Rule(
                id=rule.id,
                when=_when(rule, globs),
                coverage_below=rule.coverage_below,
                unattributed=bool(rule.unattributed),
                help=_text(rule.help),
                place=f"{label}:{line('rule', number)}",
            )
            for number, rule in enumerate(record.rule)
        ),
        allow=tuple(
            Allow(
                when=_when(allow, globs),
                reason=_text(allow.reason),
                rules=tuple(allow.rules),
                place=f"{label}:{line('allow', number)}",
            )
            for number, allow in enumerate(record.allow)
        ),
        waivers=tuple(
            Waiver(
                what=waiver.what,
                until=waiver.until,
                reason=_text(waiver.reason),
                path=label,
                line=line("waiver", number),
                by=_text(waiver.by) if waiver.by else None,
                rule=waiver.rule,
            )
            for number, waiver in enumerate(record.waiver)
        ),
        inline_waivers=record.inline_waivers,
        file=label,
    )


def _when(record: WhenRecord, globs: Globs) -> When:
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.conditions.items()
    }
    if record.path:
        given["path"] = globs(record.path)
    return When(**given)


def _text(text: str) -> str:
    """Return a person's words on one line, without credentials and control characters."""
    return neutral(" ".join(text.split()))

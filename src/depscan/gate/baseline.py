"""The findings that a project starts with: written once, reviewed, and only ever made shorter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from depscan.errors import ParseError, UsageError
from depscan.finding import Finding, State
from depscan.gate.policy import fingerprint
from depscan.gate.settings import Known
from depscan.model import Severity
from depscan.redact import clean, shown
from depscan.syntax.json import read_any

SCHEMA = 1
_LARGEST = 64 * 1024 * 1024
_KEYS = ("rule", "dependency", "component", "severity", "fingerprint")


def write(findings: Iterable[Finding]) -> str:
    """Return the baseline of findings: the same findings give the same text, whatever the day and the machine.

    What is waived is left out: it has a decision of its own, and fails again when that ends.
    """
    entries = sorted(_entry(finding) for finding in findings if finding.state is not State.WAIVED)
    lines = [f"  {json.dumps(dict(entry), ensure_ascii=False)}" for entry in dict.fromkeys(entries)]
    body = "[\n" + ",\n".join(lines) + "\n ]" if lines else "[]"
    return f'{{\n "depscan-baseline": {SCHEMA},\n "findings": {body}\n}}\n'


def _entry(finding: Finding) -> tuple[tuple[str, str], ...]:
    about = ("component", finding.component) if finding.component else ("dependency", finding.dependency or "")
    return (
        ("rule", finding.rule),
        *((about,) if about[1] else ()),
        ("severity", finding.severity.value),
        ("fingerprint", finding.fingerprint),
    )


def read(path: str) -> tuple[Known, ...]:
    """Read a baseline back.

    Raises:
        UsageError: unreadable, of another version, or something in it is wrong; the message says at which line.
    """
    name = clean(path)
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "not a path").lower()
        raise UsageError(f"{name}: {reason}; `depscan baseline -o FILE` writes a baseline") from error
    if len(data) > _LARGEST:
        raise UsageError(f"{name}: too large for a baseline")
    return parse(data, name)


def parse(data: bytes, name: str) -> tuple[Known, ...]:
    """Return what the content of a baseline says.

    Raises:
        UsageError: as ``read``.
    """
    try:
        document = read_any(data)
    except ParseError as error:
        where = f"{name}:{error.line}" if error.line else name
        raise UsageError(f"{where}: {error}") from error
    if not isinstance(document, dict) or "depscan-baseline" not in document:
        raise UsageError(f"{name}: not a baseline of depscan")
    version = document["depscan-baseline"]
    if version != SCHEMA or isinstance(version, bool):
        raise UsageError(
            f"{_at(name, data, 'depscan-baseline')}: a baseline of version {shown(str(version), 20)};"
            f" this depscan reads version {SCHEMA}"
        )
    entries = document.get("findings")
    if not isinstance(entries, list) or set(document) - {"depscan-baseline", "findings"}:
        raise UsageError(f"{_at(name, data, 'depscan-baseline')}: expected findings, a list, and nothing else")
    return tuple(_known(entry, number, name, data) for number, entry in enumerate(entries))


def _known(entry: Any, number: int, name: str, data: bytes) -> Known:
    problem = _problem(entry)
    if problem:
        raise UsageError(f"{name}:{_line_of(data, number)}: finding {number + 1} {problem}")
    return Known(
        fingerprint=entry["fingerprint"],
        severity=Severity(entry["severity"]),
        rule=entry["rule"],
        dependency=entry.get("dependency"),
        component=entry.get("component"),
    )


def _problem(entry: Any) -> str:
    if not isinstance(entry, dict):
        return "is not an object"
    unknown = sorted(set(entry) - set(_KEYS))
    if unknown:
        return f"has the unknown key {shown(unknown[0], 40)!r}"
    for key in ("rule", "severity", "fingerprint"):
        if not isinstance(entry.get(key), str):
            return f"has no {key}"
    for key in ("dependency", "component"):
        if entry.get(key) is not None and not isinstance(entry[key], str):
            return f"has a {key} that is no text"
    severities = [severity.value for severity in Severity]
    if entry["severity"] not in severities:
        return f"has the severity {shown(entry['severity'], 20)!r}; there are {', '.join(reversed(severities))}"
    about = entry.get("component") or entry.get("dependency")
    if entry["fingerprint"] != fingerprint(entry["rule"], about):  # who reviews the names has to see what counts
        return "has the fingerprint of something else"
    return ""


def _at(name: str, data: bytes, key: str) -> str:
    position = data.find(json.dumps(key).encode())
    return f"{name}:{data.count(10, 0, position) + 1}" if position >= 0 else name


def _line_of(data: bytes, number: int) -> int:
    """Return the line on which an entry of the list begins, however the file was formatted since."""
    text = data.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    position = text.find("[", text.find('"findings"')) + 1
    for _ in range(number + 1):
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        begin = position
        try:
            position = decoder.raw_decode(text, position)[1]
        except (ValueError, RecursionError):
            break
    return text.count("\n", 0, begin) + 1


def gone(known: Sequence[Known], findings: Iterable[Finding]) -> tuple[Known, ...]:
    """Return what a baseline knows and nothing objects to any more: it can be taken out of the file."""
    there = {finding.fingerprint for finding in findings}
    return tuple(entry for entry in known if entry.fingerprint not in there)

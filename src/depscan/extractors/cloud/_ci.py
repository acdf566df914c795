"""What files of CI services have in common: the service itself, variables, scripts, names of secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._commands import from_script
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, Facts, How, Kind, Scope
from depscan.syntax import lazy, yaml

BUILD = Scope.BUILD
MANY = 20
_SECRET = lazy.pattern(r"\$\{\{[^{}]{0,200}?\b(?:secrets|vars)\.([A-Za-z_]\w{1,100}+)")
_LONGEST = 8_000
_DEEPEST = 8
_DEEPEST_MAP = 60


def service(source: SourceFile, name: str, line: int | None, *, facts: Facts = ()) -> Component:
    """Return the CI service, or another one that a file is written for, by the name that the database knows."""
    return Component(
        kind=Kind.CONFIG,
        name=name,
        scope=BUILD,
        direct=True,
        facts=tuple(sorted(facts)),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def endpoint(
    source: SourceFile, host: str, line: int | None, *, how: How = How.CONFIGURED, region: str | None = None
) -> Component:
    """Return a host that a pipeline reaches."""
    return Component(
        kind=Kind.ENDPOINT,
        name=host,
        scope=BUILD,
        direct=True,
        region=region,
        evidence=source.seen(line, how=how),
    )


def document(source: SourceFile, *, repeated: bool = True) -> object:
    """Return the first document of a YAML file; keys that are given twice are told.

    Raises:
        ParseError: not YAML.
    """
    lines: list[int] = []
    value = yaml.read(source.text(), repeated=lines if repeated else None)
    for line in lines:
        source.warn("repeated-key", "a key that is given again: the last one counts", line=line)
    return value


def variables(source: SourceFile, values: object, *, variable: bool = True) -> Iterator[Component]:
    """Yield what a mapping or a list of variables tells; also lists of ``NAME=value`` and of name and value."""
    if isinstance(values, yaml.Map):
        for key, value in values.items():
            yield from setting(source, key, _plain(value), values.lines.get(key), variable=variable)
    elif isinstance(values, yaml.Seq):
        for item, line in zip(values, values.lines, strict=True):
            if isinstance(item, str):
                name, equals, value = item.partition("=")
                if equals and " " not in name.strip():
                    yield from setting(source, name.strip(), value, line, variable=variable)
            elif isinstance(item, yaml.Map) and isinstance(item.get("name"), str):
                yield from setting(
                    source, item["name"], _plain(item.get("value")), item.lines["name"], variable=variable
                )
            elif isinstance(item, yaml.Map):
                yield from variables(source, item, variable=variable)


def _plain(value: object) -> str:
    if isinstance(value, yaml.Map):  # GitLab: a value with a description
        value = value.get("value")
    return value if isinstance(value, str) else ""


def setting(
    source: SourceFile, key: str, value: str, line: int | None, *, variable: bool = True
) -> Iterator[Component]:
    """Yield what one variable or input tells, and the secrets that it takes its value from, by their names."""
    yield from _settings.from_setting(source, Setting(key, value, line), variable=variable, scope=BUILD)
    yield from secrets(source, value, line, but=key if variable else "")


def secrets(source: SourceFile, text: str, line: int | None, *, but: str = "") -> Iterator[Component]:
    """Yield the names of secrets and variables that an expression ``${{ secrets.NAME }}`` takes."""
    if "${{" in text:
        for name in dict.fromkeys(_SECRET.findall(text[:_LONGEST])):
            if name != but:
                yield from _settings.from_setting(source, Setting(name, "", line), variable=True, scope=BUILD)


def script(source: SourceFile, value: object, line: int | None, *, scope: Scope = BUILD) -> Iterator[Component]:
    """Yield what a script tells: a text, a list of them, or lists in lists.

    Args:
        source: the file.
        value: the value of ``run:`` or ``script:``.
        line: line of its key.
        scope: when what it fetches is needed.
    """
    for text, at in _texts(value, line):
        block = text.endswith("\n") or "\n" in text  # begins below the line of its key
        yield from from_script(source, text, at + 1 if at and block else at, scope=scope)
        yield from secrets(source, text, at)


def _texts(value: object, line: int | None) -> Iterator[tuple[str, int | None]]:
    stack: list[tuple[object, int | None, int]] = [(value, line, 0)]
    seen: set[int] = set()
    while stack:
        item, at, depth = stack.pop()
        if isinstance(item, str):
            yield item, at
        elif isinstance(item, yaml.Seq) and depth < _DEEPEST and id(item) not in seen:
            seen.add(id(item))
            stack.extend((one, below, depth + 1) for one, below in reversed(list(zip(item, item.lines, strict=True))))


def image_name(value: object, line: int | None, *keys: str) -> tuple[str | None, int | None]:
    """Return the image reference of a text or of a mapping with ``image``, ``name`` or the like, and its line."""
    if isinstance(value, yaml.Map):
        for key in keys or ("name", "image"):
            if isinstance(value.get(key), str):
                return value[key], value.lines.get(key)
        return None, line
    return (value, line) if isinstance(value, str) and value else (None, line)


def sniffed(*expressions: bytes) -> list[re.Pattern[bytes]]:
    """Compile expressions for the beginning of a file, whose ``^`` is the start of a line."""
    return [re.compile(expression, re.MULTILINE) for expression in expressions]


def maps(value: object) -> Iterator[tuple[str, yaml.Map]]:
    """Yield every mapping of a document once, in order, with the key that it stands under."""
    seen: set[int] = set()
    start = yaml.Seq(1)
    start.extend(value if isinstance(value, list) and not isinstance(value, yaml.Seq) else [value])
    stack: list[tuple[str, object, int]] = [("", start, 0)]
    while stack:
        key, item, depth = stack.pop()
        if not isinstance(item, yaml.Map | yaml.Seq) or id(item) in seen or depth > _DEEPEST_MAP:
            continue
        seen.add(id(item))
        if isinstance(item, yaml.Map):
            yield key, item
            below = [(name, one, depth + 1) for name, one in item.items()]
        else:
            below = [(key, one, depth + 1) for one in item]
        stack.extend(reversed(below))


def words(source: SourceFile, program: str, arguments: object, line: int | None) -> Iterator[Component]:
    """Yield what a command tells that is given as a program and a list of arguments."""
    given = [word for word in arguments if isinstance(word, str)] if isinstance(arguments, yaml.Seq) else []
    quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in given)
    yield from from_script(source, f"{program} {quoted}", line)


def runner_facts(names: Iterable[str]) -> Facts:
    """Return the fact that tells on which machines a pipeline runs."""
    told = sorted({name for name in names if name})
    return (("runner", ", ".join(told[:MANY])),) if told else ()

"""What a setting tells: which hosts something talks to, which model it asks, which service a variable's name is of.

Used by every reader of files that hold settings: environment files, Compose, Kubernetes, workflows, properties. The
value of a setting never leaves: only hosts, model ids and region names are kept.

What only may be of interest is marked: the name of a variable as *referenced*, a host in a setting that may be the
application's own address as *perhaps own*. It counts where the database knows it, and is dropped where nobody does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from depscan.extractors.base import SourceFile
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import address, lazy

ADDRESS_WORDS = frozenset(
    {
        "url", "urls", "uri", "uris", "endpoint", "endpoints", "host", "hosts", "hostname", "server", "servers", "dsn",
        "address", "addresses", "addr", "broker", "brokers", "relay", "relayhost", "smarthost", "upstream", "baseurl",
        "connection", "connectionstring", "datasource", "node", "nodes", "registry", "mirror", "issuer", "authority",
        "base", "cluster", "site", "domain", "proxy",
    }
)  # fmt: skip
"""Last words of the name of a setting whose value may be a mere host."""
_STRONG = frozenset(
    {"endpoint", "endpoints", "dsn", "broker", "brokers", "relay", "relayhost", "smarthost", "upstream", "connection",
     "connectionstring", "datasource", "issuer", "mirror"}
)  # fmt: skip
"""Last words of settings that name a service one talks to, known or not; ``url`` alone may be one's own address."""
_SAYS_NOTHING = frozenset(
    {
        "author", "avatar", "badge", "blog", "bugs", "changelog", "comment", "copyright", "credits",
        "description", "doc", "docs", "documentation", "example", "examples", "faq", "footer", "funding",
        "help", "homepage", "icon", "id", "image", "licence", "license", "link", "links", "logo", "message",
        "namespace", "note", "privacy", "readme", "ref", "reference", "references", "repo", "repository",
        "schema", "see", "social", "source", "sources", "spec", "summary", "support", "terms", "title",
        "twitter", "website", "xmlns",
    }
)  # fmt: skip
"""Last words of settings whose addresses are for people to read."""
_MODEL_WORDS = frozenset({"model", "models", "modelid", "modelname", "llm", "engine", "deployment"})
_REGION_WORDS = frozenset({"region", "location", "zone", "datacenter", "regions", "locations"})

_VARIABLE = lazy.pattern(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)++")
_CAMEL = lazy.pattern(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = lazy.pattern(r"[^A-Za-z0-9]++")
_MODEL = lazy.pattern(r"[A-Za-z0-9][\w.:/@-]{2,119}")
_REGION = lazy.pattern(r"[A-Za-z][A-Za-z0-9]{1,30}(?:[- ][A-Za-z0-9]{1,20}){0,4}")
_BUILT_IN = (
    "NEXT_PUBLIC_",
    "VITE_",
    "REACT_APP_",
    "NUXT_PUBLIC_",
    "NUXT_",
    "PUBLIC_",
    "GATSBY_",
    "EXPO_PUBLIC_",
    "VUE_APP_",
)
"""What frameworks put before the name of a variable to let it into a browser."""
_WORDS = 8
_DEPTH = 60


class Setting(NamedTuple):
    """One setting of a file."""

    key: str
    """Its name, with those of the sections that it stands in: ``spring.ai.openai.base-url``."""
    value: str
    line: int | None


def from_setting(
    source: SourceFile,
    setting: Setting,
    *,
    variable: bool = False,
    scope: Scope = Scope.RUNTIME,
    how: How = How.CONFIGURED,
) -> Iterator[Component]:
    """Yield what one setting tells.

    Args:
        source: the file it stands in.
        setting: its name, value and line; the value as written, placeholders and all.
        variable: it is an environment variable, whose name alone may tell a service.
        scope: when what it configures is needed.
        how: CONFIGURED for files that are in use, REFERENCED for examples and mentions.
    """
    name = normal_name(setting.key)
    last, tail = _endings(name)
    region = _region(last, setting.value)
    if variable and _VARIABLE.fullmatch(setting.key):
        yield Component(
            kind=Kind.CONFIG,
            name=f"env:{_plain_variable(setting.key)}",
            scope=scope,
            region=region,
            evidence=source.seen(setting.line, how=How.REFERENCED),
        )
    if not setting.value or last in _SAYS_NOTHING:
        return
    yield from _hosts(source, setting, name, scope, how)
    if last in _MODEL_WORDS or tail in _MODEL_WORDS:
        yield from _model(source, setting, scope)


def from_settings(
    source: SourceFile,
    settings: Iterable[Setting],
    *,
    variable: bool = False,
    scope: Scope = Scope.RUNTIME,
    how: How = How.CONFIGURED,
) -> Iterator[Component]:
    """Yield what each of many settings tells; see ``from_setting``."""
    for setting in settings:
        yield from from_setting(source, setting, variable=variable, scope=scope, how=how)


def normal_name(key: str) -> str:
    """Return the name of a setting as at most eight words in capitals: ``ai.baseUrl`` → ``AI_BASE_URL``."""
    words = _SEPARATORS.sub("_", _CAMEL.sub("_", key[-400:])).strip("_").upper().split("_")
    return "_".join(words[-_WORDS:])


def flattened(value: Any, lines_of: Any = None, *, prefix: str = "") -> Iterator[Setting]:
    """Yield the texts of a document as settings, with the names of the sections above them.

    Args:
        value: what ``syntax.yaml`` or a JSON or TOML reader returned. Each object is walked once, aliases or not.
        lines_of: function from the path of keys (a tuple) to a line, for documents whose values know none.
        prefix: name of the section that the document stands for.
    """
    seen: set[int] = set()
    stack: list[tuple[str, tuple[str, ...], Any, int | None]] = [(prefix, (), value, None)]
    while stack:
        key, path, item, line = stack.pop()
        if isinstance(item, str):
            if key:
                yield Setting(key, item, line)
        elif isinstance(item, dict | list) and len(path) < _DEPTH and id(item) not in seen:
            seen.add(id(item))
            stack.extend(reversed(list(_inside(item, key, path, line, lines_of))))


def _inside(
    item: Any, key: str, path: tuple[str, ...], line: int | None, lines_of: Any
) -> Iterator[tuple[str, tuple[str, ...], Any, int | None]]:
    known = getattr(item, "lines", None)
    if isinstance(item, dict):
        for name, value in item.items():
            deeper = (*path, str(name))
            at = known.get(name, line) if known is not None else lines_of(deeper) if lines_of else line
            yield f"{key}.{name}"[-400:] if key else str(name), deeper, value, at
    else:
        for number, value in enumerate(item):
            at = known[number] if known is not None and number < len(known) else line
            yield key, (*path, str(number)), value, at


def _endings(name: str) -> tuple[str, str]:
    """Return the last word of a name, and its last two as one."""
    words = name.lower().split("_")
    return words[-1], "".join(words[-2:])


def _hosts(source: SourceFile, setting: Setting, name: str, scope: Scope, how: How) -> Iterator[Component]:
    endings = {*_endings(name)}
    found = address.addresses(setting.value)
    if not found and endings & ADDRESS_WORDS:
        found = address.bare_hosts(setting.value)
    for place in found:
        facts = [("setting", name)]
        if place.bucket:
            facts.append(("protocol", "true"))
        if not endings & _STRONG and "@" not in setting.value:
            facts.append((PERHAPS_OWN, "true"))
        yield Component(
            kind=Kind.ENDPOINT,
            name=place.host,
            scope=scope,
            direct=True,
            region=place.region,
            facts=tuple(sorted(facts)),
            evidence=source.seen(setting.line, how=how),
        )


def _model(source: SourceFile, setting: Setting, scope: Scope) -> Iterator[Component]:
    value = setting.value.strip()
    if _MODEL.fullmatch(value) and not value.isdigit():
        yield Component(
            kind=Kind.MODEL,
            name=value,
            scope=scope,
            direct=True,
            evidence=source.seen(setting.line, how=How.REFERENCED),
        )


def _region(last: str, value: str) -> str | None:
    value = value.strip()
    return value if last in _REGION_WORDS and _REGION.fullmatch(value) else None


def _plain_variable(name: str) -> str:
    for prefix in _BUILT_IN:
        if name.startswith(prefix) and "_" in name[len(prefix) :]:
            return name[len(prefix) :]
    return name

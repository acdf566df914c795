"""What source code mentions: hosts, connection strings, variables of the environment, models, endpoints, resources.

One pass over a file with one pattern for strings, remarks and the few forms outside strings. Files without a sign of
anything are told by searching for those signs alone. All of it is referenced, never certain: it counts where the
database knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _code_resources, _settings
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.cloud.settings_php import is_skeleton
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import address

_SIGNS = ("://", "env", "ENV", "Env", "model", "ndpoint", "config(", "alue(", "host", "aws")
"""One of these is in every file in which something can be found."""
_HASH = frozenset({"py", "rb", "r", "sh", "bash", "ps1", "pl", "ex", "exs"})
"""Languages whose remarks begin with a hash; in all others with two slashes, or two dashes."""
_DASH = frozenset({"lua", "sql"})

# every alternative begins with a character of its own, for which the machine then looks without trying them all
_STRING = (
    r'|"(?:""(?P<long>(?:[^"\\]|\\.|"(?!""))*+)(?:""")?+|(?P<double>(?:[^"\\\n]|\\.)*+)"?+)'
    r"|'(?:''(?P<long2>(?:[^'\\]|\\.|'(?!''))*+)(?:''')?+|(?P<single>(?:[^'\\\n]|\\.)*+)'?+)"
)
_REMARKS = {
    "//": r"/(?:(?<!:/)/[^\n]*+|\*(?:[^*]|\*(?!/))*+(?:\*/)?+)|<!--(?:[^-]|-(?!->))*+(?:-->)?+"
    r"|`(?P<template>(?:[^`\\]|\\[\s\S])*+)`?+",
    "#": r"\#(?<![$&\\{\w]\#)(?!\{)[^\n]*+",
    "--": r"-(?:-[^\n]*+)",
}
_NAMES = (
    r"|process\.env\??\.(?P<variable>[A-Z][A-Z0-9_]{2,79})\b|import\.meta\.env\.(?P<built>[A-Z][A-Z0-9_]{2,79})\b"
    r"|Bun\.env\.(?P<bun>[A-Z][A-Z0-9_]{2,79})\b|\$env:(?P<shell>[A-Z][A-Z0-9_]{2,79})\b"
)
_NAMED = ("process.env", "import.meta.env", "Bun.env", "$env:")
_MADE = {
    "//": r"|new[ ](?P<made>[A-Za-z_]\w{0,40}+(?:\.\w{1,60}+){0,5})\(",
    "#": r"|\b(?P<called>[a-z_]\w{0,40}+(?:\.\w{1,60}+){1,4})\(",
    "--": "",
}


@cache
def _pattern(remark: str, *, names: bool, made: bool) -> re.Pattern[str]:
    """Return the pattern for a language, with those forms outside strings that a file has."""
    return re.compile(_REMARKS[remark] + _STRING + (_NAMES if names else "") + (_MADE[remark] if made else ""))


_ASKING = re.compile(
    r"(?:getenv|Getenv|GetEnv|LookupEnv|GetEnvironmentVariable|environ(?:\.get|\.setdefault|\.pop)?|env|env::var|env!"
    r"|option_env!|get_env|fetch_env!?|ENV(?:\.fetch)?|env\.get|Deno\.env\.get|process\.env|config|getEnv|env\.str"
    r"|env\.bool|env\.url|[vV]alues?\.\w{1,20}|Sys\.getenv|fromEnvironment|System\.get_env)[ ]?[(\[]\s{0,40}$"
    r"|environ_name[ ]?=[ ]?$"
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)++")
_KEY = re.compile(r"([A-Za-z_][\w.-]{0,60}+)[\"']?\]?[ \t]*+(?:=>|:=|[:=(,])[ \t]*+(?:[A-Za-z]{1,3})?$")
_CLIENT = re.compile(r"\b([A-Z]\w{1,60}|client|resource)\(\s*+(?:[\"']([\w-]{2,40})[\"'])?+")
_ENDPOINT_KEYS = frozenset(
    {"endpoint_url", "base_url", "baseurl", "endpoint", "api_base", "azure_endpoint", "openai_api_base", "apibase",
     "serviceurl", "serverurl", "hostname", "host", "dsn", "basepath"}
)  # fmt: skip
_SAID = frozenset(
    {"puts", "print", "println", "printf", "log", "info", "warn", "warning", "error", "debug", "echo", "raise", "write",
     "message", "msg", "moduledoc", "doc", "shortdoc", "see", "description", "help", "href", "link", "title", "label",
     "homepage", "alt", "placeholder", "text", "external_url", "sprintf", "errorf", "exception", "write_line", "to",
     "domain", "site"}
)  # fmt: skip
"""Names of functions and settings whose texts are for people."""
_MODEL_KEYS = frozenset({"model", "model_name", "modelname", "modelid", "model_id", "deployment_name", "engine"})
_CLIENT_WORDS = re.compile(r"^(?:Async|Chat|new)+|(?:Client|Embeddings|LLM|Chat|Model|Options|Config|Configuration)+$")
_PLAIN_HOST = re.compile(r"(?i)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}(?::\d{1,5})?")
_TESTS = re.compile(
    r"(?i)(?:^|/)(?:\w{0,30}_tests?|tests?|spec|specs|__tests__|e2e|cypress|testing|testdata)/|[._-](?:\w{0,20}test|tests|spec|e2e|stories)\.\w+$"
    r"|(?:^|/)test_[^/]*$"
)
_LEFT_OUT = re.compile(
    r"(?i)(?:^|/)(?:docs?|documentation|examples?|samples?|fixtures?|vendor|third_party|third-party|dist|build|generated"
    r"|gen|seed(?:s|er|ers)?|test-utils|lang|locales?|i18n|translations?|__mocks__|mocks?|snapshots|public/assets|storybook|demo)/|\.min\.|\.bundle\."
    r"|[._]pb2?\.|\.generated\.|\.d\.ts$"
)
_LONGEST_LINE = 20_000
_BEFORE = 60
_CALL = 400
_IMPORTS = 20_000
"""Characters at the top of a file that its imports stand in."""
_MOST_CLIENTS = 500
"""Calls of one file that are looked at for whose endpoint it is: data in the shape of code has more."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the code mentions; remarks and texts about the code are left out, tests told as such.

    Of what is no text a note is made.
    """
    if _LEFT_OUT.search(source.path) or is_skeleton(source.path):
        return
    try:
        text = source.text()
    except ParseError as error:
        source.warn("unreadable", f"not looked through: {error}", level=Level.NOTE)
        return
    if not any(sign in text for sign in _SIGNS) or _is_packed(text):
        return
    scope = Scope.TEST if _TESTS.search(source.path) else Scope.RUNTIME
    yield from _Reader(source, text, scope).run()


def _is_packed(text: str) -> bool:
    """Tell whether a program has written the file: lines longer than people write them."""
    return len(text) > _LONGEST_LINE and len(text) > 1_000 * (text.count("\n") + 1)


class _Reader:
    """Goes through one file, and keeps count of its lines."""

    def __init__(self, source: SourceFile, text: str, scope: Scope) -> None:
        self._source = source
        self._text = text
        self._scope = scope
        self._line = 1
        self._position = 0
        self._bound = _code_resources.bound(text[:_IMPORTS])
        self._clients = 0

    def run(self) -> Iterator[Component]:
        extension = self._source.name.rpartition(".")[2].lower()
        remark = "#" if extension in _HASH else "--" if extension in _DASH else "//"
        names = any(sign in self._text for sign in _NAMED)
        pattern = _pattern(remark, names=names, made=bool(self._bound))
        for match in pattern.finditer(self._text):
            group = match.lastgroup
            if group is None:
                continue
            if group in ("variable", "built", "bun", "shell"):
                yield self._variable(match[group], match.start())
            elif group in ("made", "called"):
                yield from self._resource(match[group], match.start())
            else:
                yield from self._string(match, group)

    def _string(self, match: re.Match[str], group: str) -> Iterator[Component]:
        value = match[group]
        if len(value) < 2 or len(value) > address.LONGEST or (group in ("long", "long2") and self._stands_alone(match)):
            return
        start = match.start()
        if value.isupper() and value[0] != "$":
            if _VARIABLE.fullmatch(value) and _ASKING.search(self._text, max(0, start - _BEFORE), start):
                yield self._variable(value, start)
        elif value.startswith("${") and _VARIABLE.fullmatch(
            value[2:].partition(":")[0].rstrip("}")
        ):  # @Value of Spring
            yield self._variable(value[2:].partition(":")[0].rstrip("}"), start)
        elif "://" in value or "arn:aws" in value or "@tcp" in value:
            yield from self._setting(value, start)
        elif " " not in value and (
            ("." in value and _PLAIN_HOST.fullmatch(value)) or "odel" in self._text[max(0, start - 24) : start]
        ):
            key = self._key(start)
            if key and ("." in value or key.lower() in _MODEL_KEYS):
                yield from self._setting(value, start, key)

    def _stands_alone(self, match: re.Match[str]) -> bool:
        """Tell whether a long string is a statement of its own: a text about the code."""
        before = self._text[max(0, match.start() - 200) : match.start()].rpartition("\n")[2].strip(" \trRuU")
        return not before or before in ("@moduledoc", "@doc", "@typedoc", "@shortdoc")

    def _key(self, start: int) -> str:
        found = _KEY.search(self._text, max(0, start - _BEFORE), start)
        return found[1] if found else ""

    def _setting(self, value: str, start: int, key: str | None = None) -> Iterator[Component]:
        key = self._key(start) if key is None else key
        plain = key.rpartition(".")[2]
        if plain.lower() in _ENDPOINT_KEYS:
            key = f"{self._client(start)}_{plain}".strip("_")
        value = value.replace("%s", "*")
        if plain.lower() in _SAID or self._scope is Scope.TEST:  # what tests name is made up, most often
            return
        if "](http" in value:  # a link in Markdown, for people
            return
        setting = Setting(key or "code", value, self._at(start))
        for component in _settings.from_setting(
            self._source, setting, variable=True, scope=self._scope, how=How.REFERENCED
        ):
            if component.kind is not Kind.CONFIG:  # a constant of the code is not a variable of the environment
                yield component

    def _client(self, start: int) -> str:
        """Return the name of the client whose call a setting stands in: ``OPENAI``, ``S3``; empty if none is near."""
        self._clients += 1
        if self._clients > _MOST_CLIENTS:
            return ""
        before = self._text[max(0, start - _CALL) : start]
        name = ""
        depth_at = before.rfind(")")
        for match in _CLIENT.finditer(before):
            if match.start() > depth_at or before.count("(", match.start()) > before.count(")", match.start()):
                name = match[2] if match[1] in ("client", "resource") else match[1]
        return _settings.normal_name(_CLIENT_WORDS.sub("", name or ""))

    def _variable(self, name: str, start: int) -> Component:
        return _settings.variable_named(self._source, name, self._at(start), self._scope)

    def _resource(self, name: str, start: int) -> Iterator[Component]:
        type_ = _code_resources.type_of(name, self._bound) if self._bound else None
        if type_:
            line = self._at(start)
            yield Component(
                kind=Kind.RESOURCE,
                name=f"{type_}.line {line}",
                scope=self._scope,
                facts=(("type", type_),),
                evidence=self._source.seen(line, how=How.REFERENCED),
            )

    def _at(self, start: int) -> int:
        self._line += self._text.count("\n", self._position, start)
        self._position = start
        return self._line


EXTRACTOR = Extractor(
    name="source-code",
    ecosystem="settings",
    patterns=tuple(
        f"*.{extension}"
        for extension in (
            "py", "js", "ts", "jsx", "tsx", "vue", "svelte", "mjs", "cjs", "go", "rs", "java", "kt", "scala", "groovy",
            "rb", "php", "cs", "fs", "vb", "swift", "dart", "ex", "exs", "c", "cc", "cpp", "h", "lua", "pl", "r", "R",
            "sh", "bash", "ps1", "astro", "erb",
        )
    ),
    mentions=True,
    may_be_empty=True,
    parse=parse,
    description="with --source: hosts, connection strings, variables, models, endpoints, resources of Pulumi and CDK",
    spec_url="https://12factor.net/config",
)  # fmt: skip

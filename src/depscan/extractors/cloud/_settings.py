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
from depscan.extractors.cloud._models_named import model
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import address, lazy

ADDRESS_WORDS = frozenset(
    {
        "url", "urls", "uri", "uris", "endpoint", "endpoints", "host", "hosts", "hostname", "server", "servers", "dsn",
        "address", "addresses", "addr", "broker", "brokers", "relay", "relayhost", "smarthost", "upstream", "baseurl",
        "connection", "connectionstring", "datasource", "node", "nodes", "registry", "mirror", "issuer", "authority",
        "base", "cluster", "site", "domain", "proxy", "smtphost", "dbhost", "mailhost", "smtpserver", "mailserver",
        "dbserver", "baseuri", "apiurl",
    }
)  # fmt: skip
"""Last words of the name of a setting whose value may be a mere host."""
_POLICY_WORDS = frozenset({"resource", "resources"})
"""Last words of what a policy is about; that of MinIO, too, calls its buckets ``arn:aws:s3:::…``."""
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
_NO_SERVICES = frozenset(
    {
        "allowlist", "author", "authors", "badge", "badges", "breadcrumb", "callback", "canonical", "contact",
        "contributors", "cors", "csrf", "footer", "funding", "legal", "licence", "license", "link", "links",
        "maintainer", "maintainers", "manifest", "menu", "nav", "navbar", "origin", "origins", "placeholder", "privacy",
        "redirect", "redirects", "referer", "referrer", "sample", "schema", "schemas", "seo", "sidebar", "social",
        "sponsors", "trusted", "whitelist", "xmlns",
    }
)  # fmt: skip
"""Words of settings whose addresses may come in, be gone to by people, or name a form: nothing is asked there."""
_SOURCE_LISTS = ("csp", "contentsecuritypolicy", "securitypolicy", "scriptsrc", "connectsrc", "imgsrc", "fontsrc")
"""Lists of what browsers may load: likely, not certain, to be loaded."""
_TO_READ = frozenset(
    {"docs", "doc", "documentation", "help", "support", "blog", "status", "learn", "academy", "community", "forum",
     "guides", "documenter", "developer", "developers", "schemas", "schema", "wiki"}
)  # fmt: skip
"""First labels of hosts whose pages are for people to read."""
_PAGES = frozenset(
    {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "twitter.com", "x.com", "facebook.com", "t.me",
     "www.npmjs.com", "npmjs.com", "hub.docker.com", "www.youtube.com", "youtube.com", "discord.com", "discord.gg",
     "linkedin.com", "www.linkedin.com", "stackoverflow.com", "marketplace.visualstudio.com", "huggingface.co",
     "json.schemastore.org", "www.notion.so", "notion.so", "docs.google.com", "gitlab.freedesktop.org"}
)  # fmt: skip
"""Hosts that are pointed people at, rather than asked, except by a name that says otherwise."""
_MACHINE_PATHS = ("/login/oauth", "/oauth/", "/api/", ".git", "/api.", "/webhooks/", "/.well-known")
_CREDENTIALS = frozenset({"key", "token", "secret", "dsn", "sid", "apikey"})
_ANY_CREDENTIAL = frozenset(
    {
        "API",
        "SECRET",
        "ACCESS",
        "PRIVATE",
        "AUTH",
        "CLIENT",
        "PUBLIC",
        "APP",
        "KEY",
        "TOKEN",
        "PARAMS",
        "DEFAULT",
        "ENV",
    }
)
"""Words that say of no service whose credential it is."""
_OF_NODES = frozenset({"TOLERATIONS", "AFFINITY", "TAINTS"})
"""Words before a key which is that of a label."""
_CLOUDS = (["AZURE"], ["AWS"], ["GOOGLE"], ["VERTEX"], ["BEDROCK"])
"""Names before that of a service which say that it is another's."""
_SPELLED = {
    "OPEN_AI": "OPENAI", "SEND_GRID": "SENDGRID", "RABBIT_MQ": "RABBITMQ", "POST_HOG": "POSTHOG", "PAY_PAL": "PAYPAL",
    "HUB_SPOT": "HUBSPOT", "MAIL_GUN": "MAILGUN", "DEEP_SEEK": "DEEPSEEK", "DEEP_L": "DEEPL", "GIT_HUB": "GITHUB",
    "GIT_LAB": "GITLAB", "MAIL_CHIMP": "MAILCHIMP", "MAIL_JET": "MAILJET", "CLOUD_FLARE": "CLOUDFLARE",
    "DATA_DOG": "DATADOG", "MONGO_DB": "MONGODB", "DYNAMO_DB": "DYNAMODB", "POSTGRE_SQL": "POSTGRESQL",
}  # fmt: skip
"""Names of services that have capitals inside."""
_MODEL_WORDS = frozenset({"model", "models", "modelid", "modelname", "llm", "engine", "deployment"})
_REGION_WORDS = frozenset({"region", "location", "zone", "datacenter", "regions", "locations"})

_VARIABLE = lazy.pattern(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)++")
_CAMEL = lazy.pattern(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = lazy.pattern(r"[^A-Za-z0-9]++")
_REGION = lazy.pattern(r"[A-Za-z][A-Za-z0-9]{1,30}(?:[- ][A-Za-z0-9]{1,20}){0,4}")
_ASKED = lazy.pattern(
    r"\$\{([A-Z][A-Z0-9_]{2,79})(?:[:?+-][^}]*+)?+\}|%env\((?:[a-z0-9_]{1,30}:){0,4}([A-Z][A-Z0-9_]{2,79})\)%"
    r"|\{env[.:]([A-Z][A-Z0-9_]{2,79})\}|\{\$([A-Z][A-Z0-9_]{2,79})(?::[^}]*+)?+\}|\bos\.environ/([A-Z][A-Z0-9_]{2,79})"
    r"|!ENV ([A-Z][A-Z0-9_]{2,79})|\$__env\{([A-Z][A-Z0-9_]{2,79})\}|\$\(([A-Z][A-Z0-9_]{2,79})\)"
    r"|(?:ENV(?:\.fetch)?[\[(]|\benv\(|getenv\()[ ]?[\"']([A-Z][A-Z0-9_]{2,79})[\"']"
)
"""Variables of the environment, as files of Spring, Symfony, Caddy, LiteLLM, Grafana, Rails, Laravel ask for them."""
_DEFAULT = lazy.pattern(r"\$\{[\w.-]{1,100}:-?([^${}]{1,400})\}")
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
_SIGNS = ("${", "%env(", "{env", "{$", "environ/", "!ENV", "ENV[", "ENV.", "env(", "$__env", "$(")
_ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - where a server listens, nothing that is asked
_MADE_UP = ("your-", "your_", "/your", "<your", "xxxx", "changeme", "change-me", "accountname.", "myaccount.")
_FOR_EXAMPLES = ("example.com", "example.org", "example.net", "domain.com", "domain.tld", "yourdomain.com", "acme.com")
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
    models: bool = True,
    scope: Scope = Scope.RUNTIME,
    how: How = How.CONFIGURED,
) -> Iterator[Component]:
    """Yield what one setting tells.

    Args:
        source: the file it stands in.
        setting: its name, value and line; the value as written, placeholders and all.
        variable: it is an environment variable, not one of the settings that a program reads from a file, whose
            values may ask for variables themselves.
        models: tell models by their names, for files that do not say beside it who serves one.
        scope: when what it configures is needed.
        how: CONFIGURED for files that are in use, REFERENCED for examples and mentions.
    """
    name = normal_name(setting.key)
    last, tail = _endings(name)
    region = _region(last, setting.value)
    own_name = setting.key.rpartition(".")[2]
    if _VARIABLE.fullmatch(own_name):
        yield variable_named(source, own_name, setting.line, scope, region)
    if not setting.value:
        return
    if not variable and any(sign in setting.value for sign in _SIGNS):
        for match in _ASKED.finditer(setting.value[: address.LONGEST]):
            asked = next(filter(None, match.groups()))
            yield variable_named(source, asked, setting.line, scope)
        setting = setting._replace(value=_DEFAULT.sub(r"\1", setting.value[: address.LONGEST]))
    if last in _CREDENTIALS and not variable and not _VARIABLE.fullmatch(own_name):
        yield from _credential(source, name, setting, scope)
    if last in _SAYS_NOTHING:
        return
    yield from _hosts(source, setting, name, scope, how)
    if models and (last in _MODEL_WORDS or tail in _MODEL_WORDS):
        yield from model(source, setting.value, setting.line, scope=scope)


def variable_named(
    source: SourceFile, name: str, line: int | None, scope: Scope, region: str | None = None
) -> Component:
    """Return a variable of the environment as mentioned: it counts where the database knows its name."""
    return Component(
        kind=Kind.CONFIG,
        name=f"env:{_plain_variable(name)}",
        scope=scope,
        region=region,
        evidence=source.seen(line, how=How.REFERENCED),
    )


def _credential(source: SourceFile, name: str, setting: Setting, scope: Scope) -> Iterator[Component]:
    """Yield the variables that a credential of this name would have in the environment: ``stripe.secret-key``."""
    words = name.split("_")
    if not _OF_NODES.isdisjoint(words):
        return
    if _VARIABLE.fullmatch(setting.value) and "ENV" in words:  # env_key = "MISTRAL_API_KEY"
        yield variable_named(source, setting.value, setting.line, scope)
        return
    for count in (2, 3, 4):
        inside = words[-count - 1 : -count]  # azure.openai.api-key is not OpenAI's
        if len(words) >= count and words[-count] not in _ANY_CREDENTIAL and inside not in _CLOUDS:
            yield variable_named(source, "_".join(words[-count:]), setting.line, scope)


def variables(source: SourceFile, text: str, *, scope: Scope = Scope.RUNTIME) -> Iterator[Component]:
    """Yield the variables of the environment that the directives of a template ask for, line by line."""
    for number, line in enumerate(text.split("\n"), 1):
        if any(sign in line for sign in _SIGNS) and not line.lstrip().startswith("#"):
            for match in _ASKED.finditer(line[: address.LONGEST]):
                yield variable_named(source, next(filter(None, match.groups())), number, scope)


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
    name = _SEPARATORS.sub("_", _CAMEL.sub("_", key[-400:])).strip("_").upper()
    for spelled, usual in _SPELLED.items():
        if spelled in name:
            name = f"_{name}_".replace(f"_{spelled}_", f"_{usual}_").strip("_")
    return "_".join(name.split("_")[-_WORDS:])


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
    if not _NO_SERVICES.isdisjoint(name.lower().split("_")):
        return
    strings = "CONNECTION_STRING" in name
    strong = strings or bool(endings & _STRONG)
    listed = any(word in name.lower().replace("_", "") for word in _SOURCE_LISTS)
    found = address.addresses(setting.value)
    if listed:
        found, how = [*found, *_listed(setting.value)], How.REFERENCED
    elif not found and (strings or endings & ADDRESS_WORDS):
        found = address.bare_hosts(setting.value)
    if any(word in setting.value for word in _MADE_UP):
        return
    for place in found:
        if place.host.endswith(_FOR_EXAMPLES):
            continue
        if place.bucket and endings & _POLICY_WORDS:
            continue
        if place.host == _ANY_ADDRESS or (not strong and _is_to_read(place.host, setting.value)):
            continue
        facts = [("setting", name)]
        if place.bucket:
            facts.append(("protocol", "true"))
        if scope in (Scope.DEVELOPMENT, Scope.TEST) or (not strong and "@" not in setting.value):
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


def _listed(value: str) -> list[address.Address]:
    """Return the hosts in a list of sources, which need no scheme: ``script-src 'self' *.company.example``."""
    words = value[: address.LONGEST].replace(";", " ").replace(",", " ").split()
    return [place for word in words if "." in word for place in address.bare_hosts(word.removeprefix("*."))]


def _is_to_read(host: str, value: str) -> bool:
    """Tell whether a host is one whose pages people are sent to."""
    if host.partition(".")[0] in _TO_READ and host.count(".") > 1:
        return True
    if host == "www.googleapis.com" and "/auth/" in value:  # the name of a permission
        return True
    return host in _PAGES and not any(path in value for path in _MACHINE_PATHS)


def _region(last: str, value: str) -> str | None:
    value = value.strip()
    return value if last in _REGION_WORDS and _REGION.fullmatch(value) else None


def _plain_variable(name: str) -> str:
    for prefix in _BUILT_IN:
        if name.startswith(prefix) and "_" in name[len(prefix) :]:
            return name[len(prefix) :]
    return name

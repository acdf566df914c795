"""Web servers and load balancers (nginx, Apache, Caddy, HAProxy): what they pass requests to, and whom they trust."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component
from depscan.syntax import lazy

_PASSES = frozenset(
    {"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "redis_pass", "mirror",
     "proxypass", "proxypassmatch", "balancermember", "reverse_proxy", "forward_auth", "php_fastcgi", "server",
     "nameserver", "resolver", "acme_ca", "oidcprovidermetadataurl", "ssl_ocsp_responder", "auth_jwt_key_request",
     "mdcertificateauthority", "fastcgipass", "errorlog", "access_log", "error_log", "log", "output", "ask",
     "rewriterule", "casloginurl", "casvalidateurl"}
)  # fmt: skip
"""Directives that name a host which requests, logs or questions go to."""
_POLICY = "content-security-policy"
_CERTIFICATES = "/etc/letsencrypt/live/"
_SNIFF = re.compile(
    rb"(?mi)^[ \t]*+(?:server|upstream|location|http|stream)\b[^\n=]*+\{|^[ \t]*+proxy_pass[ \t]|^[ \t]*+<VirtualHost\b"
    rb"|^[ \t]*+(?:ProxyPass|ServerName|RewriteEngine|LoadModule)[ \t]|^(?:frontend|backend|listen|defaults)\b"
    rb"|^[ \t]*+reverse_proxy[ \t]"
)
_WORD = lazy.pattern(r"\"([^\"\n]{0,4000})\"|'([^'\n]{0,4000})'|([^\s\"';{}]++)")
_LONGEST = 8_000


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts that requests are passed to; what browsers may load is likely to be loaded; redirections are not.

    Raises:
        ParseError: not text.
    """
    scope, how = circumstances(source.path)
    for number, line in enumerate(source.lines(), 1):
        words = _words(line)
        if words:
            for setting in _settings_of(words, line, number):
                yield from _settings.from_setting(source, setting, scope=scope, how=how)


def _words(line: str) -> list[str]:
    """Return the words of a directive; none of a remark."""
    if len(line) > _LONGEST or line.lstrip()[:1] in ("", "#", "}"):
        return []
    words: list[str] = []
    for match in _WORD.finditer(line):
        word = match[1] or match[2] or match[3] or ""
        if match[3] and word.startswith("#"):
            break
        words.append(word)
    return words


def _settings_of(words: list[str], line: str, number: int) -> Iterator[Setting]:
    directive, rest = words[0].lower().lstrip("@"), words[1:]
    at = next((at for at, word in enumerate(rest) if word.lower().startswith(_POLICY)), None)
    if at is not None or directive.startswith(_POLICY):
        yield Setting("csp", " ".join(rest if at is None else rest[at + 1 :]), number)
    elif directive in _PASSES and (directive != "rewriterule" or _passes_on(rest)):
        for word in rest:
            if "." in word or ":" in word or "$" in word:
                yield Setting(f"{directive}.upstream", word.removeprefix("syslog:server="), number)
    elif any(_CERTIFICATES in word for word in rest):
        yield Setting("acme.issuer", "https://acme-v02.api.letsencrypt.org/directory", number)
    elif "{env." in line or "{$" in line:  # Caddy
        yield Setting(directive, line.strip(), number)


def _passes_on(words: list[str]) -> bool:
    """Tell whether a rule of Apache hands requests on (``[P]``) rather than sending people away."""
    return bool(words) and "P" in words[-1].strip("[]").split(",")


EXTRACTOR = Extractor(
    name="server-config",
    ecosystem="settings",
    patterns=("Caddyfile", "haproxy*.cfg", "nginx*.conf", "httpd.conf", "apache2.conf"),
    sniffed_patterns=("*.conf", "*.conf.*", "*.nginx", "*.vhost", "Caddyfile.*", "*.caddy", ".htaccess", "*.cfg"),
    sniff=lambda head: b"\0" not in head and bool(_SNIFF.search(head)),
    last=True,
    parse=parse,
    description="nginx, Apache, Caddy, HAProxy: upstreams, log receivers, certificate authorities, content policies",
    spec_url="https://nginx.org/en/docs/dirindex.html",
    may_be_empty=True,
)  # fmt: skip

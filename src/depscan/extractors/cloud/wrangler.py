"""Cloudflare's wrangler.toml, wrangler.json and wrangler.jsonc: what a worker is bound to, in each environment."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._platform import (
    at,
    descriptor,
    entries,
    literal,
    maps,
    read,
    resource,
    scope_of,
    scripts,
    variables,
)
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map, Seq

_BINDINGS = {
    "kv_namespaces": "cloudflare_workers_kv_namespace",
    "kv-namespaces": "cloudflare_workers_kv_namespace",
    "r2_buckets": "cloudflare_r2_bucket",
    "d1_databases": "cloudflare_d1_database",
    "queues.producers": "cloudflare_queue",
    "queues.consumers": "cloudflare_queue",
    "durable_objects.bindings": "cloudflare_workers_durable_object",
    "ai": "cloudflare_ai_binding",
    "ai_search": "cloudflare_ai_search",
    "ai_search_namespaces": "cloudflare_ai_search",
    "vectorize": "cloudflare_vectorize_index",
    "hyperdrive": "cloudflare_hyperdrive_config",
    "analytics_engine_datasets": "cloudflare_workers_analytics_engine",
    "services": "cloudflare_workers_service",
    "send_email": "cloudflare_email_routing_rule",
    "browser": "cloudflare_workers_browser",
    "images": "cloudflare_image",
    "media": "cloudflare_stream",
    "stream": "cloudflare_stream",
    "mtls_certificates": "cloudflare_mtls_certificate",
    "dispatch_namespaces": "cloudflare_workers_for_platforms_dispatch_namespace",
    "workflows": "cloudflare_workflow",
    "pipelines": "cloudflare_pipeline",
    "secrets_store_secrets": "cloudflare_secrets_store_secret",
    "vpc_services": "cloudflare_workers_vpc_service",
    "vpc_networks": "cloudflare_workers_vpc_service",
    "worker_loaders": "cloudflare_workers_loader",
    "ratelimits": "cloudflare_workers_rate_limit",
    "tail_consumers": "cloudflare_workers_service",
    "logfwdr.bindings": "cloudflare_logpush_job",
}
"""Sections → type of what is bound; of one entry, or of a list of them."""
_NAMES = (
    "bucket_name", "database_name", "queue", "binding", "name", "index_name", "dataset", "service", "class_name",
    "namespace", "pipeline", "certificate_id", "secret_name",
)  # fmt: skip
_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_FILE = "wrangler.toml"


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Cloudflare Workers, and everything that the worker is bound to in any environment.

    Raises:
        ParseError: not TOML or JSON, or not an object.
    """
    document = read(source)
    scope = scope_of(source)
    yield descriptor(source, _FILE, line=document.lines.get("name", 1))
    yield from _environment(source, document, scope)
    for name, part, _ in entries(document.get("env")):
        told = _SCOPES.get(environment_of(f"{name}/x") or "", scope)
        if isinstance(part, Map):
            yield from _environment(source, part, told)


def _environment(source: SourceFile, part: Map, scope: Scope) -> Iterator[Component]:
    for path, type_ in _BINDINGS.items():
        section, _, inner = path.partition(".")
        value = part.get(section)
        value = at(value, inner) if inner else value
        line = part.lines.get(section, part.line)
        for binding in maps(value):
            at_line = binding.line if isinstance(value, Seq) else line
            yield _bound(source, type_, section, binding, at_line, scope)
    if isinstance(part.get("site"), Map):  # Workers Sites keep the files of a site in a namespace of their own
        yield resource(source, "cloudflare_workers_kv_namespace", "site", part.lines["site"], scope=scope)
    if "pages_build_output_dir" in part:
        name = literal(part.get("name")) or "pages"
        yield resource(source, "cloudflare_pages_project", name, part.lines["pages_build_output_dir"], scope=scope)
    yield from _routes(source, part, scope)
    for container in maps(part.get("containers")):
        image = literal(container.get("image"))
        name = literal(container.get("class_name")) or "container"
        yield resource(source, "cloudflare_workers_container", name, container.line, scope=scope)
        if image and not image.startswith((".", "/")) and "ockerfile" not in image:
            yield from images(source, image, line=container.lines["image"], scope=scope)
    yield from variables(source, part.get("vars"), scope=scope)
    build = part.get("build")
    if isinstance(build, Map):
        yield from scripts(source, build.get("command"), build.lines.get("command"))


def _bound(source: SourceFile, type_: str, section: str, binding: Map, line: int, scope: Scope) -> Component:
    name = next((told for key in _NAMES if (told := literal(binding.get(key)))), section)
    jurisdiction = literal(binding.get("jurisdiction"))
    facts = (("jurisdiction", jurisdiction),) if jurisdiction else ()
    return resource(source, type_, name, line, facts=facts, scope=scope)


def _routes(source: SourceFile, part: Map, scope: Scope) -> Iterator[Component]:
    """Yield the zones whose requests the worker answers: their names are served by Cloudflare."""
    zones: dict[str, int] = {}
    for key in ("route", "routes"):
        value = part.get(key)
        for route in value if isinstance(value, Seq) else [value]:
            text = literal(route.get("pattern") if isinstance(route, Map) else route)
            name = text.removeprefix("https://").removeprefix("http://").partition("/")[0] if text else ""
            if "." in name:
                line = route.line if isinstance(route, Map) else part.lines[key]
                zones.setdefault(name, line)
    for name, line in zones.items():
        yield resource(source, "cloudflare_workers_route", name, line, scope=scope)


EXTRACTOR = Extractor(
    name="wrangler",
    ecosystem="paas",
    patterns=(_FILE, "wrangler.json", "wrangler.jsonc", "wrangler.*.toml", "wrangler.*.json", "wrangler.*.jsonc"),
    parse=parse,
    description="Cloudflare Workers and all that a worker is bound to in each environment: KV, R2, D1, Queues, AI …",
    spec_url="https://developers.cloudflare.com/workers/wrangler/configuration/",
)

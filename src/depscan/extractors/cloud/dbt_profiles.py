"""dbt's profiles.yml: the warehouses that models are built in, by adapter, host and account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.environments import environment_of
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._platform import entries, first, literal, read, resource
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.model import Component, Scope
from depscan.syntax.yaml import Map

_ADAPTERS = {
    "bigquery": "google_bigquery_dataset", "athena": "aws_athena_workgroup", "glue": "aws_glue_job",
    "snowflake": "snowflake_database", "databricks": "databricks_sql_endpoint", "redshift": "aws_redshift_cluster",
    "fabric": "fabric_warehouse", "synapse": "azurerm_synapse_sql_pool", "motherduck": "host:api.motherduck.com",
}  # fmt: skip
"""Adapters whose name tells the service; the others' hosts do."""
_HOSTS = ("host", "server", "endpoint", "url")
_REGIONS = ("location", "region_name", "region")
_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_ACCOUNT = re.compile(r"[A-Za-z0-9_-]+(?:\.([a-z]{2}-[a-z]+-\d|[a-z0-9-]+))?(?:\.(?:aws|azure|gcp))?")
_SNIFF = re.compile(rb"(?m)^[ \t]++outputs[ \t]*+:")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the warehouse of each output, with its region and host where they stand.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = read(source)
    for _, profile, _ in entries(document):
        outputs = profile.get("outputs") if isinstance(profile, Map) else None
        for name, output, _ in entries(outputs):
            if isinstance(output, Map):
                yield from _output(source, name, output)


def _output(source: SourceFile, name: str, output: Map) -> Iterator[Component]:
    adapter = (literal(output.get("type")) or "").lower()
    scope = _SCOPES.get(environment_of(f"{name}/x") or "", Scope.RUNTIME)
    path = literal(output.get("path")) or ""
    if adapter == "duckdb" and path.startswith("md:"):
        adapter = "motherduck"
    type_ = _ADAPTERS.get(adapter)
    line = output.lines.get("type", output.line)
    region = first(*(literal(output.get(key)) for key in _REGIONS))
    if adapter == "snowflake" and (account := _ACCOUNT.fullmatch(literal(output.get("account")) or "")):
        region = region or account[1]
    host = next((found for key in _HOSTS if (found := literal(output.get(key)))), None)
    if type_:  # Databricks is of whoever runs the workspace
        yield resource(source, type_, name, line, region=region, endpoint=host, scope=scope)
    for key in _HOSTS if not type_ else ():
        if isinstance(output.get(key), str):
            yield from from_setting(source, Setting("host", output[key], output.lines[key]), scope=scope)


EXTRACTOR = Extractor(
    name="dbt-profiles",
    ecosystem="paas",
    patterns=(),
    sniffed_patterns=("profiles.yml", "profiles.yaml", "*profiles.yml"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="warehouses that dbt builds models in, by adapter, region and host",
    spec_url="https://docs.getdbt.com/docs/core/connect-data-platform/profiles.yml",
)

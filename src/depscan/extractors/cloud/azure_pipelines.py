"""Azure Pipelines: containers, repositories used, tasks that reach clouds, variables, what scripts reach."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _git
from depscan.model import Component, Facts, How, Level, Scope
from depscan.syntax import yaml

_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_INLINE = ("inlineScript", "script", "Inline", "targetScript")
_TASKS = {
    "azurecli": "management.azure.com", "azurepowershell": "management.azure.com",
    "azureresourcemanagertemplatedeployment": "management.azure.com",
    "azureresourcegroupdeployment": "management.azure.com",
    "azurewebapp": "*.azurewebsites.net", "azurermwebappdeployment": "*.azurewebsites.net",
    "azureappservice": "*.azurewebsites.net", "azurefunctionapp": "*.azurewebsites.net",
    "azurekeyvault": "*.vault.azure.net", "azurefilecopy": "*.blob.core.windows.net",
    "azurestaticwebapp": "*.azurestaticapps.net", "azurecontainerapps": "*.azurecontainerapps.io",
    "azureappconfiguration": "*.azconfig.io", "sqlazuredacpacdeployment": "*.database.windows.net",
    "azureiotedge": "management.azure.com", "azurevmss": "management.azure.com", "azurepolicy": "management.azure.com",
    "azuremysqldeployment": "*.mysql.database.azure.com", "azureloadtest": "management.azure.com",
    "azuremonitor": "management.azure.com", "azurespringcloud": "management.azure.com",
    "awscli": "sts.*.amazonaws.com", "awsshellscript": "sts.*.amazonaws.com", "s3upload": "s3.amazonaws.com",
    "s3download": "s3.amazonaws.com", "ecrpushimage": "api.ecr.*.amazonaws.com",
    "cloudformationcreateorupdatestack": "cloudformation.*.amazonaws.com",
    "lambdadeployfunction": "lambda.*.amazonaws.com",
    "beanstalkdeployapplication": "elasticbeanstalk.*.amazonaws.com", "sonarcloudprepare": "sonarcloud.io",
    "sonarcloudanalyze": "sonarcloud.io", "sonarcloudpublish": "sonarcloud.io", "snyksecurityscan": "api.snyk.io",
}  # fmt: skip
"""Beginnings of the names of tasks, lowered → the host that they talk to."""
_FORGES = {"github": "github.com", "bitbucket": "bitbucket.org"}
_DEEPEST = 30
_SNIFF = _ci.sniffed(
    rb"^(?:trigger|pr|pool|stages|jobs|steps|resources|parameters|extends|variables|schedules|name)[ \t]*+:",
    rb"^[ \t]*+-[ \t]++(?:task[ \t]*+:[ \t]*+[\w.-]++@\d|(?:script|bash|pwsh|powershell|template|checkout)[ \t]*+:)"
    rb"|\bvmImage[ \t]*+:|^[ \t]*+template[ \t]*+:[ \t]*+[^\s#]{1,200}?\.ya?ml\b",
)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Azure DevOps, containers, repositories, hosts that tasks and scripts reach, names of variables.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map):
        raise ParseError("not a pipeline of Azure DevOps: not a mapping")
    yield _ci.service(source, "file:azure-pipelines.yml", document.line, facts=_runners(document))
    yield from _read(source, document, 0)


def _runners(document: yaml.Map) -> Facts:
    names = []
    for key, item in _ci.maps(document):
        if key == "pool":
            names += [item[name] for name in ("vmImage", "name") if isinstance(item.get(name), str)]
        if isinstance(item.get("pool"), str):
            names.append(item["pool"])
    return _ci.runner_facts(name for name in names if "$" not in name)


def _read(source: SourceFile, document: yaml.Map, depth: int) -> Iterator[Component]:
    for key, item in _ci.maps(document):
        if "variables" in item:
            yield from _ci.variables(source, item["variables"])
        if "env" in item:
            yield from _ci.variables(source, item["env"])
        if key == "repositories" and isinstance(item.get("repository"), str):
            yield from _repository(source, item)
        if isinstance(item.get("task"), str):
            yield from _task(source, item)
        elif isinstance(item.get("template"), str):
            yield from _template(source, item, depth)
        else:
            for name in _SCRIPTS:
                if isinstance(item.get(name), str):
                    yield from _ci.script(source, item[name], item.lines[name])
        yield from _containers(source, key, item)


def _containers(source: SourceFile, key: str, item: yaml.Map) -> Iterator[Component]:
    """Yield the image of a job, of a container in ``resources``."""
    of_resources = key == "containers" and isinstance(item.get("container"), str)
    if of_resources or key == "container":
        value, line = item.get("image"), item.lines.get("image")
    elif isinstance(item.get("container"), str) and _names_an_image(item["container"]):
        value, line = item["container"], item.lines["container"]
    else:
        return
    if isinstance(value, str) and value:
        yield from images(source, value, line=line, scope=Scope.BUILD)


def _names_an_image(text: str) -> bool:
    """A job's container is an image, or the name of one in ``resources``, which holds no colon or slash."""
    return ":" in text or "/" in text


def _repository(source: SourceFile, item: yaml.Map) -> Iterator[Component]:
    forge, name = item.get("type"), item.get("name")
    if isinstance(forge, str) and isinstance(name, str) and forge.lower() in _FORGES:
        ref = item.get("ref")
        place = _git.at_repository(f"https://{_FORGES[forge.lower()]}/{name}")
        if place:
            yield _git.component(
                source,
                place.at(ref if isinstance(ref, str) else None),
                line=item.lines.get("name"),
                how=How.CONFIGURED,
                scope=Scope.BUILD,
            )


def _task(source: SourceFile, item: yaml.Map) -> Iterator[Component]:
    name = item["task"].partition("@")[0].rpartition(".")[2].lower()
    host = next((_TASKS[start] for start in _TASKS if name.startswith(start)), None)
    if host:
        yield _ci.endpoint(source, host, item.lines["task"])
    inputs = item.get("inputs")
    if not isinstance(inputs, yaml.Map):
        return
    for key, value in inputs.items():
        if not isinstance(value, str):
            continue
        if key in _INLINE:
            yield from _ci.script(source, value, inputs.lines.get(key))
        elif "\n" not in value.strip():
            yield from _ci.setting(source, key, value, inputs.lines.get(key), variable=False)


def _template(source: SourceFile, item: yaml.Map, depth: int) -> Iterator[Component]:
    """Follow a template of this tree, unless its own name has it read anyway; of other repositories none is there."""
    path, _, repository = item["template"].partition("@")
    line = item.lines["template"]
    if repository not in ("", "self"):
        message = "a template of another repository is not there to be read"
        source.warn("not-followed", message, line=line, level=Level.NOTE)
        return
    up = "../" * (source.folder.count("/") + 1) if path.startswith("/") and source.folder else ""
    file = source.sibling(up + path.lstrip("/")) if "$" not in path else None
    if file is None:
        source.warn("not-followed", "a template that is not found", line=line, level=Level.NOTE)
        return
    key = ("azure-pipelines", file.path)
    if key in source.memo or depth >= _DEEPEST or file.name.startswith("azure-pipelines"):
        return
    source.memo[key] = True
    try:
        document = yaml.read(file.text())
    except ParseError as error:
        file.warn("unreadable-include", str(error), line=error.line)
        return
    if isinstance(document, yaml.Map):
        yield from _read(file, document, depth + 1)


def _sniff(head: bytes) -> bool:
    return all(expression.search(head) for expression in _SNIFF)


EXTRACTOR = Extractor(
    name="azure-pipelines",
    ecosystem="ci",
    patterns=("azure-pipelines.yml", "azure-pipelines.yaml"),
    sniffed_patterns=(
        "azure-pipelines*.yml", "azure-pipelines*.yaml", "*azure-pipelines.yml", "*azure-pipelines.yaml",
        ".azure-pipelines/*.yml", ".azure-pipelines/*.yaml", ".azuredevops/*.yml", ".azuredevops/*.yaml",
        ".azuredevops/pipelines/*.yml", ".pipelines/*.yml", ".pipelines/*.yaml", ".ado/*.yml", "*.pipeline.yml",
        "*-pipeline.yml",
    ),
    sniff=_sniff,
    parse=parse,
    description="containers, repositories, templates of the tree, tasks that reach clouds, pools, variables, scripts",
    spec_url="https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/",
)  # fmt: skip

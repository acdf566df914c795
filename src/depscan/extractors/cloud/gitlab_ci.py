"""GitLab CI: images, services, what is included from elsewhere, variables, secrets, and what scripts reach.

Which instance runs it, GitLab.com or one's own, no file tells; tags of GitLab.com's own runners do.
"""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._shell_variables import substitute
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host
from depscan.model import Component, Facts, How, Level, Scope
from depscan.syntax import yaml

_NAME = ".gitlab-ci.yml"
_GLOBAL = frozenset(
    {"default", "include", "stages", "variables", "workflow", "image", "services", "before_script", "after_script",
     "cache", "spec", "types"}
)  # fmt: skip
_SCRIPTS = ("before_script", "script", "after_script")
_VAULTS = {
    "vault": "vault_secrets",
    "azure_key_vault": "*.vault.azure.net",
    "gcp_secret_manager": "secretmanager.googleapis.com",
    "aws_secrets_manager": "secretsmanager.*.amazonaws.com",
}
"""Where secrets of a job are kept → what stands for it."""
_OF_GITLAB_COM = ("saas-linux-", "saas-macos-", "saas-windows-", "gitlab-org")
_MOST_INCLUDES = 100
_DEEPEST = 40


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield GitLab, images, services, components and projects included, hosts and names of variables.

    Raises:
        ParseError: not YAML, or no configuration of GitLab CI.
    """
    documents = [document for document in yaml.read_documents(source.text()) if document is not None]
    maps = [document for document in documents if isinstance(document, yaml.Map)]
    if documents and not maps:
        raise ParseError("not a configuration of GitLab CI: not a mapping")
    reader = _Reader(source)
    main = next((document for document in reversed(maps) if "spec" not in document), yaml.Map(1))
    yield _ci.service(source, f"file:{_NAME}", main.line, facts=reader.facts(main))
    for document in maps:
        yield from reader.configuration(document)


class _Reader:
    def __init__(self, source: SourceFile, top: SourceFile | None = None) -> None:
        self._source = source
        self._top = top or source
        """The file whose place tells where paths of includes begin."""
        self._values: dict[str, str] = {}
        self._depth = 0
        """How many includes led here."""
        self._walked: set[int] = set()

    def facts(self, document: yaml.Map) -> Facts:
        """Return which runners are asked for, and which of GitLab's own templates are included."""
        tags = {tag for job in (document, *document.values()) for tag in _tags(job)}
        templates = {
            entry["template"]
            for entry in _entries(document.get("include"))
            if isinstance(entry, yaml.Map) and isinstance(entry.get("template"), str)
        }
        told = (("runner", tags), ("templates", templates))
        return tuple((key, ", ".join(sorted(found)[: _ci.MANY])) for key, found in told if found)

    def configuration(self, document: yaml.Map) -> Iterator[Component]:
        """Yield what one document tells."""
        given = document.get("variables")
        if isinstance(given, yaml.Map):
            self._values |= {key: value for key, value in given.items() if isinstance(value, str)}
        yield from self._includes(document.get("include"), document.lines.get("include"))
        yield from self._job(document)
        for name, job in document.items():
            if isinstance(job, yaml.Map) and (name == "default" or name not in _GLOBAL):
                yield from self._job(job)

    def _is_new(self, value: object) -> bool:
        new = id(value) not in self._walked
        self._walked.add(id(value))
        return new

    def _job(self, job: yaml.Map) -> Iterator[Component]:
        if not self._is_new(job):
            return
        given = job.get("variables")
        if isinstance(given, yaml.Map) and self._is_new(given):
            yield from _ci.variables(self._source, given)
        values = self._values
        if isinstance(given, yaml.Map):
            values = values | {key: value for key, value in given.items() if isinstance(value, str)}
        yield from self._images(job, values)
        for key in _SCRIPTS:
            if isinstance(job.get(key), str) or (isinstance(job.get(key), yaml.Seq) and self._is_new(job[key])):
                yield from _ci.script(self._source, job[key], job.lines[key])
        yield from self._places(job)
        for tag in _tags(job):
            if tag.startswith(_OF_GITLAB_COM):
                yield _ci.endpoint(self._source, "gitlab.com", job.lines["tags"], how=How.REFERENCED)
        trigger = job.get("trigger")
        if isinstance(trigger, yaml.Map):
            yield from self._includes(trigger.get("include"), trigger.lines.get("include"))

    def _images(self, job: yaml.Map, values: dict[str, str]) -> Iterator[Component]:
        text, line = _ci.image_name(job.get("image"), job.lines.get("image"), "name")
        if text:
            yield from images(self._source, substitute(text, values), line=line, scope=Scope.BUILD)
        services = job.get("services")
        if isinstance(services, yaml.Seq) and self._is_new(services):
            for service, at in zip(services, services.lines, strict=True):
                text, line = _ci.image_name(service, at, "name")
                if text:
                    yield from images(self._source, substitute(text, values), line=line, scope=Scope.TEST)

    def _places(self, job: yaml.Map) -> Iterator[Component]:
        """Yield where a job deploys to, where its secrets are kept, and whom its tokens are for."""
        place = job.get("environment")
        if isinstance(place, yaml.Map) and isinstance(place.get("url"), str):
            yield from _ci.setting(self._source, "environment.url", place["url"], place.lines["url"], variable=False)
        secrets = job.get("secrets")
        if isinstance(secrets, yaml.Map) and self._is_new(secrets):
            yield from self._secrets(secrets)
        tokens = job.get("id_tokens")
        for token in tokens.values() if isinstance(tokens, yaml.Map) and self._is_new(tokens) else ():
            audience = token.get("aud") if isinstance(token, yaml.Map) else None
            for text in audience if isinstance(audience, yaml.Seq) else [audience]:
                if isinstance(text, str):
                    yield from _ci.setting(self._source, "id_tokens.aud", text, token.lines["aud"], variable=False)

    def _secrets(self, secrets: yaml.Map) -> Iterator[Component]:
        for name, secret in secrets.items():
            line = secrets.lines.get(name)
            yield from _ci.setting(self._source, name, "", line)
            for key in secret if isinstance(secret, yaml.Map) else ():
                known = _VAULTS.get(key)
                if known and "." in known:
                    yield _ci.endpoint(self._source, known, secret.lines[key])
                elif known:
                    yield _ci.service(self._source, known, secret.lines[key])

    # ------------------------------------------------------------------------------------------------ what is included

    def _includes(self, value: object, line: int | None) -> Iterator[Component]:
        entries = _entries(value)
        lines = value.lines if isinstance(value, yaml.Seq) else [line] * len(entries)
        for entry, at in list(zip(entries, lines, strict=False))[:_MOST_INCLUDES]:
            if isinstance(entry, str):
                yield from self._remote(entry, at) if "://" in entry else self._local(entry, at)
            elif isinstance(entry, yaml.Map):
                yield from self._included(entry, at)

    def _included(self, entry: yaml.Map, line: int | None) -> Iterator[Component]:
        if isinstance(entry.get("local"), str):
            yield from self._local(entry["local"], entry.lines["local"])
        elif isinstance(entry.get("remote"), str):
            yield from self._remote(entry["remote"], entry.lines["remote"])
        elif isinstance(entry.get("component"), str):
            yield from self._component(entry["component"], entry.lines["component"])
        elif isinstance(entry.get("project"), str):
            message = "a file of another project of the same instance is not there to be read"
            self._source.warn("not-followed", message, line=line, level=Level.NOTE)
        if isinstance(entry.get("inputs"), yaml.Map):
            yield from _ci.variables(self._source, entry["inputs"], variable=False)

    def _remote(self, address: str, line: int | None) -> Iterator[Component]:
        """Yield the repository or the host that a file is taken from; it is never fetched."""
        place = _git.at_archive(address)
        self._source.warn("not-followed", "an included file elsewhere is not fetched", line=line, level=Level.NOTE)
        if place and place.type != "generic":
            yield _git.component(self._source, place, line=line, how=How.CONFIGURED, scope=Scope.BUILD)
        elif name := host(address):
            yield _ci.endpoint(self._source, name, line)

    def _component(self, text: str, line: int | None) -> Iterator[Component]:
        """Yield the project that a component is of, where its host is told: ``gitlab.com/group/project/name@1.0``."""
        path, _, version = text.partition("@")
        server, _, inside = path.partition("/")
        parts = [part for part in inside.split("/") if part]
        if "$" in server or "." not in server or len(parts) < 2:  # $CI_SERVER_FQDN: the instance itself
            self._source.warn("not-followed", "a component of the same instance", line=line, level=Level.NOTE)
            return
        place = _git.at_repository(f"https://{server}/{'/'.join(parts[:-1] if len(parts) > 2 else parts)}")
        if place:
            known = version if version and version[0] != "~" and "$" not in version else None
            yield _git.component(self._source, place.at(known), line=line, how=How.CONFIGURED, scope=Scope.BUILD)

    def _local(self, path: str, line: int | None) -> Iterator[Component]:
        """Follow a file of the repository, unless it is read for its own name anyway."""
        plain = path.lstrip("/").removeprefix("./")
        if _is_read_anyway(plain):
            return
        up = _steps_to_top(self._top.folder)
        file = self._top.sibling(up + plain) if "*" not in plain and "$" not in plain else None
        if file is None:
            self._source.warn("not-followed", "an included file is not found", line=line, level=Level.NOTE)
            return
        key = (_NAME, file.path)
        if key in self._source.memo or self._depth >= _DEEPEST:
            return  # followed from elsewhere already
        self._source.memo[key] = True
        try:
            for document in yaml.read_documents(file.text()):
                if isinstance(document, yaml.Map):
                    yield from self._of(file).configuration(document)
        except ParseError as error:
            file.warn("unreadable-include", str(error), line=error.line)

    def _of(self, file: SourceFile) -> _Reader:
        reader = _Reader(file, self._top)
        reader._values, reader._depth = dict(self._values), self._depth + 1
        return reader


def _tags(job: object) -> list[str]:
    tags = job.get("tags") if isinstance(job, yaml.Map) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, yaml.Seq) else []


def _entries(value: object) -> list[object]:
    return list(value) if isinstance(value, yaml.Seq) else [] if value is None else [value]


def _is_read_anyway(path: str) -> bool:
    return path.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")) or (
        path.startswith(".gitlab/ci/") and path.count("/") == 2 and path.endswith((".yml", ".yaml"))
    )


def _steps_to_top(folder: str) -> str:
    """Return how to get from a folder to that of ``.gitlab-ci.yml``, which paths of includes begin from."""
    parts = folder.split("/") if folder else []
    return "../" * (len(parts) - parts.index(".gitlab")) if ".gitlab" in parts else ""


EXTRACTOR = Extractor(
    name="gitlab-ci",
    ecosystem="ci",
    patterns=(
        _NAME,
        ".gitlab-ci.yaml",
        "*.gitlab-ci.yml",
        "*.gitlab-ci.yaml",
        ".gitlab/ci/*.yml",
        ".gitlab/ci/*.yaml",
    ),
    parse=parse,
    description="images, services, includes (local ones followed), components, vaults; what scripts, variables reach",
    spec_url="https://docs.gitlab.com/ci/yaml/",
)

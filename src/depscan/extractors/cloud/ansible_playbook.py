"""Ansible: plays, tasks and handlers by what their modules manage and fetch, and the variables of roles and groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ansible_modules, _ansible_tasks, _settings
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.packages import _git
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import address, lazy, template, yaml
from depscan.syntax.yaml import Map, Seq

_LISTS = ("pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always")
_REGIONS = ("region", "aws_region", "ec2_region", "location", "datacenter", "region_name", "region_slug", "zone")
_ENDPOINTS = ("endpoint_url", "aws_endpoint_url", "ec2_url", "s3_url", "api_endpoint", "api_url", "auth_url", "url")
_IMAGES = {
    "docker_container": "image", "docker_image": "name", "docker_image_pull": "name", "docker_swarm_service": "image",
    "podman_container": "image", "podman_image": "name", "docker_service": "image", "docker": "image",
    "nomad_job": "image",
}  # fmt: skip
# modules that fetch, and the arguments that say from where
_FETCHED = {
    "get_url": ("url",), "win_get_url": ("url",), "uri": ("url",), "win_uri": ("url",), "apt_repository": ("repo",),
    "apt_key": ("url", "keyserver"), "deb822_repository": ("uris", "signed_by"), "apt": ("deb",),
    "yum_repository": ("baseurl", "metalink", "mirrorlist", "gpgkey"), "rpm_key": ("key",), "yum": ("name",),
    "dnf": ("name",), "unarchive": ("src",), "zypper_repository": ("repo",), "apk": ("repository",),
    "docker_login": ("registry_url", "registry"), "podman_login": ("registry",), "helm_repository": ("repo_url", "url"),
    "helm": ("chart_repo_url", "chart_ref"), "maven_artifact": ("repository_url",), "npm": ("registry",),
    "pip": ("extra_args",), "package": ("name",), "mail": ("host",), "flatpak_remote": ("flatpakrepo_url",),
    "nexmo": ("url",), "k8s": ("src",), "terraform": ("project_path",),
}  # fmt: skip
_DOWNLOADS = frozenset({"get_url", "win_get_url", "unarchive"})
_ONLY_NAME = lazy.pattern(
    r"\{\{-?[ \t]*+([A-Za-z_]\w{0,80}+)(?:[ \t]*+\|[ \t]*+default\(['\"]([^'\"]{0,60}+)['\"]\))?[ \t]*+-?\}\}"
)
_REGION = lazy.pattern(r"[A-Za-z][\w -]{1,40}")
_IMAGE_WORDS = ("_image", "docker_image_name", "container_image_name")
_IMAGE = lazy.pattern(
    r"(?:[a-z0-9][\w.-]{0,100}+(?::\d{1,5})?/){1,5}+[\w.-]{1,100}+(?::[\w.-]{1,128}+)?(?:@sha256:[0-9a-f]{64})?"
)
_VAULT = "$ANSIBLE_VAULT;"
_DEPTH = 10
_TASKS = 100_000
_FOLDERS = ("defaults", "vars", "group_vars", "host_vars")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what tasks manage, run and fetch; of files of variables the hosts, images and models that they name.

    Raises:
        ParseError: not YAML, even where it is taken as a template, or nothing of Ansible.
    """
    text = source.text()
    if text.startswith(_VAULT):
        source.warn("encrypted", "a file that Ansible Vault has encrypted", level=Level.NOTE)
        return
    document = _read(source, text)
    if isinstance(document, Map) and _holds_variables(source.path):
        yield from _variables(source, document)
    elif isinstance(document, Seq):
        yield from _Tasks(source).all(document)
    elif document is None:  # nothing but comments, for the reader to fill in
        if not _holds_variables(source.path):
            source.warn("nothing-declared", "no tasks", level=Level.NOTE)
    else:
        raise ParseError("not a playbook: neither plays nor tasks")


def _read(source: SourceFile, text: str) -> Any:
    try:
        return yaml.read(text)
    except ParseError:
        if not template.is_template(text):
            raise
        source.warn("template", "a template, read as far as it can be", level=Level.NOTE)
        return yaml.read(template.plain(text))


def _holds_variables(path: str) -> bool:
    return any(f"/{folder}/" in f"/{path}" for folder in _FOLDERS)


class _Circumstances(NamedTuple):
    """What plays and blocks say for the tasks in them."""

    variables: dict[str, Any]
    defaults: dict[str, Any]

    def text(self, value: Any) -> str | None:
        """Return the literal that a value is, or that a name alone stands for."""
        for _ in range(_DEPTH):
            if not isinstance(value, str) or template.PLACEHOLDER in value:
                return None
            match = _ONLY_NAME.fullmatch(value.strip())
            if not match:
                return None if "{{" in value else value
            value = self.variables.get(match[1], match[2])
        return None


class _Tasks:
    """Walks plays, blocks and tasks with a stack."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._stack: list[tuple[Map, _Circumstances]] = []
        self._done = 0

    def all(self, document: Seq) -> Iterator[Component]:
        """Yield what the entries of a file, plays or tasks, and those within them tell."""
        outside = _Circumstances(_of_role(self._source), {})
        self._put(document, outside)
        while self._stack and self._done < _TASKS:
            self._done += 1
            entry, around = self._stack.pop()
            inside = _within(entry, around)
            for key in reversed(_LISTS):
                if isinstance(entry.get(key), Seq):
                    self._put(entry[key], inside)
            yield from self._environment(entry)
            if "hosts" in entry or "block" in entry:
                yield from self._play(entry)
            else:
                yield from self._task(entry, inside)

    def _put(self, entries: Seq, around: _Circumstances) -> None:
        self._stack.extend((entry, around) for entry in reversed(entries) if isinstance(entry, Map))

    def _play(self, play: Map) -> Iterator[Component]:
        variables = play.get("vars")
        if isinstance(variables, Map):
            yield from _variables(self._source, variables)

    def _environment(self, entry: Map) -> Iterator[Component]:
        environment = entry.get("environment")
        for item in environment if isinstance(environment, Seq) else [environment]:
            if isinstance(item, Map):
                settings = [
                    Setting(key, v if isinstance(v, str) else "", item.lines.get(key)) for key, v in item.items()
                ]
                yield from _settings.from_settings(self._source, settings, variable=True)

    def _task(self, task: Map, around: _Circumstances) -> Iterator[Component]:
        module, value, line = _ansible_tasks.module(task)
        if not module:
            return
        arguments = _ansible_tasks.arguments(value, task.get("args"))
        type_ = _ansible_modules.resource_type(module)
        if type_:
            yield self._resource(module, type_, task, arguments, around, line)
            return
        yield from self._images(module, arguments, around, line)
        yield from self._fetched(module, task, arguments, around, line)

    def _resource(
        self, module: str, type_: str, task: Map, arguments: Map, around: _Circumstances, line: int | None
    ) -> Component:
        defaults = _defaults_of(module, around)
        name = next((text for key in ("name", "title") if (text := around.text(arguments.get(key)))), None)
        title = task.get("name")
        plain = title if isinstance(title, str) and "{{" not in title and template.PLACEHOLDER not in title else ""
        facts = [("module", module)]
        if _ansible_modules.asks(module):
            facts.append(("mode", "data"))
        return Component(
            kind=Kind.RESOURCE,
            name=f"{type_}.{(name or plain)[:100]}".rstrip("."),
            scope=Scope.RUNTIME,
            region=_region(arguments, defaults, around),
            endpoint=_endpoint(module, arguments, defaults, around),
            facts=tuple(sorted(facts)),
            evidence=self._source.seen(line, how=How.CONFIGURED),
        )

    def _images(self, module: str, arguments: Map, around: _Circumstances, line: int | None) -> Iterator[Component]:
        key = _IMAGES.get(module.rpartition(".")[2])
        if key and isinstance(arguments.get(key), str) and arguments.get("source") != "build":
            reference = around.text(arguments[key]) or arguments[key]
            tag = around.text(arguments.get("tag"))
            if tag and ":" not in reference.rpartition("/")[2] and "{{" not in reference:
                reference = f"{reference}:{tag}"
            if template.PLACEHOLDER not in reference:
                yield from images(self._source, reference, line=arguments.lines.get(key, line), scope=Scope.RUNTIME)
        for container in _ansible_tasks.containers(arguments.get("definition", arguments.get("resource_definition"))):
            yield from images(
                self._source, container["image"], line=container.lines.get("image", line), scope=Scope.RUNTIME
            )
        for key in ("env", "env_vars"):
            variables = arguments.get(key)
            if isinstance(variables, Map):
                settings = [
                    Setting(k, v if isinstance(v, str) else "", variables.lines.get(k)) for k, v in variables.items()
                ]
                yield from _settings.from_settings(self._source, settings, variable=True)

    def _fetched(
        self, module: str, task: Map, arguments: Map, around: _Circumstances, line: int | None
    ) -> Iterator[Component]:
        short = module.rpartition(".")[2]
        if short == "git":
            place = _git.at_repository(around.text(arguments.get("repo", arguments.get("name"))))
            if place is not None:
                version = around.text(arguments.get("version"))
                yield _git.component(
                    self._source, place.at(version), line=arguments.lines.get("repo", line), how=How.CONFIGURED
                )
            return
        for key in _FETCHED.get(short, ()):
            for text, at in _ansible_tasks.texts(arguments.get(key), arguments.lines.get(key, line), task):
                place = _git.at_archive(around.text(text)) if short in _DOWNLOADS else None
                if place is not None and place.type == "github":
                    yield _git.component(self._source, place, line=at, how=How.CONFIGURED)
                    continue
                setting = Setting(f"{short}.{key.removesuffix('url')}.url", around.text(text) or text, at)
                if "://" in setting.value or key in ("registry", "keyserver", "host"):
                    yield from _settings.from_setting(self._source, setting)


def _within(entry: Map, around: _Circumstances) -> _Circumstances:
    variables, defaults = entry.get("vars"), entry.get("module_defaults")
    if not isinstance(variables, Map) and not isinstance(defaults, Map):
        return around
    return _Circumstances(
        {**around.variables, **(variables if isinstance(variables, Map) else {})},
        {**around.defaults, **(defaults if isinstance(defaults, Map) else {})},
    )


def _of_role(source: SourceFile) -> dict[str, Any]:
    """Return the variables of the role that tasks belong to, its defaults first."""
    folder = source.folder.rpartition("/")[2]
    if folder not in ("tasks", "handlers"):
        return {}
    key = ("ansible", source.folder.rpartition("/")[0])
    if key not in source.memo:
        found: dict[str, Any] = {}
        for name in ("../defaults/main.yml", "../defaults/main.yaml", "../vars/main.yml", "../vars/main.yaml"):
            beside = source.sibling(name)
            try:
                document = yaml.read(beside.text()) if beside is not None else None
            except ParseError:
                continue  # the file is read for itself, and says so
            found.update(document if isinstance(document, Map) else {})
        source.memo[key] = found
    known: dict[str, Any] = source.memo[key]
    return known


def _defaults_of(module: str, around: _Circumstances) -> dict[str, Any]:
    """Return what ``module_defaults`` says for a module or for the group that it is in."""
    group = {"amazon.aws": "aws", "community.aws": "aws", "azure.azcollection": "azure", "google.cloud": "gcp"}
    collection = _ansible_modules.collection_of(module) or ""
    found: dict[str, Any] = {}
    for name in (f"group/{group.get(collection, collection)}", f"group/{collection}.{group.get(collection)}", module):
        value = around.defaults.get(name)
        found.update(value if isinstance(value, Map) else {})
    return found


def _region(arguments: Map, defaults: dict[str, Any], around: _Circumstances) -> str | None:
    for key in _REGIONS:
        value = arguments.get(key, defaults.get(key))
        if value is not None:
            text = around.text(value)
            return text if text and _REGION.fullmatch(text) else None
    return None


def _endpoint(module: str, arguments: Map, defaults: dict[str, Any], around: _Circumstances) -> str | None:
    collection = _ansible_modules.collection_of(module)
    for key in _ENDPOINTS:
        if key == "url" and collection != "community.general":
            continue
        text = around.text(arguments.get(key, defaults.get(key)))
        found = address.addresses(text) if text else []
        if found:
            return found[0].host
    return None


def _variables(source: SourceFile, document: Map) -> Iterator[Component]:
    """Yield the hosts and models that variables name, and images where their names say that they are some."""
    for setting in _settings.flattened(document):
        if template.PLACEHOLDER in setting.value or _VAULT in setting.value:
            continue
        key = setting.key.rpartition(".")[2].lower()
        if key.endswith(_IMAGE_WORDS) and _IMAGE.fullmatch(setting.value):
            yield from images(source, setting.value, line=setting.line, scope=Scope.RUNTIME)
        elif key.endswith("_image_repo"):
            yield from _settings.from_setting(source, setting._replace(key=f"{key}_registry"))
        else:
            yield from _settings.from_setting(source, setting)


_KEYWORD = (
    rb"(?:become|when|register|notify|with_items|loop|set_fact|include_tasks|import_tasks|include_role|import_role"
    rb"|changed_when|gather_facts|delegate_to|ansible\.[a-z]+\.[a-z_]+|ansible\.builtin\.\w+|\w+\.\w+\.\w+|pre_tasks"
    rb"|tasks|roles|block|vars_files|listen|include|debug|apt|yum|dnf|command|shell|copy|service|file|package|systemd"
    rb"|lineinfile|import_playbook|get_url|stat|user|uri|meta|assert|fail|pause|ec2|s3_bucket|setup|wait_for|unarchive"
    rb"|module_defaults|docker_\w+|azure_rm_\w+|gcp_\w+|os_\w+|hcloud_\w+|ec2_\w+|k8s|script|raw|git|pip|cron|mount|group)"
)
_PLAY = re.compile(rb"^(?:- |  )hosts[ \t]*+:", re.MULTILINE)
_TASK = re.compile(rb"^(?:- |  |    )" + _KEYWORD + rb"[ \t]*+:", re.MULTILINE)
_LIST = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:(?:---[^\n]*+|#[^\n]*+|[ \t\r]*+)\n)*+- [A-Za-z_][\w.]*+[ \t]*+:")


def _sniff(head: bytes) -> bool:
    if head.startswith(_VAULT.encode()):
        return True
    head = head.replace(b"\r\n", b"\n")
    return _LIST.match(head) is not None and (_PLAY.search(head) is not None or _TASK.search(head) is not None)


EXTRACTOR = Extractor(
    name="ansible-playbook",
    ecosystem="cloud",
    patterns=(
        "roles/*/defaults/*.yml", "roles/*/defaults/*.yaml", "roles/*/vars/*.yml", "roles/*/vars/*.yaml",
        "group_vars/*.yml", "group_vars/*.yaml", "group_vars/*/*.yml", "group_vars/*/*.yaml", "host_vars/*.yml",
        "host_vars/*.yaml", "host_vars/*/*.yml", "roles/*/defaults/main/*.yml", "roles/*/vars/main/*.yml",
    ),
    sniffed_patterns=("*.yml", "*.yaml"),
    sniff=_sniff,
    parse=parse,
    description="modules as resources with region and endpoint, images, what is fetched from where, variables of roles",
    spec_url="https://docs.ansible.com/ansible/latest/reference_appendices/playbooks_keywords.html",
    may_be_empty=True,
)  # fmt: skip

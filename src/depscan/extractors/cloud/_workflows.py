"""Workflows and actions of GitHub, and of Forgejo and Gitea, which speak their language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from depscan import purl
from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _ci, _runners
from depscan.extractors.cloud._images import DOCKER_HUB, images, parse_reference
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy, yaml

_ACTION = lazy.pattern(r"([\w.-]++)/([\w.-]++)((?:/[\w .+-]++)*+)/?(?:@(\S++))?")
_EXPRESSION = lazy.pattern(r"\$\{\{([^{}]*+)\}\}")
_MATRIX = lazy.pattern(r"\s*+matrix\.([\w-]++(?:\.[\w-]++)*+)\s*+")
_CHOICE = lazy.pattern(r"(?:&&|\|\|)\s*+'([^']++)'")
_REGION = lazy.pattern(r"[a-z]{2,12}(?:-?[a-z0-9]{1,14}){0,4}")
_PUSHED = frozenset({"tags", "images", "image", "image-name"})
"""Inputs of actions that name the images which they push."""
_SCRIPTS = frozenset({"inlinescript", "run", "script"})
_GITHUB = "github.com"
_MANY = 20
SNIFF = (
    _ci.sniffed(rb"^[\"']?on[\"']?[ \t]*+:", rb"^jobs[ \t]*+:"),
    _ci.sniffed(rb"^runs[ \t]*+:", rb"^[ \t]++[\"']?using[\"']?[ \t]*+:"),
)


class Forge(NamedTuple):
    """Whose workflows they are."""

    service: str
    """Name of its CI service, as the database knows it."""
    actions: str
    """Host that actions come from which are named without one."""
    settled: bool
    """Is that host certain? Where it is a default of the software, each instance may have another."""


GITHUB = Forge("github-actions", _GITHUB, settled=True)
FORGEJO = Forge("forgejo-actions", "data.forgejo.org", settled=False)
GITEA = Forge("gitea-actions", _GITHUB, settled=False)


def read(source: SourceFile, forge: Forge) -> Iterator[Component]:
    """Yield actions, workflows used elsewhere, images, runners, and what scripts, variables and inputs tell.

    Raises:
        ParseError: not YAML, or neither a workflow nor an action.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map):
        raise ParseError("neither a workflow nor an action: not a mapping")
    jobs, runs = document.get("jobs"), document.get("runs")
    reader = _Reader(source, forge)
    if isinstance(jobs, yaml.Map):
        yield from reader.workflow(document, jobs)
    elif isinstance(runs, yaml.Map):
        yield from reader.action(runs)
    else:
        raise ParseError("neither a workflow nor an action: no jobs and no runs")


class _Reader:
    def __init__(self, source: SourceFile, forge: Forge) -> None:
        self._source = source
        self._forge = forge
        self._walked: set[int] = set()  # aliases may lead to the same steps again and again

    def workflow(self, document: yaml.Map, jobs: yaml.Map) -> Iterator[Component]:
        """Yield what a workflow uses."""
        found = list({id(job): job for job in jobs.values() if isinstance(job, yaml.Map)}.values())
        labels = {label: job.lines["runs-on"] for job in reversed(found) for label in _labels(job)}
        lines = [job.lines["runs-on"] for job in found if "runs-on" in job]
        names = sorted(labels)
        facts = [("runner", ", ".join(names[:_MANY]))] if labels else []
        if self._forge is GITHUB and (kinds := _runners.kinds(names)):
            facts.append(("runner_kind", kinds))
        yield _ci.service(self._source, self._forge.service, min(lines, default=jobs.line), facts=tuple(facts))
        for name in names:
            behind = _runners.host_behind(name)
            if behind:
                yield _ci.endpoint(self._source, behind, labels[name])
        yield from _ci.variables(self._source, document.get("env"))
        for job in found:
            yield from self._job(job)

    def _job(self, job: yaml.Map) -> Iterator[Component]:
        source = self._source
        if isinstance(job.get("uses"), str):
            yield from self._use(job["uses"], job.lines["uses"])
            yield from self._inputs(job.get("with"), "")
            yield from self._passed(job.get("secrets"))
        yield from _ci.variables(source, job.get("env"))
        place = job.get("environment")
        if isinstance(place, yaml.Map) and isinstance(place.get("url"), str):
            yield from _ci.setting(source, "environment.url", place["url"], place.lines["url"], variable=False)
        yield from self._container(job, job, "container", Scope.BUILD)
        services = job.get("services")
        if isinstance(services, yaml.Map) and self._is_new(services):
            for name in services:
                yield from self._container(job, services, name, Scope.TEST)
        yield from self._steps(job.get("steps"))

    def action(self, runs: yaml.Map) -> Iterator[Component]:
        """Yield what an action uses."""
        image = runs.get("image")
        if isinstance(image, str) and image.startswith("docker://"):
            yield from images(self._source, image, line=runs.lines["image"], scope=Scope.RUNTIME)
        yield from _ci.variables(self._source, runs.get("env"))
        yield from self._steps(runs.get("steps"))

    def _is_new(self, value: object) -> bool:
        new = id(value) not in self._walked
        self._walked.add(id(value))
        return new

    def _steps(self, steps: object) -> Iterator[Component]:
        if not isinstance(steps, yaml.Seq) or not self._is_new(steps):
            return
        for step in steps:
            if not isinstance(step, yaml.Map) or not self._is_new(step):
                continue
            if isinstance(step.get("uses"), str):
                given = step.get("with")
                yield from self._use(step["uses"], step.lines["uses"], given)
                yield from self._inputs(given, step["uses"])
            yield from _ci.variables(self._source, step.get("env"))
            yield from _ci.script(self._source, step.get("run"), step.lines.get("run"))

    # ----------------------------------------------------------------------------------------------------- what is used

    def _use(self, text: str, line: int, given: object = None) -> Iterator[Component]:
        """Yield what ``uses`` names: an action, a workflow or an image; nothing for those of this repository."""
        text = text.strip()
        if text.startswith(("./", "../", ".\\")):
            return
        if text.startswith("docker://"):
            yield from images(self._source, text, line=line, scope=Scope.BUILD)
            return
        server, known = self._forge.actions, self._forge.settled
        if "://" in text:
            server, known = host(text) or "", True
            text = text.partition("://")[2].partition("/")[2]
        match = _ACTION.fullmatch(text)
        if match is None or not server:
            self._source.warn("incomplete-entry", "uses that names no action", line=line)
            return
        owner, repository, path, ref = match.groups()
        if ref is None:
            self._source.warn("incomplete-entry", "uses that names no version", line=line)
        at_github = server == _GITHUB
        yield Component(
            kind=Kind.ACTION,
            name=f"{owner}/{repository}{path}" if at_github else f"{server}/{owner}/{repository}{path}",
            version=ref,
            purl=purl.make("githubactions", owner, repository, ref) if at_github else None,
            scope=Scope.BUILD,
            direct=True,
            region=_region(given),
            facts=() if at_github else (("registry", server),),
            evidence=self._source.seen(line, how=How.CONFIGURED if known else How.DECLARED),
        )

    def _inputs(self, given: object, action: str) -> Iterator[Component]:
        """Yield what the inputs of an action tell: hosts, images that are pushed, names of secrets."""
        name = action.partition("@")[0].lower()
        line = given.line if isinstance(given, yaml.Map) else None
        if name == "docker/login-action" and (
            given is None or (isinstance(given, yaml.Map) and "registry" not in given)
        ):
            yield _ci.endpoint(self._source, DOCKER_HUB, line)
        if not isinstance(given, yaml.Map) or not self._is_new(given):
            return
        for key, value in given.items():
            if not isinstance(value, str):
                continue
            line = given.lines.get(key)
            if key.lower() in _SCRIPTS and name != "actions/github-script":
                yield from _ci.script(self._source, value, line)
            elif key.lower() in _PUSHED:
                yield from self._pushed(value, line)
            elif "\n" not in value.strip():
                yield from _ci.setting(self._source, key, value, line, variable=False)
            else:
                yield from _ci.secrets(self._source, value, line)

    def _pushed(self, value: str, line: int | None) -> Iterator[Component]:
        """Yield the registries of images, where a host is written out."""
        seen = {}
        for text in value.replace(",", "\n").split("\n")[:_MANY]:
            image = parse_reference(text.strip().removeprefix("name="))
            if image and image.host != DOCKER_HUB:
                seen[image.host] = True
        for name in seen:
            yield _ci.endpoint(self._source, name, line)

    def _passed(self, given: object) -> Iterator[Component]:
        if isinstance(given, yaml.Map) and self._is_new(given):
            yield from _ci.variables(self._source, given)

    def _container(self, job: yaml.Map, parent: yaml.Map, key: str, scope: Scope) -> Iterator[Component]:
        """Yield the images of a container or service, one for each value that the matrix gives."""
        container = parent.get(key)
        text, line = _ci.image_name(container, parent.lines.get(key), "image")
        if isinstance(container, yaml.Map):
            yield from _ci.variables(self._source, container.get("env"))
            yield from self._passed(container.get("credentials"))
        for reference in _expanded(text, job) if text else ():
            yield from images(self._source, reference, line=line, scope=scope)


def _region(given: object) -> str | None:
    if isinstance(given, yaml.Map):
        for key, value in given.items():
            if key.lower().replace("_", "-").rpartition("-")[2] in ("region", "location", "zone"):
                return value if isinstance(value, str) and _REGION.fullmatch(value) else None
    return None


def _labels(job: yaml.Map) -> list[str]:
    """Return the labels of the runners that a job may run on."""
    asked = job.get("runs-on")
    if isinstance(asked, yaml.Map):
        group = asked.get("group")
        named = [f"group {group}"] if isinstance(group, str) else []
        asked = asked.get("labels")
    else:
        named = []
    labels = asked[:_MANY] if isinstance(asked, yaml.Seq) else [asked]
    for label in labels:
        if isinstance(label, str):
            named += [text for text in _expanded(label, job) if "${{" not in text]
    return named


def _expanded(text: str, job: yaml.Map) -> list[str]:
    """Return the text with each value of the matrix, or of a ``condition && 'this' || 'that'``, in place."""
    texts = [text]
    for _ in range(3):
        expression = _EXPRESSION.search(texts[0])
        if expression is None:
            break
        inner = expression[1]
        path = _MATRIX.fullmatch(inner)
        values = _matrix(job, path[1].split(".")) if path else _CHOICE.findall(inner)
        if not values:
            break
        texts = [text.replace(expression[0], value) for text in texts for value in values][:_MANY]
    return texts


def _matrix(job: yaml.Map, path: list[str]) -> list[str]:
    """Return the values that a matrix gives a key, where they are written out."""
    strategy = job.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, yaml.Map) else None
    if not isinstance(matrix, yaml.Map):
        return []
    own, included = matrix.get(path[0]), matrix.get("include")
    values: list[object] = list(own[:_MANY]) if isinstance(own, yaml.Seq) else []
    if isinstance(included, yaml.Seq):
        values += [entry.get(path[0]) for entry in included[:_MANY] if isinstance(entry, yaml.Map)]
    for name in path[1:]:
        values = [value.get(name) for value in values if isinstance(value, yaml.Map)]
    return [value for value in dict.fromkeys(v for v in values if isinstance(v, str)) if len(value) < 200]


def sniff(head: bytes) -> bool:
    """Tell whether a file begins like a workflow or an action."""
    head = head.replace(b"\0", b"")  # UTF-16
    return any(all(expression.search(head) for expression in both) for both in SNIFF)

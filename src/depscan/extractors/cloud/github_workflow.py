"""GitHub Actions: workflows and action metadata, what they use, run in, and run on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan import purl
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._images import images
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import yaml

_ACTION = re.compile(r"([\w.-]++)/([\w.-]++)((?:/[\w .+-]++)*+)/?(?:@(\S++))?")
_EXPRESSION = re.compile(r"\$\{\{([^{}]*+)\}\}")
_MATRIX = re.compile(r"\s*+matrix\.([\w-]++(?:\.[\w-]++)*+)\s*+")
_CHOICE = re.compile(r"(?:&&|\|\|)\s*+'([^']++)'")
_SNIFF = (
    (re.compile(rb"^[\"']?on[\"']?[ \t]*+:", re.MULTILINE), re.compile(rb"^jobs[ \t]*+:", re.MULTILINE)),
    (re.compile(rb"^runs[ \t]*+:", re.MULTILINE), re.compile(rb"^[ \t]++[\"']?using[\"']?[ \t]*+:", re.MULTILINE)),
)
_MANY = 20


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield actions, reusable workflows, images, and GitHub Actions itself with the runners asked for.

    Raises:
        ParseError: not YAML, or neither a workflow nor an action.
    """
    repeated: list[int] = []
    document = yaml.read(source.text(), repeated=repeated)
    for line in repeated:
        source.warn("repeated-key", "a key that is given again: the last one counts", line=line)
    if not isinstance(document, yaml.Map):
        raise ParseError("neither a workflow nor an action: not a mapping")
    jobs, runs = document.get("jobs"), document.get("runs")
    if isinstance(jobs, yaml.Map):
        yield from _workflow(source, jobs)
    elif isinstance(runs, yaml.Map):
        yield from _action(source, runs)
    else:
        raise ParseError("neither a workflow nor an action: no jobs and no runs")


def _workflow(source: SourceFile, jobs: yaml.Map) -> Iterator[Component]:
    found = list({id(job): job for job in jobs.values() if isinstance(job, yaml.Map)}.values())
    runners = sorted({label for job in found for label in _runners(job)})
    lines = [job.lines["runs-on"] for job in found if "runs-on" in job]
    yield Component(
        kind=Kind.CONFIG,
        name="github-actions",
        scope=Scope.BUILD,
        direct=True,
        facts=(("runner", ", ".join(runners[:_MANY])),) if runners else (),
        evidence=source.seen(min(lines, default=jobs.line), how=How.CONFIGURED),
    )
    walked: set[int] = set()  # aliases may lead to the same steps again and again
    for job in found:
        if isinstance(job.get("uses"), str):
            yield from _use(source, job["uses"], job.lines["uses"])
        yield from _image(source, job, job, "container", Scope.BUILD)
        services = job.get("services")
        if isinstance(services, yaml.Map) and id(services) not in walked:
            walked.add(id(services))
            for name in services:
                yield from _image(source, job, services, name, Scope.TEST)
        yield from _steps(source, job.get("steps"), walked)


def _action(source: SourceFile, runs: yaml.Map) -> Iterator[Component]:
    image = runs.get("image")
    if isinstance(image, str) and image.startswith("docker://"):
        yield from images(source, image, line=runs.lines["image"], scope=Scope.RUNTIME)
    yield from _steps(source, runs.get("steps"), set())


def _steps(source: SourceFile, steps: object, walked: set[int]) -> Iterator[Component]:
    if not isinstance(steps, yaml.Seq) or id(steps) in walked:
        return
    walked.add(id(steps))
    for step in steps:
        if isinstance(step, yaml.Map) and isinstance(step.get("uses"), str):
            yield from _use(source, step["uses"], step.lines["uses"])


def _use(source: SourceFile, text: str, line: int) -> Iterator[Component]:
    """Yield what ``uses`` names: an action, a reusable workflow or an image; nothing for those of this repository."""
    text = text.strip()
    if text.startswith(("./", "../", ".\\")):
        return
    if text.startswith("docker://"):
        yield from images(source, text, line=line, scope=Scope.BUILD)
        return
    match = _ACTION.fullmatch(text)
    if match is None:
        source.warn("incomplete-entry", "uses that names no action", line=line)
        return
    owner, repository, path, ref = match.groups()
    if ref is None:
        source.warn("incomplete-entry", "uses that names no version", line=line)
    yield Component(
        kind=Kind.ACTION,
        name=f"{owner}/{repository}{path}",
        version=ref,
        purl=purl.make("githubactions", owner, repository, ref),
        scope=Scope.BUILD,
        direct=True,
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def _image(source: SourceFile, job: yaml.Map, parent: yaml.Map, key: str, scope: Scope) -> Iterator[Component]:
    """Yield the images of a container or service, one for each value that the matrix gives."""
    container = parent.get(key)
    text, line = container, parent.lines.get(key)
    if isinstance(container, yaml.Map):
        text, line = container.get("image"), container.lines.get("image")
    if isinstance(text, str) and text:
        for reference in _expanded(text, job):
            yield from images(source, reference, line=line, scope=scope)


def _runners(job: yaml.Map) -> list[str]:
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


def _sniff(head: bytes) -> bool:
    head = head.replace(b"\0", b"")  # UTF-16
    return any(all(expression.search(head) for expression in both) for both in _SNIFF)


EXTRACTOR = Extractor(
    name="github-workflow",
    ecosystem="ci",
    patterns=(".github/workflows/*.yml", ".github/workflows/*.yaml"),
    sniffed_patterns=("action.yml", "action.yaml"),
    sniff=_sniff,
    parse=parse,
    description="actions, reusable workflows, container and service images, runners; workflows and action metadata",
    spec_url="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax",
)

"""Bitbucket Pipelines: images, services, pipes, own runners, variables, what scripts reach."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._images import images
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy, yaml

_PIPE = lazy.pattern(r"([\w.-]++)/([\w.-]++):(\S++)")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Bitbucket, images, services, pipes, hosts that scripts reach, names of variables.

    Raises:
        ParseError: not YAML, or no configuration of pipelines.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map) or not {"pipelines", "definitions"} & set(document):
        raise ParseError("not a configuration of Bitbucket Pipelines")
    labels = [_labels(item) for _, item in _ci.maps(document)]
    facts = _ci.runner_facts(label for found in labels for label in found)
    yield _ci.service(source, "file:bitbucket-pipelines.yml", document.line, facts=facts)
    definitions = document.get("definitions")
    services = definitions.get("services") if isinstance(definitions, yaml.Map) else None
    own = {id(one) for one in services.values()} if isinstance(services, yaml.Map) else set()
    for _, item in _ci.maps(document):
        text, line = _ci.image_name(item.get("image"), item.lines.get("image"), "name")
        if text:
            yield from images(source, text, line=line, scope=Scope.TEST if id(item) in own else Scope.BUILD)
        for name in ("script", "after-script"):
            if isinstance(item.get(name), yaml.Seq):
                yield from _ci.script(source, item[name], item.lines[name])
        if isinstance(item.get("pipe"), str):
            yield from _pipe(source, item)
        yield from _ci.variables(source, item.get("variables"))


def _labels(item: yaml.Map) -> list[str]:
    labels = item.get("runs-on")
    found = labels if isinstance(labels, yaml.Seq) else [labels]
    return [label for label in found if isinstance(label, str)]


def _pipe(source: SourceFile, item: yaml.Map) -> Iterator[Component]:
    text, line = item["pipe"].strip(), item.lines["pipe"]
    if text.startswith("docker://"):
        yield from images(source, text, line=line, scope=Scope.BUILD)
        return
    pipe = _PIPE.fullmatch(text)
    if pipe is None:
        source.warn("incomplete-entry", "a pipe whose name is not understood", line=line)
        return
    yield Component(
        kind=Kind.ACTION,
        name=f"bitbucket.org/{pipe[1]}/{pipe[2]}",
        version=pipe[3],
        scope=Scope.BUILD,
        direct=True,
        facts=(("registry", "bitbucket.org"),),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


EXTRACTOR = Extractor(
    name="bitbucket-pipelines",
    ecosystem="ci",
    patterns=("bitbucket-pipelines.yml", "bitbucket-pipelines.yaml"),
    parse=parse,
    description="images, services, pipes, own runners; what scripts and variables reach",
    spec_url="https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/",
)

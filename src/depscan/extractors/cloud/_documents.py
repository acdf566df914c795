"""Settings in documents of YAML, JSON and TOML: section by section, with the environment that a section is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.environments import EXAMPLE, environment_of
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._models_named import model
from depscan.model import Component, How, Scope

_SCOPES = {"development": Scope.DEVELOPMENT, "test": Scope.TEST}
_SECTIONS = {
    "development": Scope.DEVELOPMENT,
    "dev": Scope.DEVELOPMENT,
    "%dev": Scope.DEVELOPMENT,
    "test": Scope.TEST,
    "%test": Scope.TEST,
    "when@dev": Scope.DEVELOPMENT,
    "when@test": Scope.TEST,
}
"""Sections at the top that hold settings of one environment, as Rails, Quarkus and Symfony have them."""
_MODELS = frozenset(
    {"model", "model_name_or_path", "model_id", "modelid", "modelname", "model_name", "llm_model", "embedding_model",
     "embeddings_model", "base_model", "weak-model", "editor-model", "deployment_name"}
)  # fmt: skip
_SERVED_AT = ("api_base", "apibase", "base_url", "baseurl", "endpoint", "api_url", "url")
_PROVIDERS = ("custom_llm_provider", "provider", "llm_provider")
_DEPTH = 60


def circumstances(path: str) -> tuple[Scope, How]:
    """Return when what a file configures is needed, and how sure it is, by the environment that its path names."""
    environment = environment_of(path)
    how = How.REFERENCED if environment in (EXAMPLE, "test") else How.CONFIGURED
    return _SCOPES.get(environment or "", Scope.RUNTIME), how


def from_document(source: SourceFile, document: Any, *, scope: Scope, how: How) -> Iterator[Component]:
    """Yield what the settings of a document tell.

    Args:
        source: the file.
        document: of ``Map`` and ``Seq``, aliases and all; each is walked once.
        scope: when what it configures is needed, where no section says otherwise.
        how: CONFIGURED for what is in use, REFERENCED for examples.
    """
    scope = _profile(document) or scope
    for setting in _settings.flattened(document):
        own = _SECTIONS.get(setting.key.partition(".")[0], scope)
        yield from _settings.from_setting(source, setting, models=False, scope=own, how=how)
    yield from _models(source, document, scope)


def _profile(document: Any) -> Scope | None:
    """Return the scope that a document of Spring is for, which a file may have several of."""
    spring = document.get("spring") if isinstance(document, dict) else None
    place = spring if isinstance(spring, dict) else {}
    for key in ("config", "activate"):
        inner = place.get(key)
        place = inner if isinstance(inner, dict) else {}
    profile = place.get("on-profile") or (spring.get("profiles") if isinstance(spring, dict) else None)
    return _SCOPES.get(environment_of(f"application-{profile}.yml") or "") if isinstance(profile, str) else None


def _models(source: SourceFile, document: Any, scope: Scope) -> Iterator[Component]:
    """Yield models with who serves them, which the settings beside tell."""
    seen: set[int] = set()
    stack: list[tuple[Any, int, str]] = [(document, 0, "")]
    while stack:
        item, depth, within = stack.pop()
        if not isinstance(item, dict | list) or id(item) in seen or depth > _DEPTH:
            continue
        seen.add(id(item))
        if isinstance(item, dict):
            yield from _models_of(source, item, scope, within)
            inside = [(value, depth + 1, _provider(key) or within) for key, value in item.items()]
        else:
            inside = [(value, depth + 1, within) for value in item]
        stack.extend(reversed(inside))


def _provider(section: str) -> str:
    """Return who a section is about, where that is more telling than the names of its models: ``ai.azure.openai``."""
    return section if section in ("azure", "bedrock", "vertex_ai") else ""


def _models_of(source: SourceFile, item: dict[str, Any], scope: Scope, within: str) -> Iterator[Component]:
    lowered = {key.lower(): key for key in item}
    if _MODELS.isdisjoint(lowered):
        return
    if "litellm_params" in lowered:  # beside them stands what the model is called here
        return
    beside = {name: value for name, key in lowered.items() if isinstance(value := item[key], str)}
    served_at = next((beside[name] for name in _SERVED_AT if name in beside), None)
    provider = next((beside[name] for name in _PROVIDERS if name in beside), within)
    lines = getattr(item, "lines", {})
    named = sorted(_MODELS & beside.keys())
    for name in ["model"] if "model" in named else named:
        yield from model(
            source,
            beside[name],
            lines.get(lowered[name]),
            served_at=served_at,
            provider=provider,
            scope=scope,
        )

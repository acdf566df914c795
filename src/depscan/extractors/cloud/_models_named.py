"""Models by their names in settings: who serves one is told by the address beside it, or by what stands before it.

``azure/gpt-4o`` is a model at Azure, ``gpt-4o`` with another ``api_base`` beside it one at whoever is behind that host.
"""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import SourceFile
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import address, lazy

_MODEL = lazy.pattern(r"[A-Za-z0-9][\w.:/@-]{1,119}")
_HOSTS = {
    "ai21": "api.ai21.com", "anthropic": "api.anthropic.com", "azure": "openai.azure.com",
    "azure_ai": "services.ai.azure.com", "bedrock": "bedrock-runtime.amazonaws.com",
    "cerebras": "api.cerebras.ai", "cohere": "api.cohere.com", "cohere_chat": "api.cohere.com",
    "dashscope": "dashscope.aliyuncs.com", "databricks": "cloud.databricks.com", "deepseek": "api.deepseek.com",
    "fireworks_ai": "api.fireworks.ai", "gemini": "generativelanguage.googleapis.com", "groq": "api.groq.com",
    "huggingface": "router.huggingface.co", "mistral": "api.mistral.ai", "nebius": "api.studio.nebius.com",
    "openai": "api.openai.com", "openrouter": "openrouter.ai", "perplexity": "api.perplexity.ai",
    "replicate": "api.replicate.com", "sagemaker": "runtime.sagemaker.amazonaws.com",
    "together_ai": "api.together.xyz", "vertex_ai": "aiplatform.googleapis.com", "voyage": "api.voyageai.com",
    "xai": "api.x.ai",
}  # fmt: skip
"""What LiteLLM, Aider and others put before the name of a model, and where such a model is asked."""
_OWN = frozenset({"ollama", "ollama_chat", "hosted_vllm", "vllm", "lm_studio", "llamafile", "local", "xinference"})
"""Servers that one runs: the model is what counts."""


def model(
    source: SourceFile,
    name: str,
    line: int | None,
    *,
    served_at: str | None = None,
    provider: str | None = None,
    scope: Scope = Scope.RUNTIME,
    how: How = How.REFERENCED,
) -> Iterator[Component]:
    """Yield a model, if that is what a name may be.

    Args:
        source: the file that names it.
        name: as written, with or without the provider before it.
        line: where.
        served_at: the address of the server that is asked for it.
        provider: who is asked for it, where that stands beside it.
        scope: when it is needed.
        how: REFERENCED, unless it is plain that this is a model.
    """
    name = name.strip()
    if not _MODEL.fullmatch(name) or name.isdigit():
        return
    before, slash, rest = name.partition("/")
    endpoint = _host(served_at)
    known = before if slash and (before in _HOSTS or before in _OWN) else (provider or "").lower().replace("-", "_")
    if slash and known == before and rest:
        name = rest
    if endpoint is None and known in _HOSTS:
        endpoint = _HOSTS[known]
    yield Component(
        kind=Kind.MODEL,
        name=name,
        scope=scope,
        direct=True,
        endpoint=endpoint,
        evidence=source.seen(line, how=how),
    )


def _host(served_at: str | None) -> str | None:
    found = address.addresses(served_at) or address.bare_hosts(served_at) if served_at else []
    return found[0].host if found else None

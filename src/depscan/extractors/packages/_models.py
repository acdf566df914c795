"""What files of AI models share: who a model is by its folder and the settings beside it, and as a component."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from depscan import purl
from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import repository
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import json, lazy

HUB = ("huggingface.co", "hf.co")
# https://huggingface.co/docs/huggingface_hub/package_reference/utilities#huggingface_hub.utils.validate_repo_id
_REPOSITORY = lazy.pattern(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_PLAIN = lazy.pattern(r"[A-Za-z0-9][\w.-]{0,95}")
_CACHED = lazy.pattern(r"(?:^|/)models--([A-Za-z0-9][\w.-]*?)--([A-Za-z0-9][\w.-]*+)/snapshots/([0-9a-f]{40})/")
_LICENCES = {"apache-2.0": "Apache-2.0", "mit": "MIT", "bsd-3-clause": "BSD-3-Clause", "gpl-3.0": "GPL-3.0-only"}
SHARD = lazy.pattern(r"-(\d{5})-of-\d{5}$")
"""The part of several that a file is, at the end of its name."""
_SETTINGS = ("config.json", "model_index.json")
_GENERIC = ("model", "pytorch_model", "adapter_model", "diffusion_pytorch_model", "checkpoint", "ggml-model")


class Identity(NamedTuple):
    """Who a model is."""

    name: str
    """``owner/name`` on the hub where that is known."""
    version: str | None = None
    """The commit on the hub."""
    guessed: bool = False
    """Put together from what people call it: good to be known by, no address."""


def component(
    source: SourceFile,
    identity: Identity,
    *,
    how: How,
    line: int | None = None,
    supplier: str | None = None,
    facts: Iterable[tuple[str, str | None]] = (),
) -> Component:
    """Return a model as a component; with a package URL where it is one of the hub."""
    namespace, _, name = identity.name.partition("/")
    at_hub = not identity.guessed and _REPOSITORY.fullmatch(identity.name) is not None
    return Component(
        kind=Kind.MODEL,
        name=identity.name,
        version=identity.version,
        purl=purl.make("huggingface", namespace, name, identity.version) if at_hub else None,
        scope=Scope.RUNTIME,
        direct=True,
        supplier=supplier or None,
        facts=tuple(sorted((key, value) for key, value in facts if value)),
        evidence=source.seen(line, how=how),
    )


def of_address(address: object) -> str | None:
    """Return ``owner/name`` of an address on the hub, or such a name itself."""
    if not isinstance(address, str):
        return None
    if _REPOSITORY.fullmatch(address):
        return address
    where = repository(address) or repository(f"https://{address}") or ""
    host, _, path = where.partition("/")
    name = "/".join(path.split("/")[:2])
    return name if host in HUB and _REPOSITORY.fullmatch(name) else None


def of_settings(document: dict[str, Any]) -> str | None:
    """Return the name that a model's settings remember it was loaded by; None for a folder."""
    name = document.get("_name_or_path")
    if not isinstance(name, str) or name.startswith((".", "/", "~")):
        return None
    return name if _REPOSITORY.fullmatch(name) or _PLAIN.fullmatch(name) else None


def by_place(source: SourceFile) -> Identity | None:
    """Return who the model is by the hub's cache folder that it lies in, or by the settings beside it."""
    cached = _CACHED.search(source.path)
    if cached:
        return Identity(f"{cached[1]}/{cached[2]}", cached[3])
    for name in _SETTINGS:
        document = _read(source, name)
        known = of_settings(document) if document else None
        if known:
            return Identity(known)
    return None


def by_file(source: SourceFile, ending: str) -> Identity:
    """Return who the model is by the file's name, or its folder's if the former says nothing."""
    stem = SHARD.sub("", source.name.removesuffix(ending))
    folder = source.folder.rpartition("/")[2]
    generic = stem.lower().startswith(_GENERIC)
    return Identity(folder if generic and folder else stem)


def licence(text: object) -> str | None:
    """Return a licence as SPDX writes it, as far as the hub's spelling is known."""
    return _LICENCES.get(text.lower(), text) if isinstance(text, str) else None


def _read(source: SourceFile, name: str) -> dict[str, Any] | None:
    if source.name == name:
        return None
    file = source.sibling(name)
    try:
        document = json.read_any(file.bytes()) if file else None
    except ParseError:
        return None  # the file has its own extractor, which reports this
    return document if isinstance(document, dict) else None

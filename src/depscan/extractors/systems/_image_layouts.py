"""What describes images in an archive or a folder: of ``docker save``, and OCI's layout.

https://github.com/moby/docker-image-spec, https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from depscan.errors import ParseError
from depscan.syntax.json import read_any

DOCKER, OCI, OCI_MARK = "manifest.json", "index.json", "oci-layout"
_MOST_LAYERS = 1000
_MOST_MANIFESTS = 1000
_DEEPEST = 3
"""Lists of lists of images."""
_FULL_NAME = "io.containerd.image.name"
_NAME = "org.opencontainers.image.ref.name"
_BASE = "org.opencontainers.image.base.name"
_ATTACHED = "vnd.docker.reference.type"
_PREFERRED = "linux/amd64"

Read = Callable[[str], bytes | None]


class Image(Struct, frozen=True, kw_only=True):
    """One image, by what describes it."""

    references: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    """Names of files, the lowest first."""
    config: str | None = None
    base: str | None = None
    """Reference of the image that it is made from, if it is told."""
    platform: str | None = None


class Layout(Struct, frozen=True):
    """The images of an archive or a folder."""

    images: tuple[Image, ...] = ()
    left_out: tuple[str, ...] = ()
    """Platforms of the images that are there for other machines."""


def docker_layout(data: bytes) -> Layout:
    """Return what ``manifest.json`` describes; nothing if it describes something else.

    Raises:
        ParseError: not JSON.
    """
    images = []
    for entry in _dicts(read_any(data))[:_MOST_MANIFESTS]:
        layers = _strings(entry.get("Layers"))
        if layers or isinstance(entry.get("Config"), str):
            config = _string(entry.get("Config"))
            images.append(Image(references=tuple(_strings(entry.get("RepoTags"))), layers=tuple(layers), config=config))
    return Layout(tuple(images))


def oci_layout(data: bytes, read: Read) -> Layout:
    """Return what ``index.json`` describes; of an image for several machines only the one for most.

    Raises:
        ParseError: not JSON.
    """
    left_out: set[str] = set()
    images = tuple(_images(read_any(data), read, left_out))
    return Layout(images, tuple(sorted(left_out)))


def base_of(image: Image, read: Read) -> str | None:
    """Return the reference of the image that it is made from, if manifest or configuration tell."""
    if image.base or not image.config:
        return image.base
    config = _document(image.config, read)
    inner = config.get("config")
    labels = inner.get("Labels") if isinstance(inner, dict) else None
    return _string(labels.get(_BASE)) if isinstance(labels, dict) else None


def _images(index: Any, read: Read, left_out: set[str]) -> Iterator[Image]:
    stack = [(descriptor, 0) for descriptor in reversed(_chosen(index, left_out))]
    seen = 0
    while stack and seen < _MOST_MANIFESTS:
        seen += 1
        descriptor, depth = stack.pop()
        path = _blob(descriptor)
        manifest = _document(path, read) if path else {}
        notes = descriptor.get("annotations")
        notes = notes if isinstance(notes, dict) else {}
        if "manifests" in manifest:
            if depth < _DEEPEST:
                below = _chosen(manifest, left_out)
                stack += [({**inner, "annotations": notes}, depth + 1) for inner in reversed(below)]
            continue
        layers = [path for layer in _dicts(manifest.get("layers")) if (path := _blob(layer))]
        own_notes = manifest.get("annotations")
        config = manifest.get("config")
        yield Image(
            references=_references(notes),
            layers=tuple(layers[:_MOST_LAYERS]),
            config=_blob(config) if isinstance(config, dict) else None,
            base=_string(own_notes.get(_BASE)) if isinstance(own_notes, dict) else None,
            platform=_platform(descriptor),
        )


def _chosen(index: Any, left_out: set[str]) -> list[dict[str, Any]]:
    """Return the descriptors that are images, of one platform where the same one is there for several."""
    found = _dicts(index.get("manifests")) if isinstance(index, dict) else []
    found = [d for d in found if not (isinstance(d.get("annotations"), dict) and _ATTACHED in d["annotations"])]
    platforms = [_platform(descriptor) for descriptor in found]
    if len(found) < 2 or None in platforms or len(set(platforms)) < 2:
        return found[:_MOST_MANIFESTS]
    best = _PREFERRED if _PREFERRED in platforms else platforms[0]
    left_out.update(str(platform) for platform in platforms if platform != best)
    return [descriptor for descriptor, platform in zip(found, platforms, strict=True) if platform == best]


def _platform(descriptor: dict[str, Any]) -> str | None:
    platform = descriptor.get("platform")
    if not isinstance(platform, dict):
        return None
    parts = [platform.get(key) for key in ("os", "architecture", "variant")]
    return "/".join(part for part in parts if isinstance(part, str) and part)[:100] or None


def _references(notes: dict[str, Any]) -> tuple[str, ...]:
    """Return the full name, or what is more than a tag."""
    for key in (_FULL_NAME, _NAME):
        name = _string(notes.get(key))
        if name and ("/" in name or ":" in name):
            return (name,)
    return ()


def _blob(descriptor: dict[str, Any]) -> str | None:
    algorithm, colon, digest = (_string(descriptor.get("digest")) or "").partition(":")
    if not colon or not algorithm.isalnum() or not digest.isalnum() or len(digest) > 200:
        return None
    return f"blobs/{algorithm}/{digest}"


def _document(path: str, read: Read) -> dict[str, Any]:
    try:
        data = read(path)
        document = read_any(data) if data else None
    except ParseError:
        return {}
    return document if isinstance(document, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)][:_MOST_LAYERS] if isinstance(value, list) else []


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None

"""Where Terraform modules come from: https://developer.hashicorp.com/terraform/language/modules/sources."""

from __future__ import annotations

from typing import NamedTuple

from depscan.extractors.cloud._terraform_values import DEFAULT_HOST
from depscan.extractors.packages._origins import host, repository
from depscan.syntax import lazy

_LOCAL = ("./", "../", "/", ".\\", "..\\", "~")
_PART = lazy.pattern(r"[0-9A-Za-z][0-9A-Za-z_-]*+")
_HOST = lazy.pattern(r"[0-9A-Za-z-]++(?:\.[0-9A-Za-z-]++)++(?::\d{1,5})?")
_FORGES = {"github.com": "github", "bitbucket.org": "bitbucket", "gitlab.com": ""}
_REF = lazy.pattern(r"[?&]ref=([^&\s]++)")
_VERSION = lazy.pattern(r"[?&]version=([^&\s]++)")
_GIT = lazy.pattern(r"^[\w.-]++@[\w.-]++:|\.git\Z")
_CUSTOM = lazy.pattern(r"(?:terraform|tf|tofu|opentofu)-([a-zA-Z0-9]++)-([\w.-]++)")
_GETTER = lazy.pattern(r"(git|hg|s3|gcs|oci)(?:::|(?=://))")


class ModuleSource(NamedTuple):
    """Where a module that is not local comes from."""

    purl_type: str
    """Empty where there is no package URL for it."""
    namespace: str
    name: str
    ref: str | None = None
    repository: str | None = None
    host: str | None = None
    """Where it is downloaded from, if that is not the default registry and no repository."""
    provider: str = ""
    """The provider whose resources it makes, as its address tells by custom: ``aws``."""
    what: str = ""
    """What it makes: ``vpc``."""


def parse(text: str) -> ModuleSource | None:
    """Split a module's source address; None for a module of the same repository.

    Raises:
        ValueError: it is none that Terraform knows.
    """
    text = text.strip()
    if text in (".", "..") or text.startswith(_LOCAL):
        return None
    if text.startswith("tfr://"):
        return _of_terragrunt(text)
    ref = _REF.search(text)
    getter = _GETTER.match(text)
    address = _package(_GETTER.sub("", text, count=1) if getter and text[getter.end() - 1] == ":" else text)
    parts = address.split("/")
    if not getter and "://" not in address:
        found = _registry(parts)
        if found:
            return found
        if parts[0].lower() in _FORGES and len(parts) >= 3:
            return _git("/".join(parts[:3]).removesuffix(".git"), ref[1] if ref else None)
    if (getter and getter[1] in ("git", "hg")) or _GIT.search(address):
        where = repository(address)
        if where:
            return _git(where, ref[1] if ref else None)
    where = host(address) or (parts[0].lower() if _HOST.fullmatch(parts[0]) else None)
    if not where:
        raise ValueError
    path = address.partition("://")[2].partition("/")[2] or "/".join(parts[1:])
    return ModuleSource("", where, path.partition("?")[0].strip("/") or "module", host=where)


def _of_terragrunt(text: str) -> ModuleSource:
    """Split ``tfr://registry.example/terraform-aws-modules/vpc/aws//modules/x?version=1.2.3``, perhaps without host."""
    parts = [part for part in _package(text)[len("tfr://") :].split("/") if part]
    found = _registry(parts)
    version = _VERSION.search(text)
    if found is None:
        raise ValueError
    return found._replace(ref=version[1] if version else None)


def _package(address: str) -> str:
    """Return the address without query and without the folder within the package."""
    address = address.partition("?")[0]
    scheme = address.find("://")
    inner = address.find("//", scheme + 3 if scheme >= 0 else 0)
    return address[:inner] if inner >= 0 else address


def _registry(parts: list[str]) -> ModuleSource | None:
    if len(parts) == 3 and all(map(_PART.fullmatch, parts)):
        namespace = f"{DEFAULT_HOST}/{parts[0]}/{parts[1]}"
        return ModuleSource("terraform", namespace, parts[2], provider=parts[2].lower(), what=parts[1])
    if len(parts) == 4 and _HOST.fullmatch(parts[0]) and all(map(_PART.fullmatch, parts[1:])):
        where = parts[0].lower()
        if where not in _FORGES:
            other = None if where == DEFAULT_HOST else where
            namespace = f"{where}/{parts[1]}/{parts[2]}"
            return ModuleSource("terraform", namespace, parts[3], host=other, provider=parts[3].lower(), what=parts[2])
    return None


def _git(where: str, ref: str | None) -> ModuleSource:
    forge, _, path = where.partition("/")
    namespace, _, name = path.rpartition("/")
    custom = _CUSTOM.fullmatch(name)  # a module of the public registry must be named like this
    return ModuleSource(
        _FORGES.get(forge.lower(), "") if namespace else "",
        namespace,
        name or forge,
        ref,
        repository=where,
        provider=custom[1].lower() if custom else "",
        what=custom[2] if custom else "",
    )

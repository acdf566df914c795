"""Dependency lock files of Terraform and OpenTofu: providers at the versions that were chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud._terraform_values import DEFAULT_HOST, ProviderSource
from depscan.model import Component, How
from depscan.syntax import hcl

_VERSION = re.compile(r"\d++(?:\.\d++)*+(?:[-+][\w.+-]++)?")
_SNIFF = re.compile(rb"^provider[ \t]++\"[\w.:-]++/[\w.-]++/[\w.-]++\"[ \t]*+\{", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the providers; those before and behind an error are kept.

    Raises:
        ParseError: not HCL, as far as it is not, or no lock file.
    """
    root, error = hcl.read(source.text())
    known = False
    for block in root.blocks:
        if block.type != "provider":
            continue
        known = True
        found = ProviderSource.parse(block.labels[0]) if len(block.labels) == 1 else None
        if found is None or found.path == "builtin/terraform":
            if found is None:
                source.warn("incomplete-entry", "a provider whose address is of no known form", line=block.line)
            continue
        version, constraint = block.get("version"), block.get("constraints")
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            source.warn("incomplete-entry", "a provider without a version", line=block.line)
            version = None
        facts = [("registry", found.host)] if found.host != DEFAULT_HOST else []
        if isinstance(constraint, str) and constraint:
            facts.insert(0, ("constraint", constraint))
        namespace, _, name = found.path.partition("/")
        yield source.package(
            "terraform",
            name,
            version,
            namespace=f"{found.host}/{namespace}",
            line=block.line,
            how=How.LOCKED,
            facts=tuple(facts),
        )
    if error:
        raise error
    if not known and (root.blocks or root.attributes):
        raise ParseError("not a dependency lock file of Terraform: no provider in it")


def _sniff(head: bytes) -> bool:
    return bool(_SNIFF.search(head))


EXTRACTOR = Extractor(
    name="terraform-lock",
    ecosystem="terraform",
    patterns=(".terraform.lock.hcl",),
    parse=parse,
    description="providers at their versions, the registries they come from; of Terraform and OpenTofu",
    spec_url="https://developer.hashicorp.com/terraform/language/files/dependency-lock",
    sniff=_sniff,
    may_be_empty=True,
)

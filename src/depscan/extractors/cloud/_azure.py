"""What ARM templates and Bicep files share: resources by type."""

from __future__ import annotations

from depscan.extractors.base import SourceFile
from depscan.model import Component, Facts, How, Kind, Scope
from depscan.syntax import lazy
from depscan.syntax.template import PLACEHOLDER

DEPLOYMENT = "Microsoft.Resources/deployments"
_TYPE = lazy.pattern(r"[A-Za-z][\w-]*+(?:\.[\w-]++)*+(?:/[\w.$*-]++)++")
_RELATIVE = lazy.pattern(r"[\w$*-]++(?:/[\w.$*-]++)*+")
_NAMESPACE = lazy.pattern(r"\bMicrosoft\.\w++")
_REGION = lazy.pattern(r"[A-Za-z][A-Za-z0-9]{2,30}(?: [A-Za-z0-9]{1,20}){0,3}")
_DEFAULT = lazy.pattern(r"\$\{\w{1,80}+=([^{}]{1,60}+)\}")
_NO_PLACE = frozenset({"global"})
_AS_THEY_ARE = frozenset(
    {"a", "aaaa", "caa", "cname", "ds", "mx", "ns", "ptr", "soa", "srv", "txt", "config", "backupConfig",
     "encryptionProtector", "routingIntent", "signalR", "webPubSub", "redisEnterprise"}
)  # fmt: skip
"""Names of types that have no plural."""
_LONGEST_NAME = 120


def joined(parent: str | None, type_: str, name: str = "") -> str | None:
    """Return the whole type of a resource; None if it is not one.

    Args:
        parent: type of the resource that it is nested in.
        type_: as written, of a nested one without its parent's type.
        name: as written; of an extension (``…/providers/locks``) it tells the namespace.
    """
    type_ = type_.partition("@")[0].strip().strip("/")
    if "/providers/" in type_ or type_.startswith("providers/"):
        rest = type_.rpartition("providers/")[2]
        namespace = _NAMESPACE.search(name)
        type_ = rest if "." in rest.partition("/")[0] else f"{namespace[0]}/{rest}" if namespace else type_
    if _TYPE.fullmatch(type_) and ("." in type_.partition("/")[0] or not parent):
        return type_
    if parent and _RELATIVE.fullmatch(type_):
        return f"{parent}/{type_}"
    return None


def resource(
    source: SourceFile,
    type_: str,
    name: str,
    line: int | None,
    *,
    region: str | None = None,
    facts: Facts = (),
) -> Component:
    """Return a resource of a whole type; ``name`` is its logical name, or its name as an expression."""
    group = type_.partition("/")[0]
    known = f"kubernetes:{group}" if group == group.lower() and not group.startswith("microsoft.") else type_
    logical = "" if PLACEHOLDER in name else name[:_LONGEST_NAME]
    return Component(
        kind=Kind.RESOURCE,
        name=f"{type_} {logical}".strip(),
        scope=Scope.RUNTIME,
        region=region,
        facts=tuple(sorted((("type", known), *facts))),
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def is_of_kubernetes(type_: str) -> bool:
    """Tell whether a type is one of Kubernetes' own (``apps/Deployment``), of a cluster described elsewhere."""
    return "." not in type_.partition("/")[0]


def region(value: object) -> str | None:
    """Return the literal name of a region: ``westeurope``, ``${AZURE_LOCATION=westeurope}``; ``global`` is none."""
    if not isinstance(value, str):
        return None
    given = _DEFAULT.fullmatch(value)
    place = given[1] if given else value
    return place if _REGION.fullmatch(place) and place.lower() not in _NO_PLACE else None


def verified_type(provider: str, path: list[str]) -> str:
    """Return the type that an Azure Verified Module deploys: ``storage``, ``storage-account`` → its resource type."""
    words = "".join(part.capitalize() for part in provider.split("-"))
    names = [name for name in path if name not in ("mg-scope", "rg-scope", "sub-scope")]
    plurals = [plural(_camel(name)) for name in names]
    if (provider, names[:1]) == ("api-management", ["service"]):
        plurals[0] = "service"
    return "/".join([f"Microsoft.{words}", *plurals])


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def plural(name: str) -> str:
    """Return the plural of the name of a type, as types of Azure have it."""
    if name in _AS_THEY_ARE or (name.endswith("s") and not name.endswith("ss")):
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("ss", "x", "ch")) else f"{name}s"

"""What single kinds of Kubernetes objects tell beyond their containers: drivers, providers, regions, issuers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _config_maps
from depscan.extractors.cloud._manifests import Object, inside, items, mapping, text
from depscan.extractors.cloud._workloads import VOLUMES, known_as, provider, region_of
from depscan.model import PERHAPS_OWN, Component, Facts, How, Kind, Scope
from depscan.syntax import address, yaml

Reader = Callable[[SourceFile, Object, Scope], Iterator[Component]]
INFRASTRUCTURE = "infrastructure.cluster.x-k8s.io"
_REGION_KEYS = ("region", "location", "regionName", "zone", "aws_region", "dataCenter", "datacenter")
_REGION_PLACES = (
    ("spec", "forProvider"), ("spec",), ("metadata",), ("spec", "aws"), ("spec", "initProvider"),
    ("spec", "location"), ("spec", "cloud"), ("spec", "config"),
)  # fmt: skip
_OF_DNS = frozenset({"selector", "cnameStrategy"})
_STORE_HOSTS = {"gitlab": "url", "bitwardensecretsmanager": "apiURL", "infisical": "hostAPI", "pulumi": "apiUrl"}
"""Where stores of secrets that one may run oneself tell their host."""
_BUILT_IN = frozenset(
    f"{name}.k8s.io"
    for name in (
        "admissionregistration", "apiextensions", "apiregistration", "audit", "authentication", "authorization",
        "certificates", "coordination", "discovery", "events", "flowcontrol.apiserver", "internal.apiserver",
        "networking", "node", "rbac.authorization", "resource", "scheduling", "storage", "storagemigration",
        "gateway.networking", "metrics", "snapshot.storage", "kubeadm", "kubelet.config", "kubeproxy.config",
        "apiserver.config", "config", "kubescheduler.config", "client.authentication", "policy.networking",
    )
)  # fmt: skip
"""Groups that say nothing but that it is Kubernetes."""


def region(found: Object) -> str | None:
    """Return the region that an object is to lie in, where it tells."""
    noted = found.metadata.get("annotations")
    for key in ("services.k8s.aws/region", "cnrm.cloud.google.com/region"):
        if told := text(inside(noted, key)):
            return told
    for path in _REGION_PLACES:
        place = inside(found.body, *path)
        if isinstance(place, yaml.Map):
            for key in _REGION_KEYS:
                told = text(place.get(key))
                if told and len(told) < 60:
                    return told
    return None


def resource(
    source: SourceFile,
    found: Object,
    type_: str,
    *,
    scope: Scope,
    where: str | None = None,
    perhaps: bool = False,
    label: str = "",
) -> Component:
    """Return an object as a resource, known by its API group, by its driver or by its controller."""
    facts: Facts = (("type", f"kubernetes:{type_}"),)
    return Component(
        kind=Kind.RESOURCE,
        name=f"{label or found.kind} {found.name}".strip(),
        scope=scope,
        region=where,
        facts=((PERHAPS_OWN, "true"), *facts) if perhaps else facts,
        evidence=source.seen(found.line, how=How.CONFIGURED),
    )


# ---------------------------------------------------------------------------------- what Kubernetes itself defines


def _storage_class(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    driver = text(found.body.get("provisioner")) or text(found.body.get("driver"))
    if driver:
        where = region_of(found.body.get("allowedTopologies"))
        perhaps = driver.startswith(("kubernetes.io/", "k8s.io/"))
        yield resource(source, found, driver, scope=scope, where=where, perhaps=perhaps)


def _driver(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    if found.name:
        yield resource(source, found, found.name, scope=scope)


def _volume(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    where = region_of(found.spec.get("nodeAffinity"))
    driver = text(inside(found.spec, "csi", "driver"))
    driver = driver or next((name for key, name in VOLUMES.items() if key in found.spec), "")
    if driver:
        yield resource(source, found, driver, scope=scope, where=where)


def _ingress_class(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    if controller := text(found.spec.get("controller")) or text(found.spec.get("controllerName")):
        yield resource(source, found, controller, scope=scope, perhaps=True)


def _service(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    line = found.spec.lines.get("externalName")
    for place in address.bare_hosts(text(found.spec.get("externalName"))):
        yield Component(
            kind=Kind.ENDPOINT,
            name=place.host,
            scope=scope,
            direct=True,
            facts=((PERHAPS_OWN, "true"), ("setting", "EXTERNAL_NAME")),
            evidence=source.seen(line, how=How.CONFIGURED),
        )
    if class_ := text(found.spec.get("loadBalancerClass")):
        yield from known_as(source, class_, found.spec.lines.get("loadBalancerClass"), scope)


def _config_map(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    yield from _config_maps.config_map(source, found.body.get("data"), scope)


def _secret(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    yield from _config_maps.secret(source, found.body, scope)


def _definition(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    if group := text(found.spec.get("group")):
        yield resource(source, found, group, scope=scope, perhaps=True)


# ------------------------------------------------------------------------------------------------- custom resources


def _secret_store(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """External Secrets: where secrets are fetched from."""
    stores = found.spec.get("provider")
    for name, settings in stores.items() if isinstance(stores, yaml.Map) else ():
        service = text(inside(settings, "service")).lower()
        where = text(inside(settings, "region")) or text(inside(settings, "location"))
        hosts = address.addresses(text(inside(settings, _STORE_HOSTS.get(name, "url"))))
        yield from provider(
            source,
            "external-secrets",
            f"{name}-{service}" if service else name,
            line=mapping(stores).lines.get(name),
            scope=scope,
            region=where,
            endpoint=hosts[0].host if hosts and name in _STORE_HOSTS else None,
        )


def _secret_class(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """The Secrets Store CSI driver."""
    line = found.spec.lines.get("provider")
    where = text(inside(found.spec, "parameters", "region"))
    yield from provider(source, "secrets-store", text(found.spec.get("provider")), line=line, scope=scope, region=where)


def _issuer(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """cert-manager: whose DNS is written to; the host of the authority is a setting."""
    for solver in items(inside(found.spec, "acme", "solvers")):
        challenge = mapping(solver.get("dns01"))
        for name, settings in challenge.items():
            if name in _OF_DNS:
                continue
            solver_name = text(inside(settings, "solverName")).partition("-")[0] if name == "webhook" else name
            where = text(inside(settings, "region"))
            line = challenge.lines.get(name)
            yield from provider(source, "cert-manager", solver_name, line=line, scope=scope, region=where)
    for authority in ("venafi",):
        if authority in found.spec:
            yield from provider(source, "cert-manager", authority, line=found.spec.lines.get(authority), scope=scope)


def _location(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """Velero: where backups are kept."""
    config = mapping(found.spec.get("config"))
    line = found.spec.lines.get("provider")
    hosts = address.addresses(text(config.get("s3Url")))
    yield from provider(
        source,
        "velero",
        text(found.spec.get("provider")),
        line=line,
        scope=scope,
        region=text(config.get("region")),
        endpoint=hosts[0].host if hosts else None,
    )


def _shoot(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """Gardener: a cluster of some provider's."""
    name = text(inside(found.spec, "provider", "type"))
    line = mapping(found.spec.get("provider")).lines.get("type", found.line)
    yield from provider(source, "gardener", name, line=line, scope=scope, region=text(found.spec.get("region")))


def _kops(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    cloud = found.spec.get("cloudProvider")
    name = text(cloud) or next(iter(mapping(cloud)), "")
    zone = next((text(subnet.get("zone")) for subnet in items(found.spec.get("subnets"))), "")
    where = text(inside(next(items(found.spec.get("subnets")), None), "region")) or zone
    line = found.spec.lines.get("cloudProvider")
    yield from provider(source, "kops", name, line=line, scope=scope, region=where)


def _dns_endpoint(source: SourceFile, found: Object, scope: Scope) -> Iterator[Component]:
    """ExternalDNS as an object of its operator."""
    kind = text(inside(found.spec, "provider", "type"))
    line = mapping(found.spec.get("provider")).lines.get("type")
    yield from provider(source, "external-dns", kind, line=line, scope=scope)


_NATIVE: dict[str, Reader] = {
    "StorageClass": _storage_class,
    "VolumeSnapshotClass": _storage_class,
    "VolumeAttributesClass": _storage_class,
    "CSIDriver": _driver,
    "PersistentVolume": _volume,
    "IngressClass": _ingress_class,
    "GatewayClass": _ingress_class,
    "Service": _service,
    "ConfigMap": _config_map,
    "Secret": _secret,
    "CustomResourceDefinition": _definition,
}
_CUSTOM: dict[tuple[str, str], Reader] = {
    ("external-secrets.io", "SecretStore"): _secret_store,
    ("external-secrets.io", "ClusterSecretStore"): _secret_store,
    ("secrets-store.csi.x-k8s.io", "SecretProviderClass"): _secret_class,
    ("cert-manager.io", "Issuer"): _issuer,
    ("cert-manager.io", "ClusterIssuer"): _issuer,
    ("velero.io", "BackupStorageLocation"): _location,
    ("velero.io", "VolumeSnapshotLocation"): _location,
    ("core.gardener.cloud", "Shoot"): _shoot,
    ("kops.k8s.io", "Cluster"): _kops,
    ("externaldns.olm.openshift.io", "ExternalDNS"): _dns_endpoint,
}


def reader(found: Object) -> Reader | None:
    """Return what reads the rest of an object of this kind; None where its containers are all there is to it."""
    return _CUSTOM.get((found.group, found.kind)) or (_NATIVE.get(found.kind) if is_own(found.group) else None)


def is_own(group: str) -> bool:
    """Tell whether a group is of Kubernetes itself or of its special interest groups."""
    return "." not in group or group.endswith((".k8s.io", ".x-k8s.io")) or group == "k8s.io"


def is_built_in(group: str) -> bool:
    """Tell whether objects of a group are in any cluster, whoever runs it."""
    return "." not in group or group in _BUILT_IN


def type_of(found: Object) -> str:
    """Return what a custom resource is known by: its group; of a cluster's machines the kind tells whose they are."""
    return f"{found.group}/{found.kind}".lower() if found.group == INFRASTRUCTURE else found.group

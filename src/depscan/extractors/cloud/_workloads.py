"""What stands inside objects of Kubernetes and values of charts: images, variables, flags, classes, annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._images import images, parse_reference
from depscan.extractors.cloud._manifests import inside, items, move_down, text
from depscan.extractors.cloud._settings import Setting
from depscan.model import PERHAPS_OWN, Component, How, Kind, Level, Scope
from depscan.syntax import lazy, yaml
from depscan.syntax.template import PLACEHOLDER, is_template, plain

_LEFT_OUT = frozenset(
    {
        "status", "managedFields", "openAPIV3Schema", "caBundle", "labels", "matchLabels", "podLabels", "commonLabels",
        "additionalLabels", "extraLabels", "selector", "podSelector", "namespaceSelector", "stringData", "binaryData",
    }
)  # fmt: skip
"""Keys below which nothing stands that depends on anybody."""
_ENVIRONMENT = frozenset(
    {
        "env", "envs", "envvars", "extraenv", "extraenvs", "extraenvvars", "extraenvironment", "environment",
        "envvariables",
    }
)  # fmt: skip
_EMBEDDED = frozenset({"manifest", "manifests"})
_STORAGE = frozenset({"storageClassName", "storageClass", "storageclass", "storage_class", "storageClasses"})
_INGRESS = frozenset({"ingressClassName", "ingressClass", "className"})
_REGIONS = (
    "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/zone",
)  # fmt: skip
# classes that come with the clusters of a cloud, by the driver behind them
_CLASSES = {
    "gp2": "ebs.csi.aws.com", "gp3": "ebs.csi.aws.com", "gp2-csi": "ebs.csi.aws.com", "gp3-csi": "ebs.csi.aws.com",
    "efs-sc": "efs.csi.aws.com", "standard-rwo": "pd.csi.storage.gke.io", "premium-rwo": "pd.csi.storage.gke.io",
    "managed-csi": "kubernetes.io/azure-disk", "managed-csi-premium": "kubernetes.io/azure-disk",
    "managed-premium": "kubernetes.io/azure-disk", "azurefile": "kubernetes.io/azure-file",
    "azurefile-csi": "kubernetes.io/azure-file", "azurefile-premium": "kubernetes.io/azure-file",
    "azurefile-csi-premium": "kubernetes.io/azure-file", "scw-bssd": "csi.scaleway.com",
    "scw-bssd-retain": "csi.scaleway.com", "sbs-default": "csi.scaleway.com", "sbs-5k": "csi.scaleway.com",
    "sbs-15k": "csi.scaleway.com", "hcloud-volumes": "csi.hetzner.cloud", "exoscale-sbs": "csi.exoscale.com",
    "do-block-storage": "dobs.csi.digitalocean.com", "linode-block-storage": "linodebs.csi.linode.com",
    "linode-block-storage-retain": "linodebs.csi.linode.com", "vultr-block-storage": "block.csi.vultr.com",
    "civo-volume": "csi.civo.com", "bsu": "bsu.csi.outscale.com", "longhorn": "driver.longhorn.io",
    "oci-bv": "blockvolume.csi.oraclecloud.com", "upcloud-block-storage-maxiops": "storage.csi.upcloud.com",
    "filestore-rwx": "filestore.csi.storage.gke.io", "rook-ceph-block": "rook-ceph.rbd.csi.ceph.com",
}  # fmt: skip
# volumes that Kubernetes knew before there were drivers
VOLUMES = {
    "awsElasticBlockStore": "kubernetes.io/aws-ebs", "gcePersistentDisk": "kubernetes.io/gce-pd",
    "azureDisk": "kubernetes.io/azure-disk", "azureFile": "kubernetes.io/azure-file",
    "portworxVolume": "kubernetes.io/portworx-volume",
}  # fmt: skip
_CLASS_ANNOTATIONS = frozenset({"kubernetes.io/ingress.class", "networking.knative.dev/ingress.class"})
_STORAGE_ANNOTATIONS = frozenset({"volume.beta.kubernetes.io/storage-class"})
_PROVISIONER_ANNOTATIONS = frozenset(
    {"volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner"}
)
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".iso", ".qcow2", ".img")
_VARIABLE = lazy.pattern(r"[A-Z][A-Z0-9]*+(?:_[A-Z0-9]++)++")
_CONTAINER = frozenset({"command", "args", "script", "env", "ports", "volumeMounts", "imagePullPolicy", "resources"})
_FLAG = lazy.pattern(r"--?([A-Za-z][\w.-]{1,80}+)(?:=([\s\S]*+))?")
_TOOLS = ("external-dns", "cluster-autoscaler", "velero")
_PROVIDER_FLAGS = frozenset({"provider", "cloud-provider"})
_NOBODYS = frozenset(
    {
        "external", "none", "inmemory", "generic", "kubernetes", "fake", "webhook", "rfc2136", "acmedns", "coredns",
        "pdns", "local", "docker", "clusterapi",
    }
)  # fmt: skip
"""Providers that are programs of one's own."""
_DEPTH = 60


class Reading(NamedTuple):
    """How what stands inside something is to be read."""

    scope: Scope = Scope.RUNTIME
    settings: bool = False
    """Its texts are settings: custom resources and values of charts, not the objects that Kubernetes itself defines."""
    virtual_machines: bool = False
    """Its images are those of machines."""
    registry: str = ""
    """Registry that all images are taken from."""
    built: frozenset[str] = frozenset()
    """Names of images that are built here."""


def components(source: SourceFile, root: Any, reading: Reading, *, line: int | None = None) -> Iterator[Component]:
    """Yield what stands below a value, each object of the document once, however many aliases lead to it."""
    seen: set[int] = set()
    stack: list[tuple[str, Any, int | None, int]] = [("", root, line, 0)]
    while stack:
        key, value, at, depth = stack.pop()
        if not isinstance(value, yaml.Map | yaml.Seq) or id(value) in seen or depth > _DEPTH:
            continue
        seen.add(id(value))
        if isinstance(value, yaml.Map):
            yield from _of_mapping(source, value, key, reading)
            deeper = [
                (f"{key}.{name}"[-200:] if key else name, below, value.lines.get(name, at), depth + 1)
                for name, below in value.items()
                if not _is_read(name, below)
            ]
        else:
            if reading.settings:
                for number, item in enumerate(value):
                    yield from _setting(source, key, item, value.lines[number], reading)
            deeper = [(key, below, value.lines[number], depth + 1) for number, below in enumerate(value)]
        stack.extend(reversed(deeper))


def _is_read(name: str, below: Any) -> bool:
    """Tell whether what stands below a key is read as a whole, or not at all."""
    if name in _LEFT_OUT or name.endswith(("nnotations", "odeSelector")):
        return True
    if name in ("args", "command"):
        return True
    return name.lower() in _ENVIRONMENT and (_is_list_of_variables(below) or _is_map_of_variables(below))


def _embedded(source: SourceFile, content: str, line: int | None, reading: Reading) -> Iterator[Component]:
    """Yield what a manifest tells that stands as a text within another one."""
    try:
        for document in yaml.read_documents(plain(content) if is_template(content) else content):
            if isinstance(document, yaml.Map):
                move_down(document, line or 0)
                custom = "." in text(document.get("apiVersion")).partition("/")[0].removesuffix(".k8s.io")
                yield from components(source, document, reading._replace(settings=custom), line=line)
    except ParseError:
        source.warn("not-followed", "a manifest within a text, which is no YAML by itself", line=line, level=Level.NOTE)


def _of_mapping(source: SourceFile, found: yaml.Map, path: str, reading: Reading) -> Iterator[Component]:
    key = path.rpartition(".")[2]
    if not reading.virtual_machines:
        yield from _images_of(source, found, key, reading)
    yield from _arguments(source, found, reading)
    of_image = ("name", "image", "repository", "registry", "tag") if "repository" in found else ("name", "image")
    for name, value in found.items():
        line = found.lines.get(name)
        if isinstance(value, str):
            if name in _STORAGE:
                yield from storage_class(source, value, line, reading.scope)
            elif (name in _INGRESS and (name != "className" or "ngress" in path)) or (
                name == "driver" and key == "csi"
            ):
                yield from known_as(source, value, line, reading.scope)
            elif name in _EMBEDDED and "\n" in value:
                yield from _embedded(source, value, line, reading)
            elif reading.settings and name not in of_image:
                yield from _setting(source, f"{path}.{name}" if path else name, value, line, reading)
        elif name.endswith("nnotations") and isinstance(value, yaml.Map):
            yield from of_annotations(source, value, reading.scope)
        elif name.endswith("odeSelector") and isinstance(value, yaml.Map):
            pairs = [(label, text(wanted), value.lines.get(label)) for label, wanted in value.items()]
            yield from _nodes(source, pairs, reading.scope)
        elif name in VOLUMES and isinstance(value, yaml.Map) and "name" in found:
            yield from known_as(source, VOLUMES[name], line, reading.scope)
        elif name in ("matchExpressions", "requirements", "matchLabelExpressions"):
            wanted = [(text(item.get("key")), _first(item.get("values")), item.line) for item in items(value)]
            yield from _nodes(source, wanted, reading.scope)
        elif name.lower() in _ENVIRONMENT:
            yield from _variables(source, value, reading.scope)


# ------------------------------------------------------------------------------------------------------------ images


def _images_of(source: SourceFile, found: yaml.Map, key: str, reading: Reading) -> Iterator[Component]:
    image = found.get("image")
    if isinstance(image, str) and image:
        if "name" in found or (reading.settings and (_is_plausible(image) or found.keys() & _CONTAINER)):
            yield from _image(source, image, found, found.lines.get("image"), reading)
    elif reading.settings:
        yield from _shaped(source, found, key, reading)
    if not reading.settings:
        return
    for name, value in found.items():
        if name.endswith(("Image", "_image", "imageName", "ImageName")) and isinstance(value, str):
            if _is_plausible(value):
                yield from _image(source, value, yaml.Map(0), found.lines.get(name), reading)


def _image(
    source: SourceFile, reference: str, beside: yaml.Map, line: int | None, reading: Reading
) -> Iterator[Component]:
    reference = reference.strip()
    known = parse_reference(reference)
    if (known is None and (PLACEHOLDER in reference or reading.settings)) or (known and known.name in reading.built):
        return
    if "@" not in reference and ":" not in reference.rpartition("/")[2]:
        tag = next((text(beside.get(key)) for key in ("tag", "imageTag", "imageVersion") if beside.get(key)), "")
        if tag and parse_reference(f"{reference}:{tag}"):
            reference = f"{reference}:{tag}"
    yield from images(source, reference, line=line, scope=reading.scope)


def _shaped(source: SourceFile, found: yaml.Map, key: str, reading: Reading) -> Iterator[Component]:
    """Yield the image of a mapping such as ``image: {registry: …, repository: …, tag: …}``."""
    repository = found.get("repository")
    at = "repository"
    is_image = key.lower().endswith("image")
    if not isinstance(repository, str) or not repository:
        repository, at = found.get("name"), "name"
        if not is_image or "tag" not in found:
            return
    if not isinstance(repository, str) or not (is_image or {"tag", "pullPolicy", "registry", "digest"} & found.keys()):
        return
    if "://" in repository or PLACEHOLDER in repository or not repository:
        return
    registry = reading.registry or text(found.get("registry")).rstrip("/")
    if registry and not repository.startswith(f"{registry}/"):
        repository = f"{registry}/{repository}"
    tag, digest = text(found.get("tag")), text(found.get("digest"))
    name, _, beside = tag.partition("@")
    reference = repository + (f":{name}" if name else "") + (f"@{digest or beside}" if digest or beside else "")
    if parse_reference(reference):
        yield from images(source, reference, line=found.lines.get(at), scope=reading.scope)


def _is_plausible(reference: str) -> bool:
    """Tell whether a text is an image and no picture, no path and no mere word."""
    reference = reference.strip()
    if "://" in reference or reference.startswith((".", "/")) or reference.lower().endswith(_PICTURES):
        return False
    return ("/" in reference or ":" in reference) and parse_reference(reference) is not None


# ----------------------------------------------------------------------------------------------- variables and flags


def _is_list_of_variables(value: Any) -> bool:
    return isinstance(value, yaml.Seq) and any(isinstance(item.get("name"), str) for item in items(value))


def _is_map_of_variables(value: Any) -> bool:
    return isinstance(value, yaml.Map) and any(_VARIABLE.fullmatch(name) for name in value)


def _variables(source: SourceFile, value: Any, scope: Scope) -> Iterator[Component]:
    """Yield what environment variables tell, of a list of names and values, or of a mapping."""
    found: list[Setting] = []
    if _is_list_of_variables(value):
        for item in items(value):
            if name := text(item.get("name")):
                found.append(Setting(name, _given(item.get("value")), item.lines.get("name")))
    elif _is_map_of_variables(value):
        for name, item in value.items():
            given = inside(item, "value") if isinstance(item, yaml.Map) else item
            found.append(Setting(name, _given(given), value.lines.get(name)))
    yield from _settings.from_settings(source, found, variable=True, scope=scope)


def _arguments(source: SourceFile, found: yaml.Map, reading: Reading) -> Iterator[Component]:
    """Yield what flags of a program tell: hosts, and the cloud that some programs of a cluster work with."""
    for key in ("command", "args"):
        held = found.get(key)
        if not isinstance(held, yaml.Seq):
            continue
        for number, item in enumerate(held):
            match = _FLAG.fullmatch(item) if isinstance(item, str) and len(item) < 2_000 else None
            if match is None:
                continue
            value, line = match[2], held.lines[number]
            if value is None and number + 1 < len(held) and isinstance(held[number + 1], str):
                value = "" if held[number + 1].startswith("-") else held[number + 1]
            yield from _settings.from_setting(source, Setting(match[1], value or "", line), scope=reading.scope)
            if value and match[1] in _PROVIDER_FLAGS:
                tool = _tool(f"{found.get('name')} {found.get('image')} {held[0]}")
                yield from provider(source, tool, value, line=line, scope=reading.scope)


def _tool(description: str) -> str:
    return next((tool for tool in _TOOLS if tool in description), "")


def _setting(source: SourceFile, key: str, value: Any, line: int | None, reading: Reading) -> Iterator[Component]:
    if isinstance(value, str) and PLACEHOLDER not in value and len(value) < 4_000:
        last = key.rpartition(".")[2]
        variable = _VARIABLE.fullmatch(last) is not None
        setting = Setting(last if variable else key, value, line)
        yield from _settings.from_setting(source, setting, variable=variable, scope=reading.scope)


def _given(value: Any) -> str:
    return value if isinstance(value, str) and PLACEHOLDER not in value else ""


# ------------------------------------------------------------------------------------- classes, drivers, annotations


def known_as(
    source: SourceFile,
    name: str,
    line: int | None,
    scope: Scope,
    *,
    region: str | None = None,
    how: How = How.CONFIGURED,
) -> Iterator[Component]:
    """Yield what a name of Kubernetes stands for (class, driver, annotation), which counts where it is known."""
    name = name.strip()
    if name and PLACEHOLDER not in name and len(name) < 300:
        yield Component(
            kind=Kind.CONFIG,
            name=f"kubernetes:{name}",
            scope=scope,
            direct=True,
            region=region,
            facts=((PERHAPS_OWN, "true"),),
            evidence=source.seen(line, how=how),
        )


def provider(
    source: SourceFile,
    tool: str,
    name: str,
    *,
    line: int | None,
    scope: Scope = Scope.RUNTIME,
    region: str | None = None,
    endpoint: str | None = None,
) -> Iterator[Component]:
    """Yield the cloud or service that a program of a cluster is told to work with: ``external-dns/aws``."""
    name = text(name).lower().removeprefix("velero.io/")
    if tool and name and name not in _NOBODYS:
        yield Component(
            kind=Kind.CONFIG,
            name=f"kubernetes:{tool}/{name}",
            scope=scope,
            direct=True,
            region=region or None,
            endpoint=endpoint,
            evidence=source.seen(line, how=How.CONFIGURED),
        )


def storage_class(source: SourceFile, name: str, line: int | None, scope: Scope) -> Iterator[Component]:
    """Yield the driver behind a storage class, where it is one that a cloud's clusters come with."""
    driver = _CLASSES.get(name.strip())
    if driver:
        yield from known_as(source, driver, line, scope, how=How.REFERENCED)


def of_annotations(source: SourceFile, found: yaml.Map, scope: Scope) -> Iterator[Component]:
    """Yield what annotations tell: those of clouds and programs, classes, and ARNs."""
    for key, value in found.items():
        line = found.lines.get(key)
        if "/" not in key or PLACEHOLDER in key:
            continue
        if key in _CLASS_ANNOTATIONS or key in _PROVISIONER_ANNOTATIONS:
            yield from known_as(source, _given(value), line, scope)
        elif key in _STORAGE_ANNOTATIONS:
            yield from storage_class(source, _given(value), line, scope)
        else:
            yield from known_as(source, key, line, scope)
            if isinstance(value, str) and value.startswith("arn:"):
                yield from _settings.from_setting(source, Setting(key, value, line), scope=scope)


def _nodes(source: SourceFile, wanted: Sequence[tuple[str, str, int | None]], scope: Scope) -> Iterator[Component]:
    """Yield what the labels of the nodes that something is to run on tell."""
    region = next((value for name in _REGIONS for key, value, _ in wanted if key == name and value), None)
    for key, _, line in wanted:
        if "/" in key and key not in _REGIONS:
            yield from known_as(source, key, line, scope, region=region)


def _first(value: Any) -> str:
    return text(value[0]) if isinstance(value, yaml.Seq) and value else text(value)


def region_of(value: Any) -> str | None:
    """Return the region of a storage class's ``allowedTopologies`` or a volume's node affinity."""
    stack, seen = [value], 0
    while stack and seen < 200:
        item = stack.pop()
        seen += 1
        if isinstance(item, yaml.Map):
            if item.get("key") in _REGIONS:
                return _first(item.get("values")) or None
            stack.extend(item.values())
        elif isinstance(item, yaml.Seq):
            stack.extend(item)
    return None

"""What standard tools count in a file and depscan does not, and the other way round; counted from the raw text.

Nothing here asks depscan's readers what they left out: each rule counts for itself, so that a row it explains is
explained by the file. Only what depscan has more of is counted among its components, by kind or by line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import tomli
import yaml

from depscan.model import Component, Kind

Tree = ElementTree.Element


class Case:
    """One file of the corpus: what it says, what lies beside it, what depscan saw in it."""

    def __init__(self, project: Path, path: str, components: Sequence[Component]) -> None:
        self.project = project
        self.file = project / path
        self.components = components

    @cached_property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8-sig", errors="replace")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def json(self) -> dict:
        return json.loads(self.text)

    @cached_property
    def xml(self) -> Tree:
        return plain_xml(self.file)

    def kinds(self, *kinds: Kind) -> int:
        """Return how many components are of these kinds."""
        return sum(component.kind in kinds for component in self.components)

    def elsewhere(self, pattern: str) -> int:
        """Return how many components stand in lines without what the standard tool looks for."""
        places = [seen.line for component in self.components for seen in component.evidence[:1] if seen.line]
        return sum(not re.search(pattern, self.lines[line - 1]) for line in places)

    def section(self, begins: str, ends: str = r"\S") -> list[str]:
        """Return the lines below those that match, up to the next that ends them."""
        inside, found = False, []
        for line in self.lines:
            if re.match(begins, line):
                inside = True
            elif re.match(ends, line):
                inside = False
            elif inside:
                found.append(line)
        return found


class Rule(NamedTuple):
    """One reason why the counts of a format differ."""

    reason: str
    less: Callable[[Case], int]
    """How many entries the standard tool counts and depscan does not; below zero if depscan has more."""


@lru_cache(maxsize=512)
def plain_xml(file: Path) -> Tree:
    """Return a document with local names."""
    root = ElementTree.fromstring(file.read_bytes())
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def _repeated(found: Sequence[object]) -> int:
    return len(found) - len(set(found))


# --- GitHub workflows


def _uses(case: Case) -> tuple[list[str], set[str]]:
    """Return what steps and jobs use, and what else the pattern of the standard tool matches, each once."""
    used = [found[1] for line in case.lines if (found := re.match(r"\s*(?:- +)?uses: +(\S+)", line))]
    return used, set(re.findall(r"uses: +(\S+)", case.text)) - set(used)


def _local(name: str) -> bool:
    return name.strip("'\"").startswith(("./", "../"))


# --- Maven


@lru_cache(maxsize=64)
def _modules(project: Path) -> frozenset[str]:
    return frozenset(
        name.text.strip()
        for file in project.rglob("pom.xml")
        if file.is_file() and (name := plain_xml(file).find("artifactId")) is not None and name.text
    )


def _managed(root: Tree) -> list[Tree]:
    return [
        element
        for block in (*root.iter("dependencyManagement"), *root.iter("pluginManagement"))
        for element in block.iter("dependency")
        if element.findtext("scope") != "import"
    ]


def _own_modules(case: Case) -> int:
    managed = {id(element) for element in _managed(case.xml)}
    return sum(
        element.findtext("groupId") == "${project.groupId}" or element.findtext("artifactId") in _modules(case.project)
        for element in case.xml.iter("dependency")
        if id(element) not in managed
    )


# --- Go


def _go_mod(case: Case) -> tuple[bool, set[str]]:
    """Tell whether the go.mod beside lists all that is built, and what it lists."""
    beside = case.file.with_name("go.mod")
    text = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    version = re.search(r"(?m)^go\s+1\.(\d+)", text)
    return bool(version and int(version[1]) >= 17), set(re.findall(r"(?m)^(?:require)?\s+([^\s/]+\.\S+)\s+v\d", text))


def _fetched(case: Case) -> list[str]:
    return [line.split()[0] for line in case.lines if line.strip() and not line.split()[1].endswith("/go.mod")]


def _hashed(case: Case) -> int:
    return len({(line.split()[0], line.split()[1].removesuffix("/go.mod")) for line in case.lines if line.strip()})


def _only_manifests(case: Case) -> int:
    return 0 if _go_mod(case)[0] else _hashed(case) - len(_fetched(case))


def _listed_modules(case: Case) -> int:
    complete, listed = _go_mod(case)
    return _hashed(case) if complete else sum(name in listed for name in _fetched(case))


def _older_modules(case: Case) -> int:
    complete, listed = _go_mod(case)
    return 0 if complete else _repeated([name for name in _fetched(case) if name not in listed])


# --- Ruby, CocoaPods, Python, Conan


def _gems(case: Case, block: str) -> list[str]:
    found = [re.match(r"    (\S+) \(", line) for line in case.section(rf"{block}$", r"[A-Z]")]
    return [name[1] for name in found if name]


def _pods(case: Case) -> list[str]:
    found = [re.match(r'  - "?([^/\s(":]+)', line) for line in case.section("PODS:", r"[A-Z]")]
    return [name[1] for name in found if name]


def _local_pods(case: Case) -> int:
    paths = re.findall(r"(?m)^  (\S+):\n    :path:", "\n".join(case.section("EXTERNAL SOURCES:", r"[A-Z]")))
    return len(set(paths) & set(_pods(case)))


def _prose(case: Case) -> int:
    """Return the number of lines that begin like a name, of a text that is mostly sentences."""
    begun = [line for line in case.lines if re.match(r"[A-Za-z0-9]", line)]
    sentences = sum(re.match(r"\S+ [a-z`*]\S* \S", line) is not None for line in begun)
    return len(begun) if begun and sentences > len(begun) / 2 else 0


def _locked(case: Case) -> list[dict]:
    return tomli.loads(case.text).get("package", [])


def _own_packages(case: Case) -> int:
    return sum(bool({"editable", "virtual", "directory"} & package["source"].keys()) for package in _locked(case))


def _own_node(case: Case) -> int:
    return sum("ref" not in node for node in case.json.get("graph_lock", {}).get("nodes", {}).values())


def _linked(case: Case) -> int:
    entries = case.json["packages"].items()
    return sum(entry.get("link") is True or "node_modules/" not in path for path, entry in entries if path)


# --- compose


def _built_images(case: Case) -> int:
    services = [entry for entry in yaml.safe_load(case.text).get("services", {}).values() if entry]
    built = {entry["image"] for entry in services if "build" in entry and "image" in entry}
    return sum("image" in entry and ("build" in entry or entry["image"] in built) for entry in services)


# --- SBOMs


def _nested(entries: object, key: str) -> Iterator[dict]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield entry
            yield from _nested(entry.get(key), key)


def _as_json(owner: Tree, plural: str) -> list[dict]:
    """Return components or services of CycloneDX XML as the JSON has them."""
    block = owner.find(plural)
    return [
        {
            "type": entry.get("type"),
            "name": entry.findtext("name"),
            "purl": entry.findtext("purl"),
            plural: _as_json(entry, plural),
        }
        for entry in (() if block is None else block.findall(plural.removesuffix("s")))
    ]


def _entries(case: Case, plural: str) -> list[dict]:
    is_xml = case.text.lstrip().startswith("<")
    return list(_nested(_as_json(case.xml, plural) if is_xml else case.json.get(plural), plural))


def _nameless(case: Case) -> int:
    return sum(not entry.get("name") and not entry.get("purl") for entry in _entries(case, "components"))


def _no_dependencies(case: Case) -> int:
    return sum(
        entry.get("type") in ("file", "cryptographic-asset", "data") and bool(entry.get("name"))
        for entry in _entries(case, "components")
    )


def _services(case: Case) -> int:
    names = {entry.get("name") for entry in _entries(case, "services")}
    named = sum(component.kind is Kind.PRODUCT and component.name in names for component in case.components)
    return -named - case.kinds(Kind.ENDPOINT)


def _described_json(case: Case) -> int:
    described = set(case.json.get("documentDescribes", ()))
    described |= {
        relation["relatedSpdxElement"]
        for relation in case.json.get("relationships", ())
        if relation["relationshipType"] == "DESCRIBES"
    }
    return sum(package["SPDXID"] in described for package in case.json["packages"])


def _described_tags(case: Case) -> int:
    described = set(re.findall(r"(?m)^Relationship: SPDXRef-DOCUMENT DESCRIBES (\S+)", case.text))
    return sum(name in described for name in re.findall(r"(?m)^PackageName:.*\nSPDXID: *(\S+)", case.text))


def _roots(case: Case) -> int:
    elements = case.json["@graph"]
    roots = {root for element in elements for root in element.get("rootElement", ())}
    return sum("Package" in str(element.get("type")) and element["spdxId"] in roots for element in elements)


NO_NAME = Rule("a component without a name says nothing: `bad-purls.cdx.xml` has one among 16", _nameless)
NO_DEPENDENCY = Rule(
    "files, cryptographic assets and data sets are no dependencies: the CBOM example `Protocol` has 8 algorithms, "
    "keys and certificates and nothing else; a note tells how many were left out",
    _no_dependencies,
)
SERVICES = Rule(
    "more, not less: `services[]` are dependencies, by their endpoints' hosts where they have some: 6 hosts in the "
    "SaaSBOM example, which has no component",
    _services,
)
DESCRIBED = (
    "the product that the document describes is not one of its own dependencies, where it tells of others: `photon`, "
    "1 of 38"
)
LINKED = Rule(
    "workspaces are the project itself, and each stands there twice, as a folder and as a link: silex, `grapesjs` "
    "and `packages/grapesjs`",
    _linked,
)

RULES: dict[str, tuple[Rule, ...]] = {
    "Directory.Packages.props": (
        Rule(
            "central versions bind whoever asks for them; what is asked for stands in the projects: eshop, 66 versions",
            lambda case: len(re.findall("<PackageVersion ", case.text)),
        ),
    ),
    "Gemfile.lock": (
        Rule(
            "a gem built for several platforms is one gem: demarches-simplifiees, `nokogiri` four times",
            lambda case: _repeated(_gems(case, "GEM")),
        ),
        Rule(
            "gems in folders of the project are its own: Chef, `chef` for two platforms, `chef-bin`, `chef-config`, "
            "`chef-utils`",
            lambda case: len(_gems(case, "PATH")),
        ),
    ),
    "Podfile.lock": (
        Rule(
            "a pod's parts are that pod: `boost` and seven `boost/…` are one",
            lambda case: _repeated(_pods(case)),
        ),
        Rule(
            "pods in folders of the project; Flutter puts its plugins there, which pubspec.lock has: twake-on-matrix, "
            "44 of them",
            _local_pods,
        ),
    ),
    "cdx-json": (NO_DEPENDENCY, SERVICES, NO_NAME),
    "cdx-xml": (NO_DEPENDENCY, SERVICES, NO_NAME),
    "cdx-textproto": (
        Rule(
            "none of 35 is read: the text form of protobuf is written by the specification's own tests only, and the "
            "binary form of the same documents is read. The others hold no component",
            lambda case: len(re.findall(r"(?m)^components", case.text)),
        ),
    ),
    "compose": (
        Rule(
            "the name given to what is built here is no image from elsewhere; what it is built from stands in the "
            "Dockerfile: suitenumerique-docs, 5 of 17 services",
            _built_images,
        ),
    ),
    "conan.lock": (Rule("node 0 of a graph is the project itself", _own_node),),
    "csproj": (
        Rule(
            "more, not less: versioned SDKs and command-line tools come as packages, too: eshop's test projects have "
            "`MSTest.Sdk` 4.0.2",
            lambda case: -case.elsewhere("<PackageReference "),
        ),
    ),
    "deno.lock": (
        Rule(
            "more, not less: of version 2 the tool counts two headings, depscan the packages below: 212",
            lambda case: len(case.json["npm"]) - len(case.json["npm"]["packages"]),
        ),
    ),
    "environment.yml": (
        Rule(
            "channels are where packages come from: pypsa-eur, 4 channels beside 64 packages",
            lambda case: sum(line.strip().startswith("- ") for line in case.section("channels:", r"[a-z]")),
        ),
    ),
    "gha": (
        Rule(
            "more, not less: the tool counts each action once, depscan each place, as each has its line: "
            "`docker/login-action` six times in vaultwarden's `release.yml`",
            lambda case: -_repeated([name for name in _uses(case)[0] if not _local(name)]),
        ),
        Rule(
            "more, not less: the hosted runner is a service, told once a workflow: `ubuntu-24.04`",
            lambda case: -case.kinds(Kind.CONFIG),
        ),
        Rule(
            "more, not less: images of service containers and of jobs: demarches-simplifiees, PostGIS and Redis",
            lambda case: -case.kinds(Kind.IMAGE),
        ),
        Rule(
            "actions and workflows of the repository itself, `./.github/actions/…`",
            lambda case: len({name for name in _uses(case)[0] if _local(name)}),
        ),
        Rule(
            "comments, and keys that only end in `uses`, such as the permission `statuses: write`",
            lambda case: len(_uses(case)[1]),
        ),
    ),
    "go.mod": (
        Rule(
            "more, not less: the tool knows no tab between module and version; two of four requirements of "
            "one file have it",
            lambda case: (
                -sum(bool(re.match(r"\s+[^\s/]+\.\S+ *\t\s*v\d", line)) and "=>" not in line for line in case.lines)
            ),
        ),
    ),
    "go.sum": (
        Rule(
            "a go.mod of Go 1.17 or newer lists all that is built; its go.sum adds nothing but versions that were "
            "looked at, 216 in `aws-go-lambda`. What an older go.mod lists is told there, too",
            _listed_modules,
        ),
        Rule(
            "of a module with a hash of its go.mod only, no code was ever fetched: 1,592 entries for 19 fetched "
            "modules in the Netlify CMS example",
            _only_manifests,
        ),
        Rule("of several versions that were fetched, the newest is built", _older_modules),
    ),
    "libs.versions.toml": (
        Rule(
            "more, not less: `[plugins]` are packages, too: mikbot, 6 beside 58 libraries",
            lambda case: -sum("=" in line for line in case.section(r"\[plugins\]", r"\[")),
        ),
    ),
    "npm-v2": (LINKED,),
    "npm-v3": (LINKED,),
    "pdm.lock": (
        Rule(
            "a package with and without its extras is one package: `cachecontrol` and `cachecontrol[filecache]`",
            lambda case: _repeated([(package["name"], package["version"]) for package in _locked(case)]),
        ),
    ),
    "pnpm-v5": (
        Rule(
            "more, not less: the tool takes indentation by two for granted; one file is indented by four",
            lambda case: -sum(bool(re.match(r" {4}/\S+:$", line)) for line in case.section("packages:", r"[a-z]")),
        ),
    ),
    "pom.xml": (
        Rule(
            "modules of the same tree are the project itself: in tmail-backend most are of `${project.groupId}`",
            _own_modules,
        ),
        Rule(
            "`dependencyManagement` and `pluginManagement` give versions to whoever asks; imported BOMs do count: "
            "96 entries in tmail-backend's parent, of which 2 are imported",
            lambda case: len(_managed(case.xml)),
        ),
        Rule(
            "more, not less: plugins and what they need, extensions, a parent from outside and repositories "
            "run or feed the build: `spring-boot-starter-parent` and `spring-boot-maven-plugin`",
            lambda case: -case.elsewhere("<dependency>"),
        ),
    ),
    "requirements": (
        Rule("prose is no list of requirements, and that is said: Mercurial's `requirements.txt`, 94 lines", _prose),
    ),
    "spdx-tv": (Rule(DESCRIBED, _described_tags),),
    "spdx2-json": (Rule(DESCRIBED, _described_json),),
    "spdx3-jsonld": (Rule(DESCRIBED, _roots),),
    "uv.lock": (
        Rule("the project itself and members of its workspace: 2 of 10, `my-app` and `my-lib`", _own_packages),
    ),
    "yarn-v1": (
        Rule(
            "folders that another package manager fills: transport-site, `phoenix@file:../../../deps/phoenix`, which "
            "mix.lock has",
            lambda case: len(re.findall(r"(?m)^\S+@(?:file|link|portal):.*:$", case.text)),
        ),
    ),
}

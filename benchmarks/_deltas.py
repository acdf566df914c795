"""What scanners found in a project, and why one lists a package that another does not."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import unquote

from _own import own_names

ITSELF = "the project itself, members of its workspaces, modules of its build, path dependencies"
ALIAS = "an alias: depscan lists the package that it stands for"
PLATFORM = "a gem once for each platform: depscan lists name and version once"
SUBPATH = (
    "a Go module without the end of its path (`/v5`, or that of a nested module): another module than the one built"
)
SWIFT = "a Swift package with its name or `.git` behind its repository, or a branch for a version"
SUFFIX = "a version with the peers of pnpm or without its `+local` part"
PART = "a part (subspec) of a pod: depscan lists the pod"
RANGE = "a range, a tag or an SDK's 0.0.0 in place of a version: depscan lists the package without one"
LOCKED = "a range of a manifest beside the exact version that its lockfile pins, which depscan lists"
KEY = "bun's place in the tree for a name: depscan lists the package installed there"
NAMESPACE = "with user, channel or group in its name: depscan writes them as its type says"
GO_SUM = "a hash of a `go.mod` only in `go.sum`: that module's code is not part of the build"
CENTRAL = "a central version that no project file asks for"
CUT = "a name that the scanner cuts (`-path` of `node_modules-path`, `^` of a range)"
DANGLING = "asked for in a lockfile that pins no version of it, such as a gem for another platform"
UNRESOLVED = "Maven properties not put in, or no version where depscan knows it"
ACTION = "an action or workflow with its path in the repository: depscan lists the repository"
FLAKE = "an input of a flake as a type of its own: depscan lists its repository"
UNEXPLAINED = "unexplained"

UNREAD = "files that it does not read or finds nothing in"
OTHERWISE = "written otherwise by it, see above"
DEVELOPMENT = "development, test or build only, which it leaves out"
UNVERSIONED = "declared without an exact version, which it leaves out"
MORE = "entries of files that it reads, which it leaves out"


def plain(purl):
    """Return a purl in the form that all agree on: without qualifiers and sub-path, in small letters."""
    text = unquote(purl.partition("?")[0].partition("#")[0]).lower()
    kind, _, rest = text.removeprefix("pkg:").partition("/")
    name, at, version = rest.rpartition("@")
    name, version = (name, version) if at and name else (rest, "")
    kind = "github" if kind == "githubactions" else kind
    return f"{kind}/{re.sub(r'[-_.]+', '-', name) if kind == 'pypi' else name}@{version.removeprefix('v')}"


def found_in(file, scanner, project):
    """Return what a scanner reported of the project of that name: by plain purl, the files."""
    try:
        report = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    components = [component for component in report.get("components", ()) if component.get("purl")]
    found = {plain(component["purl"]): set() for component in components}
    if scanner == "trivy":
        _files_of_trivy(report, found)
    for component in components:
        if scanner == "syft":
            found[plain(component["purl"])].update(
                item["value"].lstrip("/")
                for item in component.get("properties", ())
                if item["name"].startswith("syft:location") and item["name"].endswith("path")
            )
        elif scanner == "cdxgen":
            found[plain(component["purl"])].update(
                item["value"].partition(f"/{project}/")[2]
                for item in component.get("properties", ())
                if item["name"] == "SrcFile"
            )
    return found


def _files_of_trivy(report, found):
    purls = {c["bom-ref"]: plain(c["purl"]) for c in report.get("components", ()) if c.get("purl")}
    edges = {entry["ref"]: entry.get("dependsOn", ()) for entry in report.get("dependencies", ())}
    for component in report.get("components", ()):
        if component["type"] == "application":
            todo, seen = [component["bom-ref"]], set()
            while todo:
                for ref in edges.get(todo.pop(), ()):
                    if ref in purls and ref not in seen:
                        seen.add(ref)
                        todo.append(ref)
                        found[purls[ref]].add(component["name"])


def _first(components):
    return min((place["found_by"] for component in components for place in component["evidence"]), default="")


class Ours:
    """What depscan reported of one project, and what is needed to compare others with it."""

    def __init__(self, file, project):
        try:
            components = json.loads(Path(file).read_text(encoding="utf-8")).get("components", ())
        except (OSError, ValueError):
            components = ()
        self.project = project
        self.components = defaultdict(list)
        self.versions = defaultdict(set)
        self.aliases = defaultdict(set)
        for component in components:
            if purl := component.get("purl"):
                self.components[plain(purl)].append(component)
                name, _, version = plain(purl).rpartition("@")
                self.versions[name].add(version)
                if alias := component.get("facts", {}).get("alias"):
                    self.aliases[f"{name.partition('/')[0]}/{alias.lower()}"].add(plain(purl))
        self.own = own_names(project)
        self.starts = defaultdict(set)
        for name, versions in self.versions.items():
            parts = name.split("/")
            for end in range(2, len(parts)):
                self.starts["/".join(parts[:end])].update((name, version) for version in versions)

    def theirs(self, purl, files):
        """Return why only another scanner lists a purl, and the purls of depscan that stand for the same thing."""
        name, _, version = purl.rpartition("@")
        kind, _, rest = name.partition("/")
        mine = self.versions.get(name, set())
        if name in self.own and (not version or version not in mine):
            return ITSELF, ()
        if kind == "cargo" and version == "workspace":
            return ITSELF, ()
        if name in self.aliases:
            return ALIAS, self.aliases[name]
        by_kind = {
            "cocoapods": self._cocoapods, "conan": self._conan, "gem": self._gem, "github": self._github,
            "golang": self._golang, "maven": self._maven, "nix": self._nix, "npm": self._npm, "swift": self._swift,
        }  # fmt: skip
        found = by_kind[kind](name, rest, version, mine, files) if kind in by_kind else None
        if found:
            return found
        for exact in mine - {""}:
            if version and re.split(r"[_(+]", version)[0] == re.split(r"[_(+]", exact)[0]:
                return SUFFIX, {f"{name}@{exact}"}
        if "" in mine:
            return RANGE, {f"{name}@"}
        if mine and not re.match(r"\d", version):
            return LOCKED, {f"{name}@{exact}" for exact in mine}
        if files and all(Path(file).name.endswith("Packages.props") for file in files):
            return CENTRAL, ()
        return UNEXPLAINED, ()

    def _cocoapods(self, _name, rest, version, _mine, _files):
        pod = f"cocoapods/{rest.partition('/')[0]}"
        if pod in self.own:
            return ITSELF, ()
        return (PART, {f"{pod}@{version}"}) if version in self.versions.get(pod, ()) else None

    def _conan(self, _name, rest, version, _mine, _files):
        short = f"conan/{rest.rpartition('/')[2]}"
        return (NAMESPACE, {f"{short}@{version}"}) if version in self.versions.get(short, ()) else None

    def _gem(self, name, _rest, version, mine, files):
        if not mine and not version and "Gemfile.lock" in {Path(file).name for file in files}:
            return DANGLING, ()
        found = {f"{name}@{exact}" for exact in mine if exact and version.startswith(f"{exact}-")}
        return (PLATFORM, found) if found else None

    def _github(self, _name, rest, version, _mine, _files):
        repository = "github/" + "/".join(rest.split("/")[:2])
        if rest.count("/") > 1 and version in self.versions.get(repository, ()):
            return ACTION, {f"{repository}@{version}"}
        return None

    def _golang(self, name, rest, version, _mine, files):
        longer = {f"{other}@{its}" for other, its in self.starts.get(name, ()) if its == version}
        if longer:
            return SUBPATH, longer
        return (GO_SUM, ()) if self._only_in_go_sum(rest, version, files) else None

    def _maven(self, name, rest, version, mine, _files):
        artifact = rest.rpartition("/")[2]
        if "${" in unquote(rest):
            if any(own.startswith("maven/") and own.endswith(f"/{artifact}") for own in self.own):
                return ITSELF, ()
            form = re.escape(unquote(artifact)).replace(r"\$\{", "${").replace(r"\}", "}")
            form = re.compile(r"maven/[^/]+/" + re.sub(r"\$\{[^}]*\}", "[^/]*", form))
            near = {n for n in self.versions if form.fullmatch(n)}
            return (UNRESOLVED, {f"{n}@{exact}" for n in near for exact in self.versions[n]}) if near else None
        return (UNRESOLVED, {f"{name}@{exact}" for exact in mine}) if mine and not version else None

    def _nix(self, _name, _rest, _version, _mine, files):
        if any(Path(file).name == "flake.lock" for file in files):
            return FLAKE, {p for p, found in self.components.items() if _first(found) == "flake-lock"}
        return None

    def _npm(self, _name, rest, version, mine, files):
        if re.match(r"[-^]", rest):
            return CUT, ()
        if found := re.fullmatch(r"(.[^@]*)@([^@_(]+)[_(].*", rest):  # an @ in the peers of pnpm
            plain_name, exact = f"npm/{found[1]}", found[2]
            if exact in self.versions.get(plain_name, ()):
                return SUFFIX, {f"{plain_name}@{exact}"}
        if found := re.fullmatch(r".+?@((?:@[^@/]+/)?[^@/]+)", rest):
            if version in self.versions.get(f"npm/{found[1]}", ()):
                return KEY, {f"npm/{found[1]}@{version}"}
        if not mine and "_" in version and files and all(Path(file).name == "pnpm-lock.yaml" for file in files):
            texts = [Path(self.project, file).read_text(encoding="utf-8") for file in files]
            exact = version.partition("_")[0]
            if not any(f"/{rest}{mark}{exact}" in text for text in texts for mark in "/@"):
                return DANGLING, ()
        return None

    def _swift(self, name, _rest, version, _mine, _files):
        short = name
        while short.count("/") > 1:
            for form in (short, short.removesuffix(".git")):
                if its := self.versions.get(form):
                    return SWIFT, {f"{form}@{version if version in its else min(its)}"}
            short = short.rpartition("/")[0]
        tail = name.rpartition("/")[2].removesuffix(".git")
        near = {n for n in self.versions if n.startswith("swift/") and n.endswith(f"/{tail}")}
        return (SWIFT, {f"{n}@{its}" for n in near for its in self.versions[n]}) if near else None

    def _only_in_go_sum(self, name, version, files):
        for file in files:
            try:
                text = Path(self.project, file).with_name("go.sum").read_text(encoding="utf-8").lower()
            except OSError:
                continue
            if f"{name} v{version}/go.mod " in text and f"{name} v{version} " not in text:
                return True
        return False

    def only(self, theirs, otherwise):
        """Return how many purls only depscan lists, by reason; of files not read, by format, too."""
        files = {file for places in theirs.values() for file in places}
        reasons, formats = Counter(), Counter()
        for purl in self.components.keys() - theirs.keys():
            seen = [place for component in self.components[purl] for place in component["evidence"]]
            scopes = {component["scope"] for component in self.components[purl]}
            if purl in otherwise:
                reasons[OTHERWISE] += 1
            elif not any(place["path"] in files for place in seen):
                reasons[UNREAD] += 1
                formats[min(place["found_by"] for place in seen)] += 1
            elif purl.endswith("@"):
                reasons[UNVERSIONED] += 1
            elif scopes <= {"development", "test", "build"}:
                reasons[DEVELOPMENT] += 1
            else:
                reasons[MORE] += 1
                formats[f"({min(place['found_by'] for place in seen)})"] += 1
        return reasons, formats

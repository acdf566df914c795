"""Which packages a project is itself: names that its manifests and lockfiles give to the project and to its parts."""

import json
import os
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

SKIPPED = {".git", "node_modules"}
LOCAL_OF_UV = ("editable", "virtual", "directory", "path")


def own_names(project):
    """Return ``type/name`` of the project, the members of its workspaces and what it takes from its own folders."""
    names = set()
    for folder, folders, files in os.walk(project):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for file in files:
            if reader := READERS.get(file) or READERS.get(os.path.splitext(file)[1]):
                path = Path(folder, file)
                try:
                    names.update(name.lower() for name in reader(path) if isinstance(name, str))
                except (ValueError, OSError, AttributeError, TypeError, ElementTree.ParseError):
                    continue
    return names


def _package_json(path):
    yield f"npm/{json.loads(path.read_text(encoding='utf-8')).get('name')}"


def _package_lock(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    yield f"npm/{document.get('name') or path.parent.name}"
    yield f"npm/{path.parent.name}"
    for key, entry in (document.get("packages") or {}).items():
        if "node_modules/" not in key or entry.get("link"):
            name = key.rpartition("node_modules/")[2]
            yield from (f"npm/{entry.get('name') or name}", f"npm/{name}", f"npm/{name.rpartition('/')[2]}")
    for name, entry in (document.get("dependencies") or {}).items():
        if str(entry.get("version", "")).startswith("file:"):
            yield f"npm/{name}"


def _yarn_lock(path):
    yield f"npm/{path.parent.name}"
    for name in re.findall(r'^"?(@?[^@"\s]+)@(?:workspace|file|link|portal):', path.read_text("utf-8"), re.MULTILINE):
        yield f"npm/{name}"


def _cargo_lock(path):
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("package", ()):
        if "source" not in entry:
            yield f"cargo/{entry['name']}"


def _uv_lock(path):
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("package", ()):
        if any(kind in entry.get("source", {}) for kind in LOCAL_OF_UV):
            yield f"pypi/{entry['name']}"


def _go_mod(path):
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"^module\s+(\S+)", text, re.MULTILINE):
        yield f"golang/{name}"
    for target in re.findall(r"=>\s+(\.{1,2}/\S*)", text):
        yield f"golang/{target}"


def _pom(path):
    root = ElementTree.parse(path).getroot()
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    artifact = root.findtext(f"{space}artifactId")
    group = root.findtext(f"{space}groupId") or root.findtext(f"{space}parent/{space}groupId")
    yield f"maven/{group}/{artifact}"
    yield f"maven/{artifact}/{artifact}"  # where ${project.groupId} is not resolved
    for module in root.iterfind(f"{space}modules/{space}module"):
        name = (module.text or "").strip().rpartition("/")[2]
        yield f"maven/{name}/{name}"


def _gemfile_lock(path):
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            inside = line == "PATH"
        elif inside and (found := re.fullmatch(r" {4}(\S+) \(.*\)", line)):
            yield f"gem/{found[1]}"


def _podfile_lock(path):
    for name in re.findall(r'^  "?([^\s":]+)"?:\n    :path:', path.read_text(encoding="utf-8"), re.MULTILINE):
        yield f"cocoapods/{name}"


def _manifest(path):
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    kind = "cargo" if path.name == "Cargo.toml" else "pypi"
    for table in ("package", "project"):
        yield f"{kind}/{document.get(table, {}).get('name')}"


def _pubspec(path):
    text = path.read_text(encoding="utf-8")
    names = re.findall(r"^name: (\S+)", text, re.MULTILINE)
    yield from (f"pub/{name}" for name in names + re.findall(r"^  (\w+):\n    path:", text, re.MULTILINE))


def _project_file(path):
    yield f"nuget/{path.stem}"
    for name in re.findall(r"<(?:AssemblyName|PackageId)>([^<$]+)<", path.read_text(encoding="utf-8")):
        yield f"nuget/{name}"


def _nuget_lock(path):
    for packages in json.loads(path.read_text(encoding="utf-8-sig")).get("dependencies", {}).values():
        yield from (f"nuget/{name}" for name, entry in packages.items() if entry.get("type") == "Project")


READERS = {
    "packages.lock.json": _nuget_lock,
    ".csproj": _project_file,
    ".fsproj": _project_file,
    "Cargo.toml": _manifest,
    "pyproject.toml": _manifest,
    "pubspec.yaml": _pubspec,
    "package.json": _package_json,
    "package-lock.json": _package_lock,
    "yarn.lock": _yarn_lock,
    "Cargo.lock": _cargo_lock,
    "uv.lock": _uv_lock,
    "go.mod": _go_mod,
    "pom.xml": _pom,
    "Gemfile.lock": _gemfile_lock,
    "Podfile.lock": _podfile_lock,
}

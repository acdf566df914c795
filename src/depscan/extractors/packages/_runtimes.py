"""Runtimes and tools as version managers name them: Node.js, Python, a build of Java, Terraform."""

from __future__ import annotations

from typing import NamedTuple

from depscan.extractors.base import SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, Facts, How
from depscan.syntax import lazy

_NAMES = {
    "nodejs": "node", "node.js": "node", "golang": "go", "python3": "python", "rust-lang": "rust",
    "dotnet-core": "dotnet", "dotnet-sdk": "dotnet", "kotlinc": "kotlin", "awscli": "aws-cli",
    "google-cloud-sdk": "gcloud", "k8s": "kubectl",
}  # fmt: skip
"""Other names of the same thing."""

# how asdf-java, mise, jEnv and SDKMAN call the builds of OpenJDK and what else runs Java
_JAVA = {
    "adoptopenjdk": "adoptopenjdk", "albba": "dragonwell", "amzn": "corretto", "bisheng": "bisheng", "bsg": "bisheng",
    "corretto": "corretto", "dragonwell": "dragonwell", "gln": "gluon-graalvm", "graal": "oracle-graalvm",
    "graalce": "graalvm-community", "graalvm": "graalvm-community", "graalvm-community": "graalvm-community",
    "grl": "graalvm-community", "ibm": "ibm-java", "jbr": "jetbrains-runtime", "jetbrains": "jetbrains-runtime",
    "kona": "kona", "liberica": "liberica", "liberica-nik": "liberica-nik", "librca": "liberica", "mandrel": "mandrel",
    "microsoft": "microsoft-openjdk", "ms": "microsoft-openjdk", "nik": "liberica-nik", "open": "openjdk",
    "openjdk": "openjdk", "openjdk64": "openjdk", "oracle": "oracle-jdk", "oracle-graalvm": "oracle-graalvm",
    "oracle64": "oracle-jdk", "redhat": "redhat-openjdk", "sapmachine": "sapmachine", "sapmchn": "sapmachine",
    "sem": "semeru", "semeru": "semeru", "semeru-openj9": "semeru", "tem": "temurin", "temurin": "temurin",
    "temurin64": "temurin", "trava": "trava", "zulu": "zulu", "zulu64": "zulu", "zulu-prime": "zulu-prime",
    "corretto64": "corretto", "graalvm64": "graalvm-community", "semeru64": "semeru", "ibm64": "ibm-java",
}  # fmt: skip
_OTHERS = {
    "python": {
        "activepython": "activepython", "anaconda": "anaconda", "anaconda2": "anaconda", "anaconda3": "anaconda",
        "cpython": "python", "graalpy": "graalpy", "graalpython": "graalpy", "ironpython": "ironpython",
        "jython": "jython", "mambaforge": "miniforge", "mambaforge-pypy3": "miniforge", "micropython": "micropython",
        "miniconda": "miniconda", "miniconda2": "miniconda", "miniconda3": "miniconda", "miniforge": "miniforge",
        "miniforge3": "miniforge", "pypy": "pypy", "pypy2.7": "pypy", "pypy3.9": "pypy", "pypy3.10": "pypy",
        "pypy3.11": "pypy", "pyston": "pyston", "stackless": "stackless",
    },
    "ruby": {
        "jruby": "jruby", "mruby": "mruby", "picoruby": "picoruby", "rbx": "rubinius", "ree": "ruby-enterprise",
        "ruby": "ruby", "truffleruby": "truffleruby", "truffleruby+graalvm": "truffleruby",
    },
    "node": {"iojs": "iojs", "node": "node", "chakracore": "chakracore-node"},
}  # fmt: skip
"""What else runs the language, by what stands before the version."""

_BACKENDS = {"npm": "npm", "pipx": "pypi", "cargo": "cargo", "gem": "gem", "dotnet": "nuget"}
_REPOSITORIES = frozenset({"ubi", "aqua", "github", "gitlab", "spm", "asdf", "vfox"})
_OWN = frozenset({"core", "asdf", "vfox", "aqua", "ubi"})
_CONSTRAINT = lazy.pattern(r"[\w .,:*^~<>=!|+/-]{1,100}")
"""Neither a template nor an address."""
_EXACT = lazy.pattern(r"v?(\d{1,9}\.\d{1,9}\.\d{1,9}[0-9A-Za-z.+_-]{0,80})")


_PLAIN = lazy.pattern(r"[\w@./:+-]+")
_LONGEST = 100


class Tool(NamedTuple):
    """A tool as a package URL names it."""

    type: str
    namespace: str
    name: str
    facts: Facts = ()


def tool(name: str) -> Tool | None:
    """Return what a version manager calls by that name: ``node``, ``npm:prettier``, ``aqua:hashicorp/vault``.

    Returns:
        None if it is no name.
    """
    name = name.strip().partition("[")[0]  # ubi:owner/repo[exe=tool]
    if len(name) > _LONGEST or not _PLAIN.fullmatch(name):
        return None
    backend, colon, rest = name.partition(":")
    if not colon:
        plain = name.lower()
        return Tool("generic", "", _NAMES.get(plain, plain)) if plain else None
    if backend in _BACKENDS:
        scope, _, bare = rest.rpartition("/") if rest.startswith("@") else ("", "", rest)
        if "://" not in rest:
            return Tool(_BACKENDS[backend], scope, bare) if bare else None
    if backend == "go":
        path, _, last = rest.rpartition("/")
        return Tool("golang", path, last) if last else None
    if "/" in rest and backend in _REPOSITORIES | _BACKENDS.keys():
        forge = "gitlab.com" if backend == "gitlab" else "github.com"
        place = _git.at_repository(rest if "://" in rest else f"https://{forge}/{rest}")
        return Tool(place.type, place.namespace, place.name, place.facts) if place else None
    if "/" in rest or not rest:
        return None
    return tool(rest) if backend in _OWN else Tool("generic", "", rest)


def component(
    source: SourceFile, wanted: Tool, version: str, *, line: int | None, how: How = How.DECLARED
) -> Component | None:
    """Return the component of a tool at a version as it was asked for; None for one that is built from a folder.

    What is not a whole version (``20``, ``lts/*``, ``latest``, ``system``) is a constraint.
    """
    version = version.strip().removeprefix("prefix:")
    if version.startswith(("path:", "./", "../", "/", "~/")):
        return None
    name, version = _flavour(wanted.name, version) if wanted.type == "generic" else (wanted.name, version)
    exact = _EXACT.fullmatch(version)
    pinned = exact[1] if exact else None
    if pinned and wanted.type == "golang":  # where the letter is part of the version
        pinned = f"v{pinned}"
    facts = dict(wanted.facts)
    if version and not exact and _CONSTRAINT.fullmatch(version):
        facts["constraint"] = version
    return source.package(
        wanted.type,
        name,
        pinned,
        namespace=wanted.namespace,
        line=line,
        how=how,
        direct=True,
        facts=tuple(sorted(facts.items())),
    )


def _flavour(name: str, version: str) -> tuple[str, str]:
    """Return who builds it, where the version says so, and the version alone: ``temurin-21.0.2+13``, ``jruby-9.4``."""
    if name == "java":
        return _of_java(version)
    known = _OTHERS.get(name)
    if known is None or version[:1].isdigit():
        return name, version
    before, dash, rest = version.partition("-")
    if not dash and before.startswith("pypy"):
        return "pypy", before[4:]
    if before in known and (dash or name != "node"):
        return known[before], rest.split("-", 1)[0] if before == "cpython" else rest
    return name, version


def _of_java(version: str) -> tuple[str, str]:
    words = version.split("-")
    if version[:1].isdigit():  # 17.0.9-tem, 17.0.9.fx-zulu, 22.3.r17-grl, as SDKMAN writes it
        number = words[0].removesuffix(".fx").partition(".r")[0]
        return (_JAVA[words[-1]], number) if words[-1] in _JAVA else ("java", version)
    for size in (2, 1):
        name = _JAVA.get("-".join(words[:size]).lower())
        if name:  # what it is (jre, javafx, musl) may stand before the number
            numbers = [place for place, word in enumerate(words) if place >= size and word[:1].isdigit()]
            return name, "-".join(words[numbers[0] :] if numbers else words[size:])
    return "java", version

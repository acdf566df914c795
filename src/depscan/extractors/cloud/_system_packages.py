"""Packages of a distribution that a script installs, and the repositories that it adds: apt, apk, dnf, zypper, pacman.

Packages of language ecosystems, downloads and command-line tools of services are for ``_commands``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import lazy
from depscan.syntax.shell import Command

_APT = ("deb", ("install", "build-dep"), frozenset({"-t", "--target-release", "-o", "--option", "-c", "-a"}))
_RPM = (
    "rpm",
    ("install", "localinstall", "reinstall"),
    frozenset(
        {"--setopt", "--enablerepo", "--disablerepo", "--installroot", "--releasever", "--repo", "-c", "--add-repo"}
    ),
)
_APK = (
    "apk",
    ("add",),
    frozenset({"--virtual", "-t", "--repository", "-X", "--arch", "--root", "-p", "--repositories-file"}),
)
_TOOLS = {
    **dict.fromkeys(("apt-get", "apt", "aptitude", "apt-fast"), _APT),
    "apk": _APK,
    **dict.fromkeys(("dnf", "yum", "microdnf", "tdnf", "dnf5"), _RPM),
    "zypper": ("rpm", ("install", "in"), frozenset({"-r", "--repo", "-R", "--root"})),
    "pacman": ("alpm", (), frozenset({"--config", "--root"})),
}
"""Program → type of its packages, the words that make it install, its options that take a value."""
_IN_FRONT = frozenset(
    {"sudo", "env", "exec", "time", "then", "do", "else", "if", "!", "{", "yes", "eatmydata", "command"}
)
_NAME = lazy.pattern(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,100}")
_FILES = (".deb", ".rpm", ".apk")
_VERSION_MARKS = ("=", "~", ">", "<", ":", "@")
_REPOSITORY_LINE = lazy.pattern(r"\bdeb(?:-src)?[ \t]++(?:\[[^\]\n]*+\][ \t]++)?+(https?://[^\s\"'`<>|\\^$]{1,300}+)")
_WEB = ("https://", "http://", "hkp://", "hkps://")
_PRINTERS = frozenset({"echo", "printf", "tee", "add-apt-repository", "apt-add-repository"})
_PPA = "ppa.launchpadcontent.net"
_MOST = 2_000

# ------------------------------------------------------------------------------------------------- distributions

_BY_TAG = (
    ("alpine", ("alpine",)),
    ("ubuntu", ("ubuntu", "noble", "jammy", "focal", "bionic", "xenial", "trusty")),
    ("debian", ("debian", "trixie", "bookworm", "bullseye", "buster", "stretch", "slim")),
    ("rocky", ("rockylinux", "rocky")),
    ("almalinux", ("almalinux", "alma")),
    ("redhat", ("ubi", "ubi7", "ubi8", "ubi9", "ubi10")),
    ("fedora", ("fedora",)),
    ("centos", ("centos", "centos7", "centos8")),
    ("amzn", ("amazonlinux", "al2", "al2023")),
    ("opensuse", ("opensuse", "leap", "tumbleweed")),
    ("arch", ("archlinux",)),
    ("wolfi", ("wolfi", "chainguard")),
    ("ol", ("oraclelinux",)),
)
"""Namespace of the packages → words in the name or tag of an image that say so."""
_DEBIAN = frozenset(
    {
        "python", "node", "ruby", "golang", "rust", "php", "perl", "postgres", "nginx", "httpd", "redis", "valkey",
        "buildpack-deps", "gcc", "erlang", "elixir", "haskell", "tomcat", "wordpress", "drupal", "mariadb", "julia",
        "r-base", "swipl", "pypy", "memcached", "rabbitmq", "mono", "odoo", "haproxy", "jenkins", "flink", "cassandra",
    }
)  # fmt: skip
"""Docker Hub's official images that are made from Debian where their tag does not say otherwise."""
_WORDS = lazy.pattern(r"[a-z0-9]++")


def distribution(reference: str) -> str:
    """Return the namespace of the system packages of an image; empty where neither name nor tag tells."""
    text = reference.lower().partition("@")[0]
    if text.startswith("cgr.dev/"):
        return "wolfi"
    words = [word.rstrip("0123456789") if word.startswith("alpine") else word for word in _WORDS.findall(text)]
    for namespace, signs in _BY_TAG:
        if not set(words).isdisjoint(signs) or any(
            word.startswith("ubuntu") for word in words if namespace == "ubuntu"
        ):
            return namespace
    name = text.removeprefix("docker.io/").removeprefix("library/").partition(":")[0]
    return "debian" if name in _DEBIAN or "mcr.microsoft.com/dotnet/" in text else ""


# ------------------------------------------------------------------------------------------------------ commands


def from_command(
    source: SourceFile, command: Command, line: int, *, scope: Scope, distribution: str
) -> Iterator[Component]:
    """Yield the packages that a command installs and the repositories that it adds.

    Args:
        source: the file it stands in.
        command: the command.
        line: where it stands.
        scope: when what it installs is needed.
        distribution: namespace of the system's packages; empty where that is not known.
    """
    words = list(command.words)
    while words and (words[0] in _IN_FRONT or ("=" in words[0] and not words[0].startswith("-"))):
        del words[0]
    program = words[0].rpartition("/")[2] if words else ""
    tool = _TOOLS.get(program)
    if tool is not None:
        yield from _installed(source, tool, words[1:], line, scope, distribution)
    elif program in _PRINTERS or program in ("apt-key", "gpg", "dnf-config-manager", "yum-config-manager", "rpm"):
        for name in _repositories(program, words[1:]):
            yield _endpoint(source, name, line)


def _installed(
    source: SourceFile,
    tool: tuple[str, tuple[str, ...], frozenset[str]],
    words: Sequence[str],
    line: int,
    scope: Scope,
    distribution: str,
) -> Iterator[Component]:
    type_, verbs, with_value = tool
    options, names = _arguments(words, with_value)
    for option, value in options:
        if option in ("--repository", "-X", "--repo", "-r", "--add-repo", "--from-repofile") and (name := _host(value)):
            yield _endpoint(source, name, line)
    if verbs:
        if not names or names[0] not in verbs:
            return
        del names[0]
    elif not any(option.startswith("-S") for option, _ in options):
        return
    namespace = distribution or {"apk": "alpine", "alpm": "arch"}.get(type_, "")
    for text in names[:_MOST]:
        if "://" in text:
            if name := _host(text):
                yield _endpoint(source, name, line)
        elif component := _package(source, type_, namespace, text, line, scope):
            yield component


def _package(source: SourceFile, type_: str, namespace: str, text: str, line: int, scope: Scope) -> Component | None:
    name = text
    for mark in _VERSION_MARKS:
        name = name.partition(mark)[0]
    rest = text[len(name) :]
    version = rest[1:] if rest.startswith("=") and not set("*~<>$") & set(rest) else None
    if not _NAME.fullmatch(name) or name.endswith(_FILES) or "$" in name or text.startswith("@"):
        return None
    return source.package(
        type_ if namespace else "generic",
        name,
        version or None,
        namespace=namespace,
        line=line,
        how=How.CONFIGURED,
        scope=scope,
        direct=True,
        facts=(("constraint", rest),) if rest and not version and "$" not in rest and rest[0] in "=~><" else (),
    )


def _arguments(words: Sequence[str], with_value: frozenset[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the options, with their values where they take one, and the other words."""
    options: list[tuple[str, str]] = []
    names: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            names.append(word)
        elif word in with_value:
            options.append((word, next(rest, "")))
        else:
            name, _, value = word.partition("=")
            options.append((name, value))
    return options, names


def _repositories(program: str, words: Sequence[str]) -> Iterator[str]:
    """Yield the hosts of repositories and keys that a command names."""
    keys = program in ("apt-key", "gpg", "rpm") or "config-manager" in program
    for position, word in enumerate(words[:_MOST]):
        if word.startswith("ppa:"):
            yield _PPA
        elif keys and (word.startswith(_WEB) or (position and words[position - 1] == "--keyserver")):
            if name := _host(word if "://" in word else f"hkp://{word}"):
                yield name
        elif not keys:
            for match in _REPOSITORY_LINE.finditer(word if len(word) < 10_000 else ""):
                if name := _host(match[1]):
                    yield name
            if program.endswith("repository") and word.startswith(_WEB) and (name := _host(word)):
                yield name


def _host(address: str) -> str | None:
    return host(address) if "://" in address and "$" not in address.split("/")[2] else None


def _endpoint(source: SourceFile, name: str, line: int) -> Component:
    return Component(
        kind=Kind.ENDPOINT,
        name=name,
        scope=Scope.BUILD,
        direct=True,
        facts=((PERHAPS_OWN, "true"),),
        evidence=source.seen(line, how=How.CONFIGURED),
    )

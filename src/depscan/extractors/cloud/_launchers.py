"""What a command line fetches and runs: ``npx -y package``, ``uvx package``, ``docker run image``, an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._images import images
from depscan.extractors.packages import _git, _npm
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._python import facts, is_local, origin, read_address, read_requirement
from depscan.model import Component, How, Kind, Scope
from depscan.syntax import lazy

_NODE = {"npx": (), "bunx": (), "pnpx": (), "npm": ("exec", "x"), "pnpm": ("dlx",), "yarn": ("dlx",), "bun": ("x",)}
_PYTHON = frozenset({"uvx", "uv", "pipx"})
_CONTAINERS = frozenset({"docker", "podman", "nerdctl"})
_SHELLS = frozenset({"cmd", "sh", "bash", "zsh", "powershell", "pwsh", "env", "wsl"})
_SHELL_DEPTH = 3
_ASSIGNMENT = lazy.pattern(r"[A-Za-z_]\w*+=.*+", re.DOTALL)
# options that take a value; the others stand alone
_NODE_VALUES = frozenset({"-p", "--package", "-c", "--call", "--registry", "-w", "--workspace", "--prefix"})
_PYTHON_VALUES = frozenset(
    {
        "--from", "--with", "--spec", "--python", "-p", "--index-url", "--index", "--extra-index-url", "-i",
        "--directory", "--project", "--with-editable", "--with-requirements", "--default-index", "--pip-args",
        "--prerelease",
    }
)  # fmt: skip
_RUN_ALONE = frozenset(
    {
        "-i", "-t", "-it", "-ti", "-d", "--rm", "--init", "--interactive", "--tty", "--detach", "--privileged", "-P",
        "--read-only", "--publish-all", "--no-healthcheck", "--quiet", "-q", "-dit", "-itd", "--sig-proxy",
    }
)  # fmt: skip


def fetched(source: SourceFile, command: str, arguments: Sequence[str], *, line: int | None) -> list[Component] | None:
    """Return the packages, images and hosts that a command line fetches; None if it runs what is installed.

    Args:
        source: the file it stands in.
        command: the program, perhaps with folder and ending.
        arguments: its arguments.
        line: where it stands.
    """
    words = [command, *arguments]
    for _ in range(_SHELL_DEPTH):
        program = _program(words[0])
        if program not in _SHELLS:
            break
        words = _unwrapped(words[1:]) or [""]
    program, words = _program(words[0]), words[1:]
    found: list[Component] = []
    if program in _NODE:
        found = _node(source, _after(words, _NODE[program]), line)
    elif program in _PYTHON:
        found = _python(source, program, words, line)
    elif program in _CONTAINERS:
        found = _container(source, words, line)
    elif program == "deno":
        found = _deno(source, words, line)
    remote = [word for word in words if word.startswith(("https://", "http://"))]
    found += [made for word in remote if (made := endpoint(source, word, line=line))]
    return found or None


def endpoint(source: SourceFile, address: str, *, line: int | None) -> Component | None:
    """Return the host of an address; None if it has none, as where a variable stands in its place."""
    name = host(address)
    if name is None:
        return None
    return Component(
        kind=Kind.ENDPOINT,
        name=name,
        scope=Scope.DEVELOPMENT,
        direct=True,
        evidence=source.seen(line, how=How.CONFIGURED),
    )


def _program(word: str) -> str:
    name = word.replace("\\", "/").rpartition("/")[2].lower()
    for ending in (".cmd", ".exe", ".bat", ".ps1"):
        name = name.removesuffix(ending)
    return name


def _unwrapped(words: list[str]) -> list[str]:
    """Return the command line that a shell, or ``env``, is told to run."""
    words = " ".join(words).split()
    for position, word in enumerate(words):
        if not word.startswith("-") and word.lower() not in ("/c", "/k") and not _ASSIGNMENT.fullmatch(word):
            return words[position:]
    return []


def _after(words: list[str], subcommands: tuple[str, ...]) -> list[str]:
    """Return what stands behind the subcommands; nothing if they are needed and not there."""
    position = 0
    while position < len(words) and words[position] in subcommands:
        position += 1
    return words[position:] if position or not subcommands else []


def _options(words: list[str], with_value: frozenset[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the values of the options in front, and the rest."""
    values: dict[str, list[str]] = {}
    waiting = ""
    for position, word in enumerate(words):
        if waiting:
            values.setdefault(waiting, []).append(word)
            waiting = ""
        elif word in with_value:
            waiting = word
        elif word.startswith("--") and "=" in word:
            name, _, value = word.partition("=")
            values.setdefault(name, []).append(value)
        elif not word.startswith("-"):
            return values, words[position:]
    return values, []


def _node(source: SourceFile, words: list[str], line: int | None) -> list[Component]:
    values, rest = _options(words, _NODE_VALUES)
    named = values.get("--package", []) + values.get("-p", [])
    return [made for text in named or rest[:1] if (made := _npm_package(source, text, line))]


def _npm_package(source: SourceFile, text: str, line: int | None) -> Component | None:
    text = text.removeprefix("npm:")
    at = text.find("@", 1)
    name, version = (text[:at], text[at + 1 :]) if at > 0 and "/" not in text[at:] else (text, "")
    if not text.startswith((".", "/", "~", "file:")) and (name.count("/") > name.startswith("@") or ":" in name):
        return _repository(source, text, line)  # owner/name, or an address
    if name.startswith((".", "/")):
        return None
    return _npm.fetched(source, f"{name}@{version}" if version else name, line=line, scope=Scope.DEVELOPMENT)


def _python(source: SourceFile, program: str, words: list[str], line: int | None) -> list[Component]:
    fetches = program != "uv"
    if program != "uvx":
        _, words = _options(words, _PYTHON_VALUES)  # uv --directory here run …
        if program == "uv" and words[:2] == ["tool", "run"]:
            fetches, words = True, words[1:]
        if words[:1] != ["run"]:
            return []
        words = words[1:]
    values, rest = _options(words, _PYTHON_VALUES)
    named = values.get("--from", []) + values.get("--spec", [])
    wanted = (named or rest[:1] if fetches else []) + values.get("--with", [])
    return [made for text in wanted if (made := _requirement(source, text, line))]


def _requirement(source: SourceFile, text: str, line: int | None) -> Component | None:
    text = text.partition("@")[0] + "==" + text.partition("@")[2] if _is_pinned(text) else text.removesuffix("@latest")
    by_address = "://" in text
    try:
        wanted = read_address(text) if by_address and " @ " not in text else read_requirement(text)
    except ParseError:
        return None
    where = origin(wanted.url) if wanted.url and not is_local(wanted.url) else None
    if not wanted.name:
        return _repository(source, where, line) if where else None
    return source.package(
        "pypi",
        wanted.name,
        wanted.version,
        line=line,
        how=How.CONFIGURED,
        scope=Scope.DEVELOPMENT,
        direct=True,
        facts=facts(constraint=None if wanted.version else wanted.constraint, repository=where),
    )


def _repository(source: SourceFile, text: str, line: int | None) -> Component | None:
    """Return a repository for its package, whose name is only known to what is found there."""
    where = dict(_npm.origin(text)).get("repository", text)
    place = _git.at_repository(f"https://{where}")
    if place is None:
        return None
    return _git.component(source, place, line=line, how=How.CONFIGURED, scope=Scope.DEVELOPMENT)


def _is_pinned(text: str) -> bool:
    """Tell whether it is ``name@1.2.3``, as uvx and pipx take it."""
    _, at, version = text.partition("@")
    return bool(at) and version[:1].isdigit() and "/" not in version


def _container(source: SourceFile, words: list[str], line: int | None) -> list[Component]:
    words = words[1:] if words[:1] == ["container"] else words
    if words[:1] != ["run"]:
        return []
    name = image_of(words[1:])
    return list(images(source, name, line=line, scope=Scope.DEVELOPMENT)) if name else []


def image_of(words: Sequence[str]) -> str | None:
    """Return the image in the arguments of ``docker run``: the first word that belongs to no option."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return word
        if "=" not in word and word not in _RUN_ALONE:
            next(rest, None)
    return None


def _deno(source: SourceFile, words: list[str], line: int | None) -> list[Component]:
    names = [word for word in words if word.startswith("npm:")]
    return [made for word in names if (made := _npm_package(source, word, line))]


def texts(value: object) -> Iterator[str]:
    """Yield the strings of a list."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))

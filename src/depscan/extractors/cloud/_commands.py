"""What the commands of a script tell: services they talk to, registries they log in to, packages and files they fetch.

For every format that holds shell scripts: CI files, Dockerfiles, deployment files. A command counts where its first
word is the program; what is printed, commented out or passed as text does not.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.cloud import _command_hosts, _settings
from depscan.extractors.cloud._command_hosts import option
from depscan.extractors.cloud._images import DOCKER_HUB, images, parse_reference
from depscan.extractors.cloud._launchers import fetched, image_of
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.packages import _git, _npm
from depscan.extractors.packages._origins import host
from depscan.extractors.packages._python import facts, read_requirement
from depscan.model import PERHAPS_OWN, Component, How, Kind, Scope
from depscan.syntax import lazy
from depscan.syntax.shell import Command, commands

_ASSIGNMENT = lazy.pattern(r"([A-Za-z_]\w*+)=(.*+)", re.DOTALL)
_PREFIXES = frozenset(
    {"sudo", "env", "time", "nohup", "command", "exec", "then", "do", "else", "if", "while", "until", "!", "{", "elif",
     "retry", "&", "call", "winpty", "xvfb-run", "dotenv", "--", "travis_retry", "travis_wait"}
)  # fmt: skip
"""Words before a command, which may have options of their own."""
_RUNNERS = {
    "npx": (), "bunx": (), "uvx": (), "pnpx": (), "pnpm": ("dlx", "exec"), "npm": ("exec", "x"),
    "yarn": ("dlx", "exec", "run"), "bun": ("x",), "poetry": ("run",), "uv": ("run",), "pipenv": ("run",),
    "pipx": ("run",), "bundle": ("exec",),
}  # fmt: skip
"""Programs that run another one, whose command line follows."""
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ash"})
_CONTAINERS = frozenset({"docker", "podman", "nerdctl", "buildah"})
_DOWNLOADERS = frozenset({"curl", "wget", "aria2c", "iwr", "invoke-webrequest", "irm", "invoke-restmethod"})
_NOT_FETCHED = frozenset(
    {"-d", "--data", "--data-raw", "--data-binary", "-H", "--header", "-e", "--referer", "-A", "--user-agent", "-F",
     "--form", "--data-urlencode", "--post-data", "-u", "--user"}
)  # fmt: skip
"""Options of downloaders whose value is sent, not fetched."""
_UNKNOWN = ("$", "<<", "%", "{{")
_NESTED = 3
_SCOPE = Scope.BUILD


def from_script(
    source: SourceFile, text: str, first_line: int | None, *, scope: Scope = _SCOPE, variables: bool = True
) -> Iterator[Component]:
    """Yield what the commands of a shell script tell.

    Args:
        source: the file that holds the script.
        text: the script; variables stay as they are, and what holds one is left out.
        first_line: line of the file where the script begins; None where all of it stands for no line.
        scope: when what it fetches is needed.
        variables: yield what assignments tell, too.
    """
    reader = _Script(source, first_line, scope, variables=variables)
    for command in commands(text):
        yield from reader.command(command, _NESTED)


class _Script:
    def __init__(self, source: SourceFile, first_line: int | None, scope: Scope, *, variables: bool) -> None:
        self._source = source
        self._first = first_line
        self._scope = scope
        self._variables = variables
        self._line: int | None = first_line

    def command(self, command: Command, depth: int) -> Iterator[Component]:
        """Yield what one command tells."""
        if self._first is not None and depth == _NESTED:
            self._line = self._first + command.line - 1
        words = yield from self._bare(command.words)
        yield from self._words(words, depth)

    def _words(self, words: list[str], depth: int) -> Iterator[Component]:
        if not words or depth < 0:
            return
        program, arguments = _program(words[0]), words[1:]
        if program.startswith("python") and arguments[:1] == ["-m"] and len(arguments) > 1:  # python -m pip install
            program, arguments = arguments[1], arguments[2:]
        if program in _SHELLS:
            script = option(arguments, "-c", "-ec", "-lc", "-exc", "-xc", "-euxc")
            for command in commands(script) if script else ():
                yield from self.command(command, depth - 1)
        elif program in _CONTAINERS or program in ("skopeo", "crane"):
            yield from self._container(program, arguments)
        elif program in _DOWNLOADERS:
            yield from self._download(arguments)
        elif program == "git":
            yield from self._clone(arguments)
        elif program == "helm":
            yield from self._helm(arguments)
        elif program == "sentry-cli":
            yield from self._sentry(arguments)
        elif _installs(program, arguments):
            yield from self._packages(program, arguments)
        elif program in _RUNNERS:
            yield from self._runner(words, depth)
        else:
            yield from self._tool(program, arguments)

    def _bare(self, words: list[str]) -> Generator[Component, None, list[str]]:
        """Yield what assignments before a command tell; return the command itself."""
        position, after_prefix = 0, False
        for position, word in enumerate(words):
            assigned = _ASSIGNMENT.fullmatch(word)
            if assigned:
                if self._variables:
                    setting = Setting(assigned[1], assigned[2], self._line)
                    yield from _settings.from_setting(self._source, setting, variable=True, scope=self._scope)
            elif word in ("export", "set", "setx", "declare", "local", "readonly") or word in _PREFIXES:
                after_prefix = True
            elif not (after_prefix and word.startswith("-")):
                return words[position:]
        return []

    # ----------------------------------------------------------------------------------------------------- programs

    def _tool(self, program: str, arguments: list[str]) -> Iterator[Component]:
        for word in arguments:
            name, _, value = word.partition("=")
            if name.lower().endswith("sonar.host.url"):
                yield from self._at(value)
        other = option(arguments, "--endpoint-url", "--endpoint") if program == "aws" else None
        if other:
            yield from self._at(other)
            return
        found = _command_hosts.host_of(program, arguments)
        if found:
            stores = (("protocol", "true"),) if found == "s3.amazonaws.com" else ()
            yield self._endpoint(found, region=_command_hosts.region(arguments), facts=stores)

    def _sentry(self, arguments: list[str]) -> Iterator[Component]:
        if arguments and arguments[0] not in ("--version", "--help", "help"):
            other = option(arguments, "--url")
            if other:
                yield from self._at(other)
            else:
                yield self._endpoint("sentry.io", facts=(("protocol", "true"),))

    def _container(self, program: str, arguments: list[str]) -> Iterator[Component]:
        words = arguments[1:] if arguments[:1] in (["container"], ["image"]) else arguments
        action, rest = words[0] if words else "", words[1:]
        if action == "login" or (program == "crane" and words[:2] == ["auth", "login"]):
            yield from self._login(rest)
        elif action in ("pull", "from") or action in ("run", "create"):
            yield from self._image(image_of(rest))
        elif action == "push":
            yield from self._registry(next((word for word in rest if not word.startswith("-")), ""))
        elif (action == "build" or words[:2] == ["buildx", "build"]) and "--push" in rest:
            yield from self._registry(option(rest, "-t", "--tag") or "")
        elif program == "skopeo" and action == "copy":
            places = [word[9:] for word in rest if word.startswith("docker://")]
            yield from self._image(places[0] if len(places) > 1 else None)
            yield from self._registry(places[-1] if places else "")

    def _login(self, words: list[str]) -> Iterator[Component]:
        rest = iter(words)
        name = DOCKER_HUB
        for word in rest:
            if word in ("-u", "-p", "--username", "--password"):
                next(rest, None)
            elif not word.startswith("-"):
                name = word
        yield from self._at(name)

    def _image(self, reference: str | None) -> Iterator[Component]:
        """Yield an image that is fetched; those that a variable names are what the job itself made, as a rule."""
        if reference and not any(mark in reference for mark in ("$", "{{", "<<", "`")):
            image = parse_reference(reference)
            if image:
                yield from images(self._source, reference, line=self._line, scope=self._scope)

    def _registry(self, reference: str) -> Iterator[Component]:
        """Yield the registry that an image is pushed to."""
        image = parse_reference(reference) if reference else None
        if image and "$" not in reference.partition("/")[0] and "/" in reference:
            yield self._endpoint(image.host)

    def _download(self, arguments: list[str]) -> Iterator[Component]:
        sent = False
        for word in arguments:
            if not sent and word.startswith(("http://", "https://", "ftp://")):
                yield from self._fetched_from(word)
            sent = word in _NOT_FETCHED

    def _fetched_from(self, address: str) -> Iterator[Component]:
        place = _git.at_archive(address) if not _unknown(address.partition("?")[0]) else None
        if place and place.type != "generic":
            yield _git.component(self._source, place, line=self._line, how=How.CONFIGURED, scope=self._scope)
        else:
            yield from self._at(address, perhaps_own=True)

    def _clone(self, arguments: list[str]) -> Iterator[Component]:
        if arguments[:1] == ["clone"]:
            for word in arguments[1:]:
                known = "://" in word or word.startswith("git@")
                place = _git.at_repository(word) if known and not _unknown(word) else None
                if place:
                    yield _git.component(self._source, place, line=self._line, how=How.CONFIGURED, scope=self._scope)

    def _helm(self, arguments: list[str]) -> Iterator[Component]:
        if arguments[:2] == ["registry", "login"]:
            yield from self._login(arguments[2:])
            return
        for word in arguments[1:]:
            if word.startswith(("https://", "http://", "oci://")) and arguments[0] != "--set":
                yield from self._at(word)

    def _runner(self, words: list[str], depth: int) -> Iterator[Component]:
        """Yield what ``npx`` and the like fetch, and what the program that they run tells."""
        program, arguments = _program(words[0]), words[1:]
        if program not in ("poetry", "uv", "pipenv", "bundle") and not any(map(_unknown, arguments[:2])):
            for made in fetched(self._source, program, arguments, line=self._line) or ():
                if made.kind is not Kind.ENDPOINT:
                    yield made
        rest = [word for word in arguments if word not in ("-y", "--yes", "-q", "--quiet", "--no-install", "-s")]
        wanted = _RUNNERS[program]
        if wanted and rest[:1] and rest[0] in wanted:
            rest = rest[1:]
        elif wanted and program != "yarn":
            return
        if rest and not rest[0].startswith("-"):
            name = rest[0].rpartition("/")[2].partition("@")[0] if not rest[0].startswith("@") else rest[0]
            yield from self._words([_PACKAGES.get(rest[0].rpartition("@")[0] or rest[0], name), *rest[1:]], depth - 1)

    # ----------------------------------------------------------------------------------------------------- packages

    def _packages(self, program: str, arguments: list[str]) -> Iterator[Component]:
        index = option(arguments, "--index-url", "-i", "--extra-index-url", "--registry", "--source", "--add-source")
        if index and "://" in index:
            yield from self._at(index)
        type_ = _INSTALLERS[program][0]
        for name in _named(arguments, program):
            made = self._package(type_, name)
            if made:
                yield made

    def _package(self, type_: str, text: str) -> Component | None:
        if (
            _unknown(text)
            or text.startswith((".", "/", "~"))
            or "://" in text
            or text.endswith((".whl", ".tgz", ".txt"))
        ):
            return None
        if type_ == "npm":
            return self._npm(text)
        if type_ == "pypi":
            return self._pypi(text)
        name, _, version = text.partition("@")
        namespace, _, name = name.rpartition("/")
        if type_ == "golang" and "." not in namespace.partition("/")[0]:
            return None
        known = version if version not in ("", "latest") else None
        return self._source.package(
            type_, name, known, namespace=namespace, line=self._line, how=How.CONFIGURED, scope=self._scope, direct=True
        )

    def _npm(self, text: str) -> Component | None:
        at = text.find("@", 1)
        spec = _npm.read_spec(text[:at] if at > 0 else text, text[at + 1 :] if at > 0 else "")
        if spec.local or not _npm.is_name(spec.name) or ("/" in spec.name and not spec.name.startswith("@")):
            return None
        return _npm.package(
            self._source, spec.name, spec.version, line=self._line, how=How.CONFIGURED, scope=self._scope,
            direct=True, facts=spec.facts,
        )  # fmt: skip

    def _pypi(self, text: str) -> Component | None:
        try:
            wanted = read_requirement(text)
        except ParseError:
            return None
        constraint = None if wanted.version else wanted.constraint
        return self._source.package(
            "pypi", wanted.name, wanted.version, line=self._line, how=How.CONFIGURED, scope=self._scope, direct=True,
            facts=facts(constraint=constraint),
        )  # fmt: skip

    # -------------------------------------------------------------------------------------------------------- hosts

    def _at(self, address: str, *, perhaps_own: bool = False) -> Iterator[Component]:
        """Yield the host of an address, or the host that a word is."""
        text = address.removeprefix("oci://").removeprefix("docker://")
        name = host(text if "://" in text else f"https://{text}")
        if name and not _unknown(name) and ("." in name or name == "localhost"):
            yield self._endpoint(name, facts=((PERHAPS_OWN, "true"),) if perhaps_own else ())

    def _endpoint(self, name: str, *, region: str | None = None, facts: tuple[tuple[str, str], ...] = ()) -> Component:
        return Component(
            kind=Kind.ENDPOINT,
            name=name,
            scope=self._scope,
            direct=True,
            region=region,
            facts=facts,
            evidence=self._source.seen(self._line, how=How.CONFIGURED),
        )


_PACKAGES = {"@sentry/cli": "sentry-cli", "firebase-tools": "firebase", "netlify-cli": "netlify", "aws-cdk": "cdk",
             "eas-cli": "eas", "clever-tools": "clever", "@railway/cli": "railway"}  # fmt: skip
"""Packages whose program has another name."""
_INSTALLERS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "pip": ("pypi", (("install",),)), "pip3": ("pypi", (("install",),)), "pipx": ("pypi", (("install",),)),
    "uv": ("pypi", (("pip", "install"), ("tool", "install"))),
    "npm": ("npm", (("install",), ("i",), ("add",))), "pnpm": ("npm", (("add",),)),
    "yarn": ("npm", (("global", "add"), ("add",))), "go": ("golang", (("install",),)),
    "cargo": ("cargo", (("install",), ("binstall",))), "gem": ("gem", (("install",),)),
}  # fmt: skip
"""Program → type of package, and the words that make it install."""
_VALUES = frozenset(
    {"-r", "--requirement", "-c", "--constraint", "--index-url", "-i", "--extra-index-url", "--registry", "--target",
     "-t", "--prefix", "-C", "--version", "-v", "--python", "-p", "--source", "-n", "--git", "--tag", "--branch",
     "--path", "--features", "-e", "--editable", "-f", "--find-links", "--platform", "--jobs", "-j", "--root", "--rev",
     "-w", "--workspace", "--loglevel", "--timeout", "--retries", "--trusted-host", "--cache-dir", "--vers", "--with"}
)  # fmt: skip
"""Options of installers whose value is no package."""


def _program(word: str) -> str:
    name = word.replace("\\", "/").rpartition("/")[2]
    return name.removesuffix(".exe").removesuffix(".cmd").lower()


def _installs(program: str, arguments: Sequence[str]) -> bool:
    known = _INSTALLERS.get(program)
    words = tuple(word for word in arguments[:6] if not word.startswith("-"))
    return known is not None and any(words[: len(verb)] == verb for verb in known[1])


def _named(arguments: Sequence[str], program: str) -> Iterator[str]:
    """Yield the packages in the arguments of an installer."""
    verbs = {word for verb in _INSTALLERS[program][1] for word in verb}
    rest = iter(arguments)
    for word in rest:
        if word in _VALUES and not (program in ("npm", "yarn", "pnpm", "cargo") and word in ("-f", "-c", "-v")):
            next(rest, None)
        elif word in verbs:
            verbs.discard(word)
        elif word and not word.startswith("-"):
            yield word


def _unknown(text: str) -> bool:
    return any(mark in text for mark in _UNKNOWN)

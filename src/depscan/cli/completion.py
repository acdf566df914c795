"""``depscan completion``: what a shell offers on TAB, made from the declarations of the commands.

The scripts are complete in themselves: nothing is started when somebody presses the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

PROGRAMS = ("depscan", "sovereign-depscan")
_FOLDER = "DIR"
"""Metavar of options that take a folder."""
_FILES = ("FILE", None)
"""Metavars of options after which files are offered; the others take words of their own."""
_HELP = ("-h", "--help")


class Option(NamedTuple):
    """One option of a command."""

    names: tuple[str, ...]
    help: str
    values: tuple[str, ...] = ()
    takes: str = ""
    """``file``, ``folder``, ``word``; empty: nothing follows it."""
    repeatable: bool = False


class Command(NamedTuple):
    """One command, or the program itself."""

    path: str
    """Such as ``db stats``; empty for the program."""
    help: str
    options: tuple[Option, ...]
    inner: tuple[tuple[str, str], ...] = ()
    """Names of sub-commands and what they do."""
    words: tuple[str, ...] = ()
    """What the argument may be, where that is a closed list."""


def run(shell: str) -> int:
    """Print the script for a shell: one of ``SHELLS``."""
    from depscan.cli.console import write

    write(SHELLS[shell](_commands()))
    return 0


def _commands() -> list[Command]:
    import typer

    from depscan.cli.app import app

    found: list[Command] = []
    stack: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while stack:
        path, declared = stack.pop()
        inner = sorted(getattr(declared, "commands", {}).items())
        found.append(_command(path, declared, inner))
        stack += [(f"{path} {name}".strip(), command) for name, command in inner]
    return sorted(found)


def _command(path: str, declared: Any, inner: Sequence[tuple[str, Any]]) -> Command:
    options = [Option(_HELP, "Show this message and exit.")]
    words: tuple[str, ...] = ()
    for parameter in declared.params:
        values = tuple(getattr(parameter.type, "choices", ()))
        if parameter.param_type_name == "argument":
            words += values
            continue
        plain = parameter.is_flag
        takes = "" if plain else _taken(parameter.metavar, values)
        names = tuple(sorted({*parameter.opts, *parameter.secondary_opts}, key=lambda name: (len(name) > 2, name)))
        options.append(Option(names, _line(parameter.help), values, takes, repeatable=parameter.multiple))
    told = tuple((name, _line(command.help)) for name, command in inner)
    return Command(path, _line(declared.help), tuple(sorted(options)), told, words)


def _taken(metavar: str | None, values: Sequence[str]) -> str:
    if values:
        return "word"
    if metavar == _FOLDER:
        return "folder"
    return "file" if metavar in _FILES else "word"


def _line(text: str | None) -> str:
    """Return the first sentence, on one line."""
    return " ".join((text or "").split("\n\n")[0].split())


# ------------------------------------------------------------------------------------------------------------ bash


_BASH = r"""# Completion of depscan for bash 3.2 or newer; in ~/.bashrc:  source <(depscan completion bash)
_depscan() {
    local word previous="" path="" known="" after="" i
    word="${COMP_WORDS[COMP_CWORD]}"
    for ((i = 1; i < COMP_CWORD; i++)); do
        previous="${COMP_WORDS[i]}"
        if [[ -n $after ]]; then
            after=""
            continue
        fi
        case "$previous" in
            =) ;;
            -*) case " @takes@ " in *" $previous "*) [[ "${COMP_WORDS[i + 1]}" == "=" ]] || after=1 ;; esac ;;
            *) case "$path/$previous" in
@descend@
            esac ;;
        esac
    done
    [[ $word == "=" ]] && word="" previous="="
    [[ $previous == "=" ]] && previous="${COMP_WORDS[COMP_CWORD - 1]}"
    [[ $previous == "=" ]] && previous="${COMP_WORDS[COMP_CWORD - 2]}"
    COMPREPLY=()
    case "$path $previous" in
@values@
        *) case "$path" in
@words@
        esac ;;
    esac
    local candidate
    while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -W "$known" -- "$word")
}
complete -o default -o bashdefault -F _depscan @programs@
"""


def bash(commands: Sequence[Command]) -> str:
    """Return the script for bash."""
    takes = sorted(
        {name for command in commands for option in command.options if option.takes for name in option.names}
    )
    descend = [
        f'                "{command.path}/{name}") path="{f"{command.path} {name}".strip()}" ;;'
        for command in commands
        for name, _ in command.inner
    ]
    values, words = [], []
    for command in commands:
        for option in command.options:
            if option.takes:
                patterns = "|".join(f'"{command.path} {name}"' for name in option.names)
                act = f'known="{" ".join(option.values)}"' if option.values else "return"
                if option.takes == "folder":
                    act = "compopt -o dirnames 2>/dev/null; return"
                values.append(f"        {patterns}) {act} ;;")
        offered = [*(name for name, _ in command.inner), *command.words]
        offered += [name for option in command.options for name in option.names]
        words.append(f'            "{command.path}") known="{" ".join(offered)}" ;;')
    return _filled(
        _BASH, takes=[" ".join(takes)], descend=descend, values=values, words=words, programs=[" ".join(PROGRAMS)]
    )


# ------------------------------------------------------------------------------------------------------------- zsh


def zsh(commands: Sequence[Command]) -> str:
    """Return the script for zsh: one function for each command."""
    lines = [
        f"#compdef {' '.join(PROGRAMS)}",
        "# Completion of depscan for zsh; in ~/.zshrc, behind compinit:  source <(depscan completion zsh)",
    ]
    for command in commands:
        lines += [
            "",
            f"{_function(command.path)}() {{",
            "    local context state state_descr line curcontext=$curcontext",
            "    typeset -A opt_args",
        ]
        lines.append("    _arguments -s -S -C \\")
        lines += [f"        {spec} \\" for option in command.options for spec in _zsh_option(option)]
        if command.inner:
            lines += [
                "        '1: :->command' '*:: :->rest'",
                "    case $state in",
                "        command)",
                "            local -a found=(",
            ]
            lines += [f"                {_quoted(f'{name}:{help_}')}" for name, help_ in command.inner]
            lines += [
                "            )",
                "            _describe command found ;;",
                "        rest)",
                "            case $line[1] in",
            ]
            lines += [
                f"                {name}) {_function(f'{command.path} {name}'.strip())} ;;" for name, _ in command.inner
            ]
            lines += ["            esac ;;", "    esac"]
        elif command.words:
            lines.append(f"        '1: :({' '.join(command.words)})'")
        else:
            lines.append("        '*: :_files'")
        lines.append("}")
    lines += [
        "",
        "if [[ $funcstack[1] == _depscan ]]; then  # read by compinit, from a file named _depscan",
        '    _depscan "$@"',
        "else",
        f"    compdef _depscan {' '.join(PROGRAMS)}",
        "fi",
    ]
    return "\n".join(lines) + "\n"


def _function(path: str) -> str:
    return "_".join(["_depscan", *path.split()])


def _zsh_option(option: Option) -> Iterator[str]:
    """Yield what ``_arguments`` understands; one that may come once excludes its other names."""
    told = "".join("\\" + letter if letter in "[]:\\" else letter for letter in option.help)
    wanted = {"": "", "folder": ": :_files -/", "file": ": :_files", "word": ": : "}[option.takes]
    if option.values:
        wanted = f": :({' '.join(option.values)})"
    for name in option.names:
        first = "*" if option.repeatable else f"({' '.join(option.names)})"
        equals = ("=" if name.startswith("--") else "+") if option.takes else ""
        yield _quoted(f"{first}{name}{equals}[{told}]{wanted}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# ------------------------------------------------------------------------------------------------------------ fish


_FISH = r"""# Completion of depscan for fish; in ~/.config/fish/config.fish:  depscan completion fish | source
function __depscan_at
    set -l path
    for word in (commandline -xpc 2>/dev/null; or commandline -opc)[2..]
        if contains -- "$path/$word" @descend@
            set path (string trim -- "$path $word")
        end
    end
    test "$path" = "$argv"
end
"""


def fish(commands: Sequence[Command]) -> str:
    """Return the script for fish."""
    descend = " ".join(f'"{command.path}/{name}"' for command in commands for name, _ in command.inner)
    lines = [_filled(_FISH, descend=[descend]).rstrip("\n")]
    for command in commands:
        for program in PROGRAMS:
            start = f"complete -c {program} -n {_fish(f'__depscan_at {command.path}'.strip())}"
            lines += [f"{start} -f -a {name} -d {_fish(help_)}" for name, help_ in command.inner]
            if command.words:
                lines.append(f"{start} -f -a {_fish(' '.join(command.words))}")
            lines += [f"{start} {_fish_option(option)}" for option in command.options]
    return "\n".join(lines) + "\n"


def _fish_option(option: Option) -> str:
    names = [f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names]
    if option.values:
        names.append(f"-x -a {_fish(' '.join(option.values))}")
    elif option.takes:
        names.append({"file": "-r -F", "folder": "-x -a '(__fish_complete_directories)'", "word": "-x"}[option.takes])
    return " ".join([*names, "-d", _fish(option.help)])


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# ------------------------------------------------------------------------------------------------------ PowerShell


_POWERSHELL = r"""# Completion of depscan for PowerShell; in $PROFILE:
#   depscan completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName @programs@ -ScriptBlock {
    param($word, $line, $cursor)
    $known = @{
@known@
    }
    $values = @{
@values@
    }
    $path = ''
    $previous = ''
    foreach ($element in $line.CommandElements | Select-Object -Skip 1) {
        if ($element.Extent.EndOffset -ge $cursor -and $word -ne '') { break }
        $previous = $element.ToString()
        $deeper = "$path $previous".Trim()
        if ($known.ContainsKey($deeper)) { $path = $deeper }
    }
    $offered = if ($values.ContainsKey("$path $previous")) { $values["$path $previous"] } else { $known[$path] }
    $offered | Where-Object { $_ -clike "$word*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
"""


def powershell(commands: Sequence[Command]) -> str:
    """Return the script for PowerShell."""
    known, values = [], []
    for command in commands:
        offered = [*(name for name, _ in command.inner), *command.words]
        offered += [name for option in command.options for name in option.names]
        known.append(f"        '{command.path}' = {_powershell(offered)}")
        for option in command.options:
            if option.values:
                values += [f"        '{command.path} {name}' = {_powershell(option.values)}" for name in option.names]
    return _filled(_POWERSHELL, known=known, values=values, programs=[", ".join(PROGRAMS)])


def _powershell(words: Sequence[str]) -> str:
    return "@(" + ", ".join(f"'{word}'" for word in words) + ")"


def _filled(template: str, **parts: Sequence[str]) -> str:
    for name, lines in parts.items():
        template = template.replace(f"@{name}@", "\n".join(lines))
    return template


SHELLS: dict[str, Callable[[Sequence[Command]], str]] = {
    "bash": bash,
    "zsh": zsh,
    "fish": fish,
    "powershell": powershell,
}

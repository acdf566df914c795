"""The action, the templates, the hooks and the image, tried as far as a machine without their servers allows."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from depscan import reference
from depscan._version import __version__
from depscan.extractors.registry import listed

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB_SPEC, GITLAB_JOBS = yaml.safe_load_all((ROOT / "templates" / "depscan.yml").read_text(encoding="utf-8"))
SCRIPTS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
(GITLAB_JOB,) = GITLAB_JOBS.values()
AZURE = yaml.safe_load((ROOT / "integrations" / "azure-pipelines.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
HOSTILE = ('"; touch owned; #', "$(touch owned)", "`touch owned`", "a b", "*", "'", "-o", "é\\n", "${{ github.token }}")


@pytest.fixture
def bash():
    found = shutil.which("bash")
    if found is None:
        pytest.skip("no bash on this machine")
    return found


# ----------------------------------------------------------------------------------------------------- GitHub Action


class Runner:
    """What GitHub's runner does for the steps of a composite action: expressions in ``env``, files for commands."""

    def __init__(self, folder, bash):
        self.bash = bash
        self.workspace, self.temp = folder / "work space", folder / "temp"
        for path in (self.workspace, self.temp):
            path.mkdir()
        self.outputs, self.summary = self.temp / "output", self.temp / "summary"
        self.summary.write_text("before\n", encoding="utf-8")

    def step(self, id_, inputs, steps):
        (step,) = [step for step in ACTION["runs"]["steps"] if step["id"] == id_]
        unknown = set(inputs) - set(ACTION["inputs"])
        assert not unknown
        values = {f"inputs.{name}": inputs.get(name, given["default"]) for name, given in ACTION["inputs"].items()}
        values |= {f"steps.{name}": value for name, value in steps.items()}
        filled = {name: self._value(text, values) for name, text in step["env"].items()}
        self.outputs.write_text("", encoding="utf-8")
        done = subprocess.run(
            [self.bash, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.temp),
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_OUTPUT": str(self.outputs),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "RUNNER_TEMP": str(self.temp),
                **filled,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done, dict(line.split("=", 1) for line in self.outputs.read_text(encoding="utf-8").splitlines())

    @staticmethod
    def _value(text, values):
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found[1]], text)


@pytest.fixture
def runner(tmp_path, bash):
    return Runner(tmp_path, bash)


def python_that(folder, script):
    """Return a stand-in for the environment's Python: ``python -I -m depscan …`` runs the script."""
    path = folder / "stand-in"
    path.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def recording(folder, *, status=0, writes=""):
    return python_that(
        folder,
        f"import json, sys\njson.dump(sys.argv[1:], open({str(folder / 'arguments')!r}, 'w'))\n{writes}\nsys.exit({status})\n",
    )


def real(folder):
    source = str(ROOT / "src")
    return python_that(
        folder,
        f"import sys\nassert sys.argv[1:4] == ['-I', '-m', 'depscan']\nsys.argv[1:4] = []\nsys.path[:0] = [{source!r}]\n"
        "from depscan.cli.main import run\nrun()\n",
    )


def test_the_action_has_what_its_documentation_says():
    assert set(ACTION) == {"name", "author", "description", "branding", "inputs", "outputs", "runs"}
    assert ACTION["runs"]["using"] == "composite"
    for name, given in ACTION["inputs"].items():
        assert set(given) == {"description", "default"}, name
        assert isinstance(given["default"], str), name
    rows = re.findall(
        r"^\| `([\w-]+)` \| (?:`(.*?)`)? ?\|",
        (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {name: default for name, default in rows if name in ACTION["inputs"]} == {
        name: given["default"] for name, given in ACTION["inputs"].items()
    }
    for output in ACTION["outputs"]:
        assert f"`{output}`" in (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")


def test_no_expression_stands_in_a_script():
    for step in ACTION["runs"]["steps"]:
        assert set(step) == {"id", "name", "shell", "run", "env"}
        assert "${{" not in step["run"]
    for step in AZURE["steps"]:
        assert "${{" not in step.get("bash", "") + step.get("script", "")
    for part in ("before_script", "script"):
        assert "$[[" not in "".join(GITLAB_JOB[part])
    assert '"""' not in (ROOT / "integrations" / "Jenkinsfile").read_text(encoding="utf-8")


def test_actions_in_examples_are_pinned_by_full_commit():
    for path in (ROOT / "docs" / "integrations.md", ROOT / "README.md", ROOT / "action.yml"):
        for action, ref in re.findall(r"uses: ([\w./-]+)@(\S+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[0-9a-f]{40}|COMMIT", ref), f"{path.name}: {action}@{ref}"


@pytest.mark.parametrize("value", HOSTILE)
def test_inputs_are_text_and_nothing_else(runner, tmp_path, value):
    inputs = dict.fromkeys(("targets", "config", "fail-on", "baseline", "args", "sarif-file", "markdown-file"), value)
    done, _ = runner.step("scan", inputs, {"install.outputs.python": recording(tmp_path)})

    assert done.returncode == 0, done.stderr
    given = json.loads((tmp_path / "arguments").read_text(encoding="utf-8"))
    assert given[3:5] == ["scan", "--quiet"]
    for option in ("--config=", "--fail-on=", "--baseline=", "--output=sarif:", "--output=markdown:"):
        assert f"{option}{value}" in given
    assert given[-3:] == [value, "--", value]
    assert not list(tmp_path.rglob("owned"))
    assert sorted(runner.workspace.iterdir()) == []


def test_lines_of_targets_and_arguments_are_one_argument_each(runner, tmp_path):
    inputs = {
        "targets": "shop dir\n\n-x\nlast",
        "args": "--home=CH\n--exclude=a b",
        "annotations": "false",
        "summary": "false",
    }
    done, _ = runner.step("scan", inputs, {"install.outputs.python": recording(tmp_path)})

    assert done.returncode == 0, done.stderr
    given = json.loads((tmp_path / "arguments").read_text(encoding="utf-8"))
    assert given[3:] == [
        *("scan", "--quiet", "--output=table:-", "--output=sarif:depscan.sarif", "--home=CH", "--exclude=a b", "--"),
        *("shop dir", "-x", "last"),
    ]


@pytest.mark.parametrize("name", ["config", "fail-on", "baseline", "sarif-file", "markdown-file", "working-directory"])
def test_a_line_break_cannot_reach_the_files_of_the_runner(runner, tmp_path, name):
    done, outputs = runner.step("scan", {name: "a\nexit-status=0"}, {"install.outputs.python": recording(tmp_path)})

    assert (done.returncode, outputs) == (2, {})
    assert "line break" in done.stdout
    assert not (tmp_path / "arguments").exists()


@pytest.mark.parametrize("status", [0, 1, 2, 3, 4, 5, 70])
def test_the_exit_status_is_kept(runner, tmp_path, status):
    done, outputs = runner.step("scan", {}, {"install.outputs.python": recording(tmp_path, status=status)})

    assert done.returncode == status
    assert outputs == {"exit-status": str(status)}


def test_what_the_scan_prints_is_no_command_to_the_runner(runner, tmp_path):
    """Between the two lines with a token that nobody can guess the runner obeys nothing."""
    writes = "print('::set-output name=x::y'); print('##[error]z', file=sys.stderr)"
    tokens = set()
    for _ in range(2):
        done, _ = runner.step("scan", {}, {"install.outputs.python": recording(tmp_path, writes=writes)})
        lines = done.stdout.split("\n")
        stop = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
        token = lines[stop].removeprefix("::stop-commands::")
        go_on = lines.index(f"::{token}::")
        assert stop < lines.index("::set-output name=x::y") < go_on
        assert stop < lines.index("##[error]z") < go_on
        assert done.stderr == ""
        tokens.add(token)
    assert len(tokens) == 2
    assert all(len(token) == len("depscan-") + 32 for token in tokens)


def test_an_old_sarif_file_is_not_taken_for_the_result(runner, tmp_path):
    (runner.workspace / "depscan.sarif").write_text("old", encoding="utf-8")
    done, outputs = runner.step("scan", {}, {"install.outputs.python": recording(tmp_path, status=2)})

    assert done.returncode == 2
    assert outputs == {"exit-status": "2"}
    assert not (runner.workspace / "depscan.sarif").exists()


def test_nothing_of_the_workspace_is_imported(runner, tmp_path):
    """A pull request may bring modules that Python would find first: the environment is made elsewhere, with -I."""
    for name in ("venv.py", "pip.py", "depscan.py", "sitecustomize.py", "typing.py"):
        (runner.workspace / name).write_text("open('owned', 'w')\nraise SystemExit(7)\n", encoding="utf-8")
    log = tmp_path / "log"
    python = python_that(
        tmp_path,
        "import os, pathlib, sys\n"
        f"open({str(log)!r}, 'a').write(os.getcwd() + ' ' + ' '.join(sys.argv[1:]) + '\\n')\n"
        "if sys.argv[2:4] == ['-m', 'venv']:\n"
        "    folder = pathlib.Path(sys.argv[4], 'bin')\n"
        "    folder.mkdir(parents=True)\n"
        "    (folder / 'python').symlink_to(os.path.abspath(__file__))\n",
    )
    first, outputs = runner.step("install", {"python": python}, {})
    calls = log.read_text(encoding="utf-8").splitlines()
    second, again = runner.step("install", {"python": python}, {})

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert all(call.startswith(f"{runner.temp} -I ") for call in calls)
    assert [call.split(" -I ")[1].split()[1] for call in calls[1:]] == ["venv", "pip", "pip", "depscan"]
    assert f"--require-hashes --only-binary :all: --requirement {ROOT}/integrations/requirements.txt" in calls[2]
    assert calls[3].endswith(f"--no-deps --no-build-isolation {ROOT}")
    assert outputs == again
    assert outputs["python"].startswith(str(runner.temp / "sovereign-depscan-"))
    assert "pip install" not in "".join(log.read_text(encoding="utf-8").splitlines()[len(calls) :])
    assert not list(tmp_path.rglob("owned"))


def test_a_python_that_is_too_old_is_told(runner, tmp_path):
    done, outputs = runner.step("install", {"python": python_that(tmp_path, "raise SystemExit(1)\n")}, {})

    assert (done.returncode, outputs) == (2, {})
    assert "::error" in done.stdout
    assert "setup-python" in done.stdout


def test_the_action_scans_for_real(runner, tmp_path):
    shutil.copytree(ROOT / "examples" / "webshop", runner.workspace / "shop")
    inputs = {"working-directory": "shop", "fail-on": "high", "markdown-file": "comment.md"}
    done, outputs = runner.step("scan", inputs, {"install.outputs.python": real(tmp_path)})

    assert done.returncode == 1, done.stdout + done.stderr
    assert outputs == {"exit-status": "1", "sarif-file": "shop/depscan.sarif"}
    sarif = json.loads((runner.workspace / "shop" / "depscan.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert sarif["runs"][0]["results"]
    assert (runner.workspace / "shop" / "comment.md").stat().st_size > 100
    assert runner.summary.read_text(encoding="utf-8").startswith("before\n")
    assert runner.summary.stat().st_size > 200
    assert re.search(r"^::(error|warning|notice) ", done.stdout, re.MULTILINE)
    assert not list(runner.temp.glob("depscan.*"))


# ---------------------------------------------------------------------------------------- what is installed with it


def locked():
    text = (ROOT / "integrations" / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    for words in lines:
        hashes = [word for word in words if word.startswith("--hash=sha256:")]
        assert hashes, words[0]
        yield Requirement(" ".join(word for word in words if not word.startswith("--"))), hashes


def test_the_lock_has_all_that_is_needed_in_versions_that_are_allowed():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    exact = {requirement.name: str(requirement.specifier).removeprefix("==") for requirement, _ in locked()}
    for text in [*project["project"]["dependencies"], *project["build-system"]["requires"]]:
        wanted = Requirement(text)
        assert wanted.name in exact, f"make integrations/requirements.txt again: {text}"
        assert wanted.specifier.contains(Version(exact[wanted.name])), (
            f"make integrations/requirements.txt again: {text}"
        )


# -------------------------------------------------------------------------------------------------- GitLab, Azure


def test_the_component_declares_every_input_that_it_uses():
    inputs = GITLAB_SPEC["spec"]["inputs"]
    text = (ROOT / "templates" / "depscan.yml").read_text(encoding="utf-8").partition("\n---\n")[2]

    assert set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", text)) == set(inputs)
    assert all(set(given) >= {"default", "description"} or name == "allow-failure" for name, given in inputs.items())
    assert inputs["fail-on"]["default"] in inputs["fail-on"]["options"]


def test_the_component_installs_this_version_by_default():
    version = GITLAB_SPEC["spec"]["inputs"]["version"]

    assert version["default"] == __version__
    for good in (__version__, "image", "1.2.3rc1", "1.2.3.post1"):
        assert re.fullmatch(version["regex"].strip("^$"), good), good
    for bad in ("", "1", "1.0.0; id", "1.0.0 other", "$(id)", "1.0.0\nx"):
        assert not re.fullmatch(version["regex"].strip("^$"), bad), bad


def test_values_of_the_component_are_variables_that_are_not_expanded():
    for name, given in GITLAB_JOB["variables"].items():
        assert given["expand"] is False, name
        assert re.fullmatch(r"\$\[\[ inputs\.[\w-]+ \]\]", given["value"]), name


def test_the_component_publishes_the_reports_that_it_writes():
    written = set(re.findall(r"--output=[\w-]+:(\S+\.\w+)", "".join(GITLAB_JOB["script"])))

    assert GITLAB_JOB["artifacts"]["when"] == "always"
    assert set(GITLAB_JOB["artifacts"]["paths"]) == set(GITLAB_JOB["artifacts"]["reports"].values()) == written
    assert set(GITLAB_JOB["artifacts"]["reports"]) == {"codequality", "sarif", "junit", "cyclonedx"}


@pytest.mark.parametrize("shell", ["bash", "dash", "busybox"])
@pytest.mark.parametrize("value", HOSTILE)
def test_inputs_of_the_component_are_text_and_nothing_else(tmp_path, shell, value):
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} on this machine")
    workspace = tmp_path / "work"
    workspace.mkdir()
    (tmp_path / "bin").mkdir()
    recording(tmp_path, status=1)
    (tmp_path / "stand-in").rename(tmp_path / "bin" / "python3")
    given = {"VERSION": "image", "TARGETS": f"{value}\nb", "ARGS": f"--home=CH\n{value}"}
    given |= dict.fromkeys(("CONFIG", "FAIL_ON", "BASELINE"), value)
    done = subprocess.run(
        [found, *(["sh"] if shell == "busybox" else []), "-e"],
        input="\n".join(GITLAB_JOB["before_script"] + GITLAB_JOB["script"]),
        cwd=workspace,
        env={
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            **{f"SOVEREIGN_{name}": text for name, text in given.items()},
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    arguments = json.loads((tmp_path / "arguments").read_text(encoding="utf-8"))
    assert arguments[:4] == ["-I", "-m", "depscan", "scan"]
    assert arguments[-8:] == [
        *(f"--config={value}", f"--fail-on={value}", f"--baseline={value}"),
        *("--home=CH", value, "--", value, "b"),
    ]
    assert list(workspace.iterdir()) == []


@pytest.mark.parametrize("value", HOSTILE)
def test_parameters_of_azure_pipelines_are_text_and_nothing_else(tmp_path, bash, value):
    """An empty parameter is no variable at all there."""
    (step,) = [step for step in AZURE["steps"] if step["displayName"] == "depscan"]
    (tmp_path / "sovereign-depscan" / "bin").mkdir(parents=True)
    (tmp_path / "depscan-reports").mkdir()
    recording(tmp_path, status=1, writes="print('##vso[task.setvariable variable=x]y')")
    (tmp_path / "stand-in").rename(tmp_path / "sovereign-depscan" / "bin" / "python")
    workspace = tmp_path / "work"
    workspace.mkdir()
    done = subprocess.run(
        [bash, "--noprofile", "--norc", "-c", step["bash"]],
        env={
            "PATH": os.environ["PATH"],
            "AGENT_TEMPDIRECTORY": str(tmp_path),
            "BUILD_SOURCESDIRECTORY": str(workspace),
            "SOVEREIGN_TARGETS": value,
            "SOVEREIGN_FAIL_ON": value,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    arguments = json.loads((tmp_path / "arguments").read_text(encoding="utf-8"))
    assert arguments[-3:] == [f"--fail-on={value}", "--", value]
    assert "##vso" not in done.stdout
    assert list(workspace.iterdir()) == []


# -------------------------------------------------------------------------------------------------------- pre-commit


def test_the_files_that_start_the_hook_are_those_of_the_formats():
    path = ROOT / ".pre-commit-hooks.yaml"
    text = path.read_text(encoding="utf-8")

    assert reference.rewritten(text) == text, "run: python -m depscan.reference --write .pre-commit-hooks.yaml"


def test_the_hook_starts_for_every_file_name_of_a_format():
    expression = re.compile(HOOKS[1]["files"])
    for format_ in listed():
        if not format_.installed and not format_.mentions:
            for pattern in format_.patterns:
                name = re.sub(r"\[(.)[^]]*\]", r"\1", pattern).replace("*", "x")
                assert expression.search(name), name
                assert expression.search(f"some/folder/{name}"), name


@pytest.mark.parametrize(
    "name", ["README.md", "docs/a.rst", "src/app.py", "src/main.go", "logo.png", "LICENSE", "a/Makefile"]
)
def test_the_hook_does_not_start_for_text_and_code(name):
    assert not re.search(HOOKS[1]["files"], name)


@pytest.mark.parametrize(
    "name",
    ["depscan.toml", "pyproject.toml", "depscan-baseline.json", "setup.py", "Containerfile", "infra/main.tf", ".env"],
)
def test_the_hook_starts_for_dependencies_and_decisions(name):
    assert re.search(HOOKS[1]["files"], name)


def test_hooks_take_no_file_names():
    for hook in HOOKS:
        assert (hook["language"], hook["pass_filenames"], hook["require_serial"]) == ("python", False, True)
        assert shlex.split(hook["entry"])[0] in ("depscan", "sovereign-depscan")


def test_pre_commit_runs_the_hooks(tmp_path):
    """As local hooks of the machine: an environment of their own would need a package index."""
    git, pre_commit = shutil.which("git"), shutil.which("pre-commit", path=SCRIPTS)
    if git is None or pre_commit is None:
        pytest.skip("no git or no pre-commit on this machine")
    hooks = []
    for hook in HOOKS:
        command = [real(tmp_path), "-I", "-m", "depscan", *shlex.split(hook["entry"])[1:]]
        hooks.append({**hook, "language": "system", "entry": shlex.join(command)})
    repository = tmp_path / "repository"
    repository.mkdir()
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}), encoding="utf-8")
    environment = {
        **os.environ,
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    environment = {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_") or name == "GIT_CONFIG_NOSYSTEM"
    }

    def ran(hook):
        subprocess.run([git, "add", "--all"], cwd=repository, env=environment, check=True)
        return subprocess.run(
            [pre_commit, "run", "--config", str(config), hook],
            cwd=repository,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    subprocess.run([git, "init", "--quiet"], cwd=repository, env=environment, check=True)
    (repository / "README.md").write_text("hello\n", encoding="utf-8")
    nothing = ran("depscan-dependencies")
    (repository / "main.tf").write_text(
        'resource "aws_dynamodb_table" "orders" {\n  name = "orders"\n}\n', encoding="utf-8"
    )
    failed = ran("depscan-dependencies")
    always = ran("depscan")

    assert (nothing.returncode, "Skipped" in nothing.stdout) == (0, True), nothing.stdout
    assert (failed.returncode, always.returncode) == (1, 1), failed.stdout + always.stdout
    assert "DynamoDB" in failed.stdout


# --------------------------------------------------------------------------------------------------------- container


def test_the_image_runs_as_an_ordinary_user_and_imports_nothing_of_what_it_scans():
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]

    assert "USER 65532:65532" in last
    assert any("PYTHONSAFEPATH=1" in line for line in last)
    assert 'ENTRYPOINT ["/usr/bin/python3", "-P", "-m", "depscan"]' in last
    assert not [line for line in last if line.startswith(("RUN", "ADD"))]
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists(), name


# -------------------------------------------------------------------------------------------------------- completion


def offered(depscan, tmp_path, shell, *words):
    script = tmp_path / "script"
    script.write_text(depscan("completion", shell).stdout, encoding="utf-8")
    if shell == "bash":
        command = (
            f"source {script}; COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; _depscan;"
            ' printf "%s\\n" "${COMPREPLY[@]}"'
        )
        arguments = ["bash", "--noprofile", "--norc", "-c", command]
    else:
        arguments = ["fish", "--no-config", "-c", f"source {script}; complete -C {shlex.quote(' '.join(words))}"]
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=True, cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)}
    )
    return {line.partition("\t")[0] for line in done.stdout.splitlines()} - {""}


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["depscan", "sc"], {"scan"}),
        (["sovereign-depscan", "db", "sta"], {"stale", "stats"}),
        (["depscan", "--debug", "scan", "--fail"], {"--fail-on"}),
        (["depscan", "scan", "--fail-on", ""], {"critical", "high", "medium", "low", "minimal"}),
        (["depscan", "scan", "-f", "js"], {"json"}),
        (["depscan", "scan", "--home", "CH", "shop", "--fail-on", "m"], {"medium", "minimal"}),
        (["depscan", "rules", "list", "--cat"], {"--category"}),
        (["depscan", "completion", "z"], {"zsh"}),
    ],
)
def test_shells_complete(depscan, tmp_path, shell, words, expected):
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} on this machine")

    assert offered(depscan, tmp_path, shell, *words) == expected


def test_bash_completes_behind_an_equals_sign(depscan, tmp_path, bash):
    assert offered(depscan, tmp_path, "bash", "depscan", "scan", "--fail-on", "=", "h") == {"high"}
    assert offered(depscan, tmp_path, "bash", "depscan", "scan", "--output", "") == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_scripts_for_shells_parse(depscan, tmp_path, shell):
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} on this machine")
    script = tmp_path / "script.ps1"
    script.write_text(depscan("completion", "powershell" if shell == "pwsh" else shell).stdout, encoding="utf-8")
    arguments = ["-NoProfile", "-File", str(script)] if shell == "pwsh" else ["-n", str(script)]

    subprocess.run([found, *arguments], check=True, env={**os.environ, "HOME": str(tmp_path)})


def test_zsh_completes(depscan, tmp_path):
    """With a terminal, as zsh completes nowhere else."""
    zsh = shutil.which("zsh")
    if zsh is None:
        pytest.skip("no zsh on this machine")
    script = tmp_path / "script"
    script.write_text(depscan("completion", "zsh").stdout, encoding="utf-8")
    driver = f"""
        zmodload zsh/zpty
        zpty shell {shlex.quote(zsh)} -f -i
        zpty -w shell "PROMPT=; autoload -Uz compinit; compinit -u -D; source {script}"
        zpty -w shell "show() {{ print -r -- \\"<\\$BUFFER>\\" }}; zle -N show; bindkey '^Xx' show; print READ''Y"
        zpty -r shell answer '*READY*'
        zpty -w -n shell $'depscan scan --fail-on c\\t\\x18x'
        zpty -r shell answer '*<*>*'
        print -r -- "$answer"
    """
    done = subprocess.run(
        [zsh, "-f", "-c", driver],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb"},
    )

    assert "<depscan scan --fail-on critical >" in done.stdout


def test_completion_loads_nothing_heavy_and_knows_every_command(depscan):
    from depscan.cli.app import commands

    script = "import sys\nfrom depscan.cli.main import main\nassert main(['completion', 'bash']) == 0\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert not {"rich", "pydantic", "msgspec", "yaml", "depscan.pipeline", "depscan.extractors"} & set(
        done.stderr.split()
    )
    for shell in ("bash", "zsh", "fish", "powershell"):
        written = depscan("completion", shell).stdout
        assert depscan("completion", shell).stdout == written
        for command in commands():
            assert command.split()[-1] in written

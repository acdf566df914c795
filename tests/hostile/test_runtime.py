"""The process as its surroundings meet it: signals, closed and full outputs, locales, homes, hostile folders."""

import json
import os
import resource
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from depscan.model import NO_LOCKFILE
from tests.hostile.harness import CONTROL, HEALTHY, plant

CHECKOUT = Path(__file__).parents[2]
START = f"""
import sys
sys.path[:0] = [{os.fspath(CHECKOUT / "src")!r}, {os.fspath(CHECKOUT)!r}]
import depscan.cli.scan
from tests.small import knowledge
depscan.cli.scan.load_knowledge = lambda *a, **k: knowledge()
depscan.cli.scan.last_scan.folder = lambda: None
"""
RUN = START + "from depscan.cli.main import run\nrun()"
SLOW = """
import time
from depscan.syntax import json
def sleepy(*a, **k):
    print("at work", file=sys.stderr, flush=True)
    time.sleep(30)
import depscan.pipeline
depscan.pipeline.merge = sleepy
"""
SECRET = "swordfish-of-the-environment"


@pytest.fixture
def target(tmp_path):
    return plant(tmp_path / "target", {"package-lock.json": "{"})


def start(*arguments, code=RUN, env=None, **options):
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "XDG", "LC_", "LANG"))}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", code, *map(os.fspath, arguments)],
        env=surroundings | (env or {}),
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | options,
    )


def ended(process, within=20):
    """Return status, standard output, standard error; hold that there is no traceback."""
    output, errors = process.communicate(timeout=within)
    errors = (errors or b"").decode()
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors
    return process.returncode, (output or b"").decode(), errors


def run(*arguments, **options):
    return ended(start(*arguments, **options))


@pytest.mark.parametrize(
    ("sent", "status", "says"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_an_end_that_is_asked_for_comes_at_once_and_leaves_nothing_behind(target, tmp_path, sent, status, says):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.json").write_text("older")
    process = start(
        "scan", target, "-o", folder / "report.json", code=START + SLOW + "from depscan.cli.main import run\nrun()"
    )
    assert b"at work" in process.stderr.readline()
    process.send_signal(sent)
    asked = time.monotonic()

    assert ended(process) == (status, "", f"depscan: {says}\n")
    assert time.monotonic() - asked < 2
    assert [path.name for path in folder.iterdir()] == ["report.json"]
    assert (folder / "report.json").read_text() == "older"


def test_an_end_while_writing_leaves_the_older_report(target, tmp_path):
    """The new report is whole or not there; what was begun is removed."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.json").write_text("older")
    slow = 'import os, time\nos.fsync = lambda _: (print("at work", file=sys.stderr, flush=True), time.sleep(30))\n'
    process = start(
        "scan", target, "-o", folder / "report.json", code=START + slow + "from depscan.cli.main import run\nrun()"
    )
    assert b"at work" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)

    assert ended(process)[0] == 143
    assert [path.name for path in folder.iterdir()] == ["report.json"]
    assert (folder / "report.json").read_text() == "older"


@pytest.mark.parametrize("arguments", [["--fail-on", "minimal"], ["--strict"]])
def test_a_reader_that_goes_away_changes_no_status(target, arguments):
    expected = run("scan", target, *arguments)[0]
    process = start("scan", target, *arguments)
    process.stdout.close()

    assert process.wait(20) == expected
    assert process.stderr.read().count(b"Traceback") == 0
    process.stderr.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "{target}"],
        ["scan", "{target}", "-f", "json"],
        ["scan", "{target}", "--color", "always"],
        ["formats"],
        ["--version"],
        ["--help"],
        ["scan", "--help"],
    ],
)
def test_a_full_disk_is_one_line_and_status_2(target, arguments):
    with open("/dev/full", "wb") as full:
        status, _, errors = run(*(a.format(target=target) for a in arguments), stdout=full)

    assert status == 2
    assert errors.count("\n") == 1
    assert "no space left" in errors


def test_a_closed_standard_output_is_told_unless_nobody_needs_it(target, tmp_path):
    closed = {"preexec_fn": lambda: os.close(1), "stdout": None}

    assert run("scan", target, **closed)[::2] == (2, "depscan: cannot write to standard output: it is closed\n")
    assert run("scan", target, "-o", tmp_path / "report.json", **closed)[0] == 0
    assert run("--version", **closed)[0] == 0
    assert json.loads((tmp_path / "report.json").read_text())["summary"]["components"] == 1


def test_a_closed_or_full_standard_error_changes_no_status(target):
    assert run("scan", target, "--strict", stderr=None, preexec_fn=lambda: os.close(2))[0] == 5
    with open("/dev/full", "wb") as full:
        assert run("scan", target, "--strict", stderr=full)[0] == 5
        assert run("scan", target / "absent", stderr=full)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["scan", "{target}", "-o", "{target}/absent/report.json"], "cannot write"),
        (["scan", "{target}", "-o", "{target}"], "is a directory"),
        (["scan", "{target}", "-o", "{target}/package-lock.json/x"], "not a directory"),
        (["scan", "{target}", "-o", ""], "without a name"),
        (["scan", "{target}", "-f", "\x1b[31mxml"], "is not one of"),
        (["scan", "{target}", "--fail-on", "dreadful"], "is not one of"),
        (["scan", "{target}", "--min-coverage", "200"], "is not in the range"),
        (["scan", "{target}", "--home", "Mars"], "two-letter country code"),
        (["scan", "{target}", "--no-such-option"], "no such option"),
        (["scan", "{target}/absent"], "no such file"),
        (["scan", ""], "an empty name"),
        (["scan", "/dev/null"], "neither a file nor a folder"),
        (["no-such-command"], "no such command"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_one_line_and_status_2(target, arguments, says):
    status, output, errors = run(*(a.format(target=target) for a in arguments))

    assert (status, output) == (2, "")
    assert errors.startswith("depscan: ")
    assert says in errors.lower()
    assert errors.count("\n") == 1
    assert not CONTROL.search(errors)


def test_targets_that_are_pipes_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert run("scan", tmp_path / "pipe")[0] == 2


def test_an_empty_folder_is_status_3(tmp_path):
    status, output, errors = run("scan", tmp_path)

    assert (status, output, errors.count("\n")) == (3, "", 1)


def test_an_output_that_is_a_link_is_replaced_not_written_through(target, tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text("untouched")
    (tmp_path / "report.json").symlink_to(canary)

    assert run("scan", target, "-o", tmp_path / "report.json")[0] == 0
    assert canary.read_text() == "untouched"
    assert not (tmp_path / "report.json").is_symlink()


def test_a_report_within_the_target_is_not_read_the_next_time(target):
    report = target / "bom.json"
    first = run("scan", target, "-o", report)[0], report.read_bytes()
    second = run("scan", target, "-o", report)[0], report.read_bytes()

    assert first == second


@pytest.mark.parametrize("arguments", [[], ["-f", "json"], ["--color", "always"]])
def test_a_narrow_locale_costs_no_more_than_letters(tmp_path, arguments):
    target = plant(tmp_path, {"Prüfung/requirements.txt": "ünïcode==1\nmore==1.0\n", "ü/package-lock.json": "{"})
    narrow = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    assert run("scan", target, *arguments, env=narrow)[0] == 0
    assert run("scan", target / "fehlt-ü", env=narrow)[0] == 2
    assert run("rules", "--help", env=narrow)[0] == 0


@pytest.mark.parametrize(
    "env",
    [{"COLUMNS": c} for c in ("1", "0", "-5", "99999", "x")]
    + [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}],
)
def test_terminals_may_say_what_they_like(target, env):
    """On a pseudo terminal, since a pipe has no width and no colour."""
    plant(target, {"package.json": '{"dependencies": {"@acme-sdk/client-db": "1.0.0"}}'})
    main, terminal = os.openpty()
    process = start("scan", target, env={"TERM": "xterm"} | env, stdout=terminal, stderr=terminal)
    os.close(terminal)
    written = bytearray()
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(main)

    assert process.wait(20) == 0
    assert max(map(len, written.splitlines())) <= 600
    assert (b"\x1b" in written) == ("NO_COLOR" not in env and env.get("TERM") != "dumb")


@pytest.mark.parametrize("home", [None, "/nonexistent", "/dev/null"])
def test_no_home_is_needed(target, home):
    env = {"PATH": os.environ["PATH"]} | ({"HOME": home} if home else {})
    code = START.replace(
        "depscan.cli.scan.load_knowledge = lambda *a, **k: knowledge()",
        "from depscan.knowledge import locate\nfrom tests.small import FOLDER\nlocate.base_folder = lambda: FOLDER",
    )
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", code + "from depscan.cli.main import run\nrun()", "scan", os.fspath(target)],
        env=env, cwd=target, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip

    assert ended(process)[0] == 0
    assert not (target / "~").exists()


@pytest.mark.parametrize("way", ["command", "module"])
def test_nothing_is_imported_from_the_current_folder(tmp_path, way):
    for name in ("json", "yaml", "typer", "msgspec", "rich", "tomli", "re", "depscan"):
        (tmp_path / f"{name}.py").write_text(f"open({os.fspath(tmp_path / 'EXECUTED')!r}, 'a').write({name!r})\n")
    if way == "module":
        (tmp_path / "depscan.py").unlink()  # what -m itself looks for is not ours to say
    script = Path(sysconfig.get_path("scripts"), "depscan")
    if way == "command" and not script.exists():
        pytest.skip("not installed")
    command = [os.fspath(script)] if way == "command" else [sys.executable, "-m", "depscan"]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    if way == "module":
        env["PYTHONPATH"] = os.fspath(CHECKOUT / "src")
    done = subprocess.run([*command, "formats"], cwd=tmp_path, env=env, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "EXECUTED").exists()


def test_the_environment_is_not_expanded_and_not_shown(tmp_path):
    target = plant(tmp_path, {
        "compose.yaml": "services:\n a: {image: 'x.example/${PLANTED}:${PLANTED}'}\n b: {image: 'y.example/b:$PLANTED'}\n",
        "Dockerfile": "FROM ${PLANTED}\nFROM x.example/y:$PLANTED\n",
        "requirements.txt": "--index-url https://u:${PLANTED}@h.example/\nx==${PLANTED}\n",
        "pom.xml": "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${env.PLANTED}</version></dependency></dependencies></project>",
        "main.tf": 'resource "aws_x" "y" { region = "${env.PLANTED}" }\n',
    })  # fmt: skip
    env = {"PLANTED": SECRET, "AWS_SECRET_ACCESS_KEY": SECRET, "TF_VAR_x": SECRET}
    for more in ([], ["-f", "json"], ["--debug"]):
        status, output, errors = run(
            *more[:1] if more == ["--debug"] else [], "scan", target, *more if more != ["--debug"] else [], env=env
        )
        assert status == 0
        assert SECRET not in output + errors


def test_many_arguments_are_many_targets(tmp_path):
    paths = []
    for number in range(600):
        path = tmp_path / f"-{number}.txt"
        path.write_text(f"package{number}==1.0\n")
        paths.append(path.name)
    report = tmp_path / "report.json"
    status, _, errors = run("scan", "-f", "json", "-o", report, "--", *paths, cwd=tmp_path)

    assert (status, errors) == (0, "")
    assert json.loads(report.read_text())["summary"]["files"]["seen"] == 600


def test_few_descriptors_are_enough(tmp_path):
    target = plant(tmp_path, {f"d{n}/requirements.txt": f"p{n}==1\n-r ../d0/requirements.txt\n" for n in range(100)})

    status, output, _ = run(
        "scan", target, "-f", "json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    )
    assert status == 0
    assert json.loads(output)["summary"]["components"] == 101


def test_a_small_stack_is_enough_for_deep_files(tmp_path):
    target = plant(tmp_path, {"a/package-lock.json": "[" * 100_000, "b/compose.yaml": "[" * 40_000, "c/compose.yaml": "- " * 100_000,
                              "d/pom.xml": "<a>" * 100_000, "e/main.tf": "a = " + "[" * 100_000, "f/poetry.lock": "a=" + "[" * 50_000,
                              "g/bom.json": '{"bomFormat":"CycloneDX","components":' + '[{"name":"x","components":' * 3000})  # fmt: skip
    status, output, _ = run(
        "scan", target, "-f", "json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, 1 << 20))
    )

    assert status == 0
    told = [d for d in json.loads(output)["diagnostics"] if d["code"] != NO_LOCKFILE]
    assert {d["path"][0] for d in told} == set("abcdefg")


def test_a_file_that_needs_more_memory_than_there_is_costs_itself(tmp_path):
    lock = (
        '{"lockfileVersion":3,"packages":{'
        + ",".join(f'"node_modules/package-{n}":{{"version":"1.0.{n}"}}' for n in range(300_000))
        + "}}"
    )
    target = plant(tmp_path, {"package-lock.json": lock})
    few = 220 << 20
    status, output, _ = run(
        "scan", target, "-f", "json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (few, few))
    )

    assert status == 0
    report = json.loads(output)
    told = [d for d in report["diagnostics"] if d["code"] != NO_LOCKFILE]
    assert [(d["path"], d["message"]) for d in told] == [
        ("package-lock.json", "reading it takes more memory than there is")
    ]
    assert report["components"][0]["evidence"][0]["path"] == HEALTHY


def test_a_bug_is_status_70_with_and_without_debug_and_shows_no_control_character(target):
    broken = 'def fail(*a, **k): raise RuntimeError("\\x1b[31mhttps://u:swordfish@h.example")\nimport depscan.cli.scan\ndepscan.cli.scan.scan = fail\n'
    code = START + broken + "from depscan.cli.main import run\nrun()"

    assert run("scan", target, code=code)[0] == 70
    process = start("--debug", "scan", target, code=code)
    errors = process.communicate(timeout=20)[1].decode()
    assert process.returncode == 70
    assert "RuntimeError" in errors
    assert not CONTROL.search(errors)
    assert "swordfish" not in errors

"""Nothing is executed, no connection is opened, nothing is written or read outside: the interpreter itself keeps watch."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.hostile.harness import plant
from tests.hostile.test_secrets import FILES

CHECKOUT = Path(__file__).parents[2]
WATCH = """
import os, sys
sys.path[:0] = [{src!r}, {checkout!r}]
target, outside, report = map(os.path.realpath, sys.argv[1:4])
from tests.small import knowledge
import depscan.cli.scan
known = knowledge()
depscan.cli.scan.load_knowledge = lambda *a, **k: known
seen = []
NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "ssl.")
CHILDREN = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.", "ctypes.")
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate", "os.utime", "shutil.")
own = lambda path: os.path.realpath(path).startswith(os.path.dirname(report) + os.sep)
def watch(event, args):
    if event.startswith(NETWORK + CHILDREN):
        seen.append(f"{{event}} {{args!r}}")
    elif event.startswith(CHANGES):
        if not all(own(a) for a in args if isinstance(a, str)):
            seen.append(f"{{event}} {{args!r}}")
    elif event == "open" and isinstance(args[0], str):
        path, writes = os.path.realpath(args[0]), args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if (writes and not own(args[0])) or (path.startswith(outside) and not args[2] & os.O_NOFOLLOW):
            seen.append(f"{{event}} {{args!r}}")
    elif event == "import" and args[1] and os.path.realpath(args[1]).startswith(target):
        seen.append(f"{{event}} {{args!r}}")
from depscan.cli.main import main
sys.addaudithook(watch)
os.chdir(target)
for arguments in (["-f", "json", "-o", report], ["--color", "always", "-o", report + ".txt"]):
    assert main(["scan", target, *arguments]) == 0
print("\\n".join(seen))
"""

PROGRAM = "import os\nopen('EXECUTED', 'w')\n"
TEMPTING = {
    "setup.py": PROGRAM,
    "conftest.py": PROGRAM,
    "sitecustomize.py": PROGRAM,
    "json.py": PROGRAM,
    "package.json": json.dumps({"scripts": {"preinstall": "touch EXECUTED"}, "dependencies": {"a": "git+https://host.invalid/a.git"}}),
    ".npmrc": "registry=https://host.invalid/\n",
    ".git/config": "[core]\n\tfsmonitor = touch EXECUTED\n",
    "requirements.txt": "-r https://host.invalid/r.txt\n-r ../outside/requirements.txt\n-e .\na @ https://host.invalid/a.whl\n`touch EXECUTED`\n$(touch EXECUTED)\n",
    "compose.yaml": "include: [https://host.invalid/c.yaml, ../outside/compose.yaml]\nservices:\n  a:\n    image: !!python/object/apply:os.system ['touch EXECUTED']\n    env_file: ../outside/.env\n    extends: {file: ../outside/compose.yaml, service: a}\n",
    "pom.xml": "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version><relativePath>../outside/pom.xml</relativePath></parent></project>",
    "x.csproj": '<Project><Import Project="../outside/x.props"/><Import Project="$([System.IO.File]::ReadAllText(/etc/hostname))"/></Project>',
    "main.tf": 'data "external" "x" { program = ["touch", "EXECUTED"] }\nlocals { x = file("../outside/canary") }\nmodule "x" { source = "git::https://host.invalid/x" }\n',
    "build.gradle": '"touch EXECUTED".execute()\n',
    "Gemfile": "system('touch EXECUTED')\n",
    "Gemfile.lock": "GEM\n  remote: https://host.invalid/\n  specs:\n    a (1.0)\n",
    "bom.xml": '<?xml-stylesheet href="https://host.invalid/x.xsl"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="../outside/canary"/></bom>',
    "bom.json": json.dumps({"$schema": "https://host.invalid/s.json", "bomFormat": "CycloneDX", "components": [{"type": "library", "name": "a", "externalReferences": [{"type": "bom", "url": "https://host.invalid/"}]}]}),
}  # fmt: skip


def test_nothing_is_executed_connected_written_or_read_outside(tmp_path):
    target = plant(tmp_path / "target", {**{f"secrets/{name}": content for name, content in FILES.items()}, **TEMPTING})
    outside = plant(
        tmp_path / "outside",
        dict.fromkeys(("requirements.txt", "compose.yaml", ".env", "pom.xml", "x.props", "canary"), "outside-canary"),
    )
    (target / "link").symlink_to(outside)
    (target / "yarn.lock").symlink_to(outside / "requirements.txt")
    before = {path: path.lstat().st_mtime_ns for path in target.rglob("*")}
    (tmp_path / "out").mkdir()
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCH.format(src=os.fspath(CHECKOUT / "src"), checkout=os.fspath(CHECKOUT)), target, outside, tmp_path / "out" / "report.json"],
        capture_output=True, text=True, check=False, timeout=60, env=os.environ | {"XDG_CACHE_HOME": os.fspath(tmp_path / "out")},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
    assert {path.name for path in (tmp_path / "out" / "sovereign-depscan").iterdir()} == {"last-scan.json"}
    assert {path: path.lstat().st_mtime_ns for path in target.rglob("*")} == before
    assert (
        "outside-canary"
        not in (tmp_path / "out" / "report.json").read_text() + (tmp_path / "out" / "report.json.txt").read_text()
    )

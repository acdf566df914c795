"""What every test stands on: a scrubbed environment, golden files, derandomised properties."""

import os

import pytest
from hypothesis import settings

settings.register_profile("depscan", derandomize=True, deadline=None)
settings.load_profile("depscan")

for _name in list(os.environ):
    if _name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "CI", "TERM"} or _name.startswith(("GITHUB_", "DEPSCAN_")):
        del os.environ[_name]


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="rewrite expected results; read the diff")


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")


class Outcome:
    """What a command did."""

    def __init__(self, status, stdout, stderr):
        self.status, self.stdout, self.stderr = status, stdout, stderr


@pytest.fixture
def depscan(capfd, monkeypatch, tmp_path_factory):
    """Run the command line through ``main()`` on the invented knowledge of the tests; the last scan is the test's own."""
    from depscan.cli import main
    from depscan.knowledge import load
    from tests.small import FOLDER, knowledge

    kept = tmp_path_factory.mktemp("cache", numbered=True)

    def run(*arguments, real=False, known=knowledge):
        with monkeypatch.context() as patch:
            patch.setattr("depscan.cli.last_scan.folder", lambda: kept)
            if not real:
                for name in (
                    "cli.baseline",
                    "cli.scan",
                    "cli.init",
                    "cli.whatif",
                    "cli.diff",
                    "cli.explain",
                    "cli.catalogue",
                    "cli.database",
                    "pipeline",
                ):
                    __import__(f"depscan.{name}")
                    patch.setattr(f"depscan.{name}.load_knowledge", lambda *_, **__: known())
                patch.setattr("depscan.knowledge.locate.base_folder", lambda: FOLDER)
            assert load
            capfd.readouterr()
            status = main.main([str(argument) for argument in arguments])
        written = capfd.readouterr()
        return Outcome(int(status), written.out, written.err)

    run.kept = kept / "last-scan.json"
    return run

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

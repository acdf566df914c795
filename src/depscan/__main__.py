"""``python -m depscan``."""

from depscan.cli.main import run

if __name__ == "__main__":
    run()

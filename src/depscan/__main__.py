"""``python -m depscan``."""

import sys

if __name__ == "__main__":
    # Python looks for modules in the current folder first, which may be a hostile tree with a json.py of its own
    if not sys.flags.safe_path:
        del sys.path[0]

    from depscan.cli.main import run

    run()

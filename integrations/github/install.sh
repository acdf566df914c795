#!/usr/bin/env bash
# Install depscan from the action's own checkout into an environment of its own, with dependencies by digest.
# It runs outside the workspace, and Python with -I: nothing of the scanned checkout is imported or heeded.
set -euo pipefail

fail() {
    printf '::error title=depscan::%s\n' "$1"
    exit 2
}

cd "$RUNNER_TEMP"
python=${SOVEREIGN_PYTHON:-}
if [ -z "$python" ]; then
    python=$(command -v python3 || command -v python) || fail "no python3 on this runner; run actions/setup-python before"
fi
"$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "the Python of this runner is not 3.11 or newer; run actions/setup-python before, or give the input python"

# one environment for each checkout of the action in a job: a second use installs nothing
digest=$(printf '%s' "$GITHUB_ACTION_PATH" | cksum | cut -d ' ' -f 1)
environment=$RUNNER_TEMP/sovereign-depscan-$digest
if [ ! -f "$environment/complete" ]; then
    "$python" -I -m venv "$environment" || fail "cannot make a virtual environment: is the venv module installed?"
fi
inside=$environment/bin/python
[ -e "$inside" ] || inside=$environment/Scripts/python.exe
if [ ! -f "$environment/complete" ]; then
    "$inside" -I -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        --requirement "$GITHUB_ACTION_PATH/integrations/requirements.txt"
    "$inside" -I -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation "$GITHUB_ACTION_PATH"
    : >"$environment/complete"
fi
"$inside" -I -m depscan --version
printf 'python=%s\n' "$inside" >>"$GITHUB_OUTPUT"

#!/usr/bin/env bash
# Scan with the environment that install.sh made; write SARIF, annotations, summary; end with depscan's status.
# Inputs are environment variables. They become elements of an array, and nothing else.
set -euo pipefail

fail() {
    printf '::error title=depscan::%s\n' "$1"
    exit 2
}

# a line break in one of these would end up in files of the runner where a line is a command
for value in "$SOVEREIGN_CONFIG" "$SOVEREIGN_FAIL_ON" "$SOVEREIGN_BASELINE" "$SOVEREIGN_SARIF_FILE" \
    "$SOVEREIGN_MARKDOWN_FILE" "$SOVEREIGN_SUMMARY" "$SOVEREIGN_ANNOTATIONS" "$SOVEREIGN_FOLDER"; do
    case $value in
        *[[:cntrl:]]*) fail "an input other than targets and args has a line break or another control character" ;;
    esac
done
for value in "$SOVEREIGN_SUMMARY" "$SOVEREIGN_ANNOTATIONS"; do
    case $value in
        true | false) ;;
        *) fail "the inputs summary and annotations are true or false" ;;
    esac
done

scratch=$(mktemp -d "$RUNNER_TEMP/depscan.XXXXXXXX")
trap 'rm -rf -- "$scratch"' EXIT
cd -- "$GITHUB_WORKSPACE"
cd -- "$SOVEREIGN_FOLDER" || fail "there is no such working-directory"

arguments=(scan --quiet --output=table:-)
[ -z "$SOVEREIGN_CONFIG" ] || arguments+=("--config=$SOVEREIGN_CONFIG")
[ -z "$SOVEREIGN_FAIL_ON" ] || arguments+=("--fail-on=$SOVEREIGN_FAIL_ON")
[ -z "$SOVEREIGN_BASELINE" ] || arguments+=("--baseline=$SOVEREIGN_BASELINE")
[ -z "$SOVEREIGN_SARIF_FILE" ] || arguments+=("--output=sarif:$SOVEREIGN_SARIF_FILE")
[ -z "$SOVEREIGN_MARKDOWN_FILE" ] || arguments+=("--output=markdown:$SOVEREIGN_MARKDOWN_FILE")
[ "$SOVEREIGN_SUMMARY" = false ] || arguments+=("--output=github-summary:$scratch/summary")
[ "$SOVEREIGN_ANNOTATIONS" = false ] || arguments+=("--output=github:$scratch/annotations")
while IFS= read -r line || [ -n "$line" ]; do
    [ -z "$line" ] || arguments+=("$line")
done <<<"$SOVEREIGN_ARGS"
arguments+=(--)
while IFS= read -r line || [ -n "$line" ]; do
    [ -z "$line" ] || arguments+=("$line")
done <<<"$SOVEREIGN_TARGETS"

# a SARIF file of an earlier run must not be taken for the result of this one
[ -z "$SOVEREIGN_SARIF_FILE" ] || rm -f -- "$SOVEREIGN_SARIF_FILE" || fail "sarif-file is a folder"

# the table shows names from scanned files; with a token that they cannot know, none of them is a command to the runner
token=depscan-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '::stop-commands::%s\n' "$token"
status=0
"$SOVEREIGN_PYTHON" -I -m depscan "${arguments[@]}" </dev/null 2>&1 || status=$?
printf '\n::%s::\n' "$token"

[ ! -s "$scratch/annotations" ] || cat -- "$scratch/annotations"
[ ! -s "$scratch/summary" ] || cat -- "$scratch/summary" >>"$GITHUB_STEP_SUMMARY"
printf 'exit-status=%s\n' "$status" >>"$GITHUB_OUTPUT"
if [ -n "$SOVEREIGN_SARIF_FILE" ] && [ -f "$SOVEREIGN_SARIF_FILE" ]; then
    case $SOVEREIGN_SARIF_FILE in
        /* | [A-Za-z]:*) file=$SOVEREIGN_SARIF_FILE ;;
        *) file=$SOVEREIGN_FOLDER/$SOVEREIGN_SARIF_FILE ;;
    esac
    printf 'sarif-file=%s\n' "${file#./}" >>"$GITHUB_OUTPUT"
fi
exit "$status"

"""Shell scripts as commands: what is quoted, commented, printed or a document is none."""

import time

import pytest

from depscan.syntax.shell import LARGEST, commands


def words(text):
    return [command.words for command in commands(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b 'c d' \"e f\"", [["a", "b", "c d", "e f"]]),
        ("a && b || c; d & e | f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("# a\nb # c\nd#e", [["b"], ["d#e"]]),
        ("echo 'a; b'", [["echo", "a; b"]]),
        ('x="$(a b)" y', [["a", "b"], ["x=$", "y"]]),
        ("a `b c` d", [["b", "c"], ["a", "$", "d"]]),
        ("a > out.txt 2>&1 < in.txt b", [["a", "b"]]),
        ("cat <<EOF\nrm x\nEOF\na", [["cat"], ["a"]]),
        ("cat <<-'EOF' | b\nrm x\n  EOF\na", [["cat"], ["b"], ["a"]]),
        ("(a; b)", [["a"], ["b"]]),
        ("a ${{ inputs.x && 'y' }} b", [["a", "${{ inputs.x && 'y' }}", "b"]]),
        ("a ${X:-b c} d", [["a", "${X:-b c}", "d"]]),
        ("a 'never ends", [["a", "'never", "ends"]]),
        ("", []),
    ],
)
def test_commands_are_told_apart(text, expected):
    assert words(text) == expected


def test_lines_count_from_one_over_continuations_and_documents():
    assert [c.line for c in commands("a\nb \\\n c\ncat <<E\nx\nE\n\nd 'x\ny'\ne")] == [1, 2, 4, 8, 10]


def test_a_pipe_is_told():
    assert [c.piped for c in commands("curl x | sh")] == [True, False]


@pytest.mark.parametrize("piece", ["$(", '"$(', "`", "<<A\n", "((", "\\", "${{", "'", "<", '"a$', "#", "a"])
def test_any_text_is_read_in_time(piece):
    text = piece * (LARGEST // len(piece) + 1)
    begin = time.perf_counter()
    commands(text)

    assert time.perf_counter() - begin < 15

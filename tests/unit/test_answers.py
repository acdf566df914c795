"""A person's answers: the template can be read back, errors say where, nothing is taken for an answer that is none."""

import pytest

from depscan.answers import read_answers, template
from depscan.assess.frameworks import Asked, Said, hold
from depscan.errors import UsageError
from depscan.report import Coverage
from tests.small import DATE, dependencies, knowledge, resource

HEAD = 'schema: "1"\nframework: rungs\nversion: "2"\n'


def framework():
    return knowledge().framework("rungs")


def outcome(*components):
    coverage = Coverage(components=2, attributed=2, unread=0, unlocked=0)
    return hold(framework(), Asked(dependencies=dependencies(*components), date=DATE, coverage=coverage), knowledge())


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "assessment.yaml"
        path.write_text(text, encoding="utf-8")
        return read_answers(str(path), framework())

    return read


def test_a_template_as_it_is_written_answers_nothing(read):
    text = template(outcome(resource("acme_db.a")))

    assert dict(read(text).by_criterion) == {}
    assert read(text).weights == "first"
    assert "# The scan: contradicted, by Acme DB" in text
    assert "# Question: Which law do the contracts name?" in text
    assert "# Not from files: Nobody's mind is in a file." in text
    assert max(map(len, text.splitlines())) <= 120


def test_a_template_filled_in(read):
    text = template(outcome(resource("acme_db.a")))
    entry = "    answer:\n    level:\n    points:\n    because:\n"
    filled = text.replace(entry, "    answer: met\n    level: 3\n    points: 80\n    because: see annex 4\n", 1)
    (answer,) = read(filled).by_criterion.items()

    assert answer[0] == "A-1"
    assert (answer[1].said, answer[1].level, answer[1].points, answer[1].because) == (Said.MET, 3, 80, "see annex 4")


def test_ids_alone_show_no_more_than_ids():
    coverage = Coverage(components=0, attributed=0, unread=0, unlocked=0)
    bare = knowledge().framework("bare")
    text = template(hold(bare, Asked(dependencies=(), date=DATE, coverage=coverage), knowledge()))

    assert "  R-1.1:\n    # https://bare.example/text#1\n" in text
    assert "level:" not in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1: "),
        ("a: [", ":2: not valid YAML"),
        ('schema: "2"\nframework: rungs\nversion: "2"\n', ":1: schema"),
        (HEAD + "colour: red\n", ":4: colour: Extra inputs"),
        (HEAD + "answers:\n  A-1: {answer: maybe}\n", ":5: answers.A-1.answer: Input should be"),
        (
            HEAD + "answers:\n  A-1: {answer: met}\n  A-l: {answer: met}\n",
            ":6: rungs has no criterion A-l; did you mean",
        ),
        (HEAD + "answers:\n  A-1: {answer: met, level: 7}\n", ":5: A-1: level 7; levels are 0 to 4"),
        (HEAD + "answers:\n  A-1: {answer: met, points: 101}\n", ":5: answers.A-1.points: Input should be less"),
        (HEAD + "answers:\n  A-1: {because: good}\n", ":5: A-1: a reason, level or points without an answer"),
        (HEAD + "answers:\n  A-1: {answer: met}\n  A-1: {answer: not-met}\n", "A-1"),
        ('schema: "1"\nframework: bare\nversion: "2"\n', "answers for bare, not for rungs"),
        (HEAD + "answers: [A-1]\n", ":4: answers"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(read, text, says):
    with pytest.raises(UsageError) as error:
        read(text)

    assert says in str(error.value)


def test_another_version_is_a_remark(read):
    assert read(HEAD.replace('"2"', '"1"')).remarks == ("answers for version 1 of Rungs, held against 2",)


def test_a_file_that_is_not_there():
    with pytest.raises(UsageError, match="no such file"):
        read_answers("nowhere/assessment.yaml", framework())


def test_aliases_of_aliases_cost_nothing(read):
    laughs = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 40))

    with pytest.raises(UsageError, match="l0: Extra inputs"):
        read(f"{HEAD}l0: &l0 [x]\n{laughs}")


def test_a_file_that_is_too_large_is_not_read_in_part(read):
    with pytest.raises(UsageError, match="larger than 4 MiB"):
        read(HEAD + "# \n" * 1_500_000)

"""The reader of PEP 508 against the reference implementation, and requirements files that a user names alone."""

import contextlib
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from depscan.discover import Walk, discover
from depscan.errors import ParseError
from depscan.extract import extract
from depscan.extractors.packages._python import is_local, normal, origin, read_requirement, registry, scope_of
from depscan.extractors.packages.python_requirements import EXTRACTOR
from depscan.model import Scope

NAMES = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True)
SPACES = st.sampled_from(["", "", " ", "  ", "\t"])
VERSIONS = st.sampled_from(["1", "1.0", "2.0.post1", "1!3.4", "0.1rc1", "1.0+local.1", "1.0.dev3"])
OPERATORS = st.sampled_from(["==", "!=", ">=", "<=", "===", "~="])
MARKERS = st.sampled_from(["python_version < '3.12'", "os_name=='nt' or extra == 'a;b'", "'linux' in sys_platform"])


@st.composite
def requirements(draw):
    """A requirement with everything that the grammar allows, spaced in every way."""
    gap = lambda: draw(SPACES)  # noqa: E731
    text = gap() + draw(NAMES) + gap()
    if extras := draw(st.lists(NAMES, max_size=3)):
        text += "[" + gap() + f"{gap()},{gap()}".join(extras) + gap() + "]" + gap()
    form = draw(st.sampled_from(["bare", "versions", "parentheses", "address"]))
    if form == "address":
        text += (
            "@" + gap() + draw(st.sampled_from(["https://host.example/a.whl", "git+https://host.example/a@v1#egg=a"]))
        )
        return text + draw(st.sampled_from(["", " "])) if draw(st.booleans()) else f"{text} ;{gap()}{draw(MARKERS)}"
    if form != "bare":
        clauses = [draw(OPERATORS) + gap() + draw(VERSIONS) for _ in range(draw(st.integers(1, 3)))]
        joined = f"{gap()},{gap()}".join(clauses)
        text += f"({gap()}{joined}{gap()})" if form == "parentheses" else joined
    return text + gap() + (";" + gap() + draw(MARKERS) if draw(st.booleans()) else "")


@given(requirements())
def test_what_the_reference_implementation_accepts_is_read_alike(text):
    try:
        expected = Requirement(text)
    except InvalidRequirement:
        return

    found = read_requirement(text)

    assert found.name == expected.name
    assert set(found.extras) == expected.extras
    assert SpecifierSet(found.constraint) == expected.specifier
    assert found.url == (expected.url or "")
    assert bool(found.marker) == bool(expected.marker)
    assert normal(found.name) == canonicalize_name(expected.name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "a b",
        "a=1",
        "a==",
        "==1",
        "a[b",
        "a]",
        "a @",
        "a @ https://host.example/ b",
        "a>=1 <2",
        "a-",
        "a; b",
        "é",
    ],
)
def test_what_is_no_requirement_is_refused(text):
    with pytest.raises(InvalidRequirement):
        Requirement(text)
    with pytest.raises(ParseError):
        read_requirement(text)


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 200_000 + "!",
        "a" + " " * 200_000 + "==1" + " " * 200_000 + ";",
        "x==1; " + "(" * 200_000 + "python_version>'3'" + ")" * 200_000,
        "x[" + ",".join(f"a{n}" for n in range(50_000)) + "]==1",
        "x" + ",".join(f">={n}" for n in range(50_000)),
        "x" + "[" * 200_000,
        "x @ " + "a/" * 100_000,
    ],
)
def test_hostile_requirements_take_no_longer_than_they_are_long(text):
    started = time.process_time()
    with contextlib.suppress(ParseError):
        read_requirement(text)

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("address", "local", "place"),
    [
        ("git+https://user:secret@host.example/a/b.git@v1#egg=b", False, "host.example/a/b"),
        ("git+ssh://git@host.example:22/a/b.git", False, "host.example/a/b"),
        ("git@host.example:a/b.git", False, "host.example/a/b"),
        ("git+git@host.example:a/b.git@main", False, "host.example/a/b"),
        ("https://host.example/a@1/b.whl?token=secret", False, "host.example/a@1/b.whl"),
        ("git+file:///srv/a.git", True, None),
        ("FILE:///srv/a.whl", True, None),
        ("../a", True, None),
    ],
)
def test_addresses_are_told_from_paths(address, local, place):
    assert (is_local(address), origin(address)) == (local, place)


def test_the_public_index_is_not_worth_a_fact():
    assert registry("https://pypi.example/simple") is None
    assert registry("http://pypi.internal/simple") == "pypi.internal"
    assert registry("https://pypi.acme.example/simple") == "pypi.acme.example"
    assert registry("./wheels") is None


def test_the_first_telling_word_of_a_name_gives_the_scope():
    assert scope_of("requirements-dev.txt") is Scope.DEVELOPMENT
    assert scope_of("Test_Requirements.in") is Scope.TEST
    assert scope_of("latest") is None


def _names(target):
    result = extract(discover([str(target)], Walk()), [EXTRACTOR])
    return [component.name for component in result.components], [note.code for note in result.diagnostics]


def test_a_file_named_alone_brings_its_includes_along(tmp_path):
    (tmp_path / "requirements.txt").write_text("-r requirements/base.txt\nflask\n")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("django\n")

    assert _names(tmp_path / "requirements.txt") == (["flask", "django"], [])
    assert _names(tmp_path) == (["flask", "django"], [])


def test_a_file_of_another_name_is_recognised_when_it_is_named(tmp_path):
    (tmp_path / "odd").write_text("# pinned\nflask==3.0\nrequests\n")
    (tmp_path / "words").write_text("flask\nrequests\n")

    assert _names(tmp_path / "odd") == (["flask", "requests"], [])
    assert _names(tmp_path / "words") == ([], ["unrecognised"])


def test_nothing_lies_beside_standard_input(monkeypatch):
    class Input:
        buffer = io.BytesIO(b"-r base.txt\nflask==3.0\n")

    monkeypatch.setattr("sys.stdin", Input)

    assert _names("-") == (["flask"], ["missing-include"])


def test_a_long_chain_of_includes_is_followed_to_its_end(tmp_path):
    (tmp_path / "requirements.txt").write_text("-r 0.txt\n-r 0.txt\n")
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(f"-r {number + 1}.txt\n-r ./{number + 1}.txt\n")
    (tmp_path / "300.txt").write_text("django\n-r 0.txt\n")

    assert _names(tmp_path) == (["django"], [])

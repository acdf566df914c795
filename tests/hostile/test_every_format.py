"""What holds for every format that depscan reads, shown with the fixtures of each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.model import How, Level
from tests.hostile.fixtures import EXTRACTORS, TIMES, VALUE, cases, chance, examples, read, richest, shown_of, text_of
from tests.hostile.harness import COMMAND, CONTROL

every_format = pytest.mark.parametrize("extractor", EXTRACTORS, ids=lambda e: e.name)
VALUES = ["null", "-1", "0", "1e400", "true", "[]", "{}", "[[]]", '{"a": null}', '""', "''", "", '"a"', "[null]", '{"": [{}]}', "9" * 5000, "<a/>", "~", "&a *a", "'a", '"a']  # fmt: skip


def no_surprise(extraction):
    """Hold that whatever went wrong had been thought of."""
    assert not [d for d in extraction.diagnostics if d.code == "internal-error"]
    assert all(c.name for c in extraction.components)
    shown = shown_of(extraction)
    assert not CONTROL.search(shown)


@every_format
@examples(12)
@given(data=st.data())
def test_lines_and_values_in_disorder_are_read_or_told(extractor, data):
    files = dict(data.draw(st.sampled_from(cases(extractor) or [{"x": b""}])))
    path = data.draw(st.sampled_from(sorted(files)))
    text = text_of(files[path])
    if text is None:
        content = bytearray(files[path])
        for _ in range(data.draw(st.integers(1, 4))):
            start = data.draw(st.integers(0, len(content)))
            content[start : start + data.draw(st.sampled_from([0, 1, 4]))] = data.draw(st.binary(max_size=8))
        files[path] = bytes(content)
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            text = _disordered(text, data.draw)
        files[path] = text.encode()

    no_surprise(read(extractor, files))


def _disordered(text, draw):
    """Return a text with a line gone, twice, or at another's place, or with another value."""
    lines = text.split("\n")
    first, second = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    kind = draw(st.sampled_from(["value", "value", "value", "gone", "twice", "swapped", "indented"]))
    if kind == "value":
        values = list(VALUE.finditer(text))
        if values:
            start, end = draw(st.sampled_from(values)).span()
            return text[:start] + draw(st.sampled_from(VALUES)) + text[end:]
    elif kind == "gone":
        del lines[first]
    elif kind == "twice":
        lines.insert(second, lines[first])
    elif kind == "swapped":
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines[first] = draw(st.sampled_from(["", " ", "  ", "\t", "- "])) + lines[first].lstrip()
    return "\n".join(lines)


def _second_entry(extraction, files):
    """Return the file in which most was found, and where its second entry begins: the first can be read from there."""
    lines = {}
    for component in extraction.components:
        for evidence in component.evidence:
            if evidence.path in files:
                lines.setdefault(evidence.path, []).append(evidence.line or 0)
    path = max(lines, key=lambda p: len(lines[p])) if lines else min(files)
    line = sorted(set(lines.get(path, [0])))[:2][-1]
    content = files[path]
    return path, len(b"\n".join(content.split(b"\n")[:line])) if line else len(content)


def _is_lockfile(extraction):
    return any(evidence.how in (How.LOCKED, How.REPORTED) for c in extraction.components for evidence in c.evidence)


@every_format
def test_a_file_that_was_cut_is_never_silently_nothing(extractor):
    files = richest(extractor)
    whole = read(extractor, files)
    path, read_from = _second_entry(whole, files)
    content = files[path]
    places = (
        range(len(content))
        if TIMES > 1
        else sorted(chance(extractor).sample(range(len(content)), min(8, len(content))))
    )
    for place in places:
        cut = read(extractor, files | {path: content[:place]})

        no_surprise(cut)
        assert sum(d.level is Level.ERROR and d.path == path for d in cut.diagnostics) <= 1
        recognised = cut.read + cut.failed  # without its telling beginning, a name shared with others is another's
        if _is_lockfile(whole) and place >= read_from and recognised and not cut.components:
            assert cut.diagnostics, f"nothing of the first {place} of {len(content)} bytes of {path}"


ESCAPES = ["\x1b[31m", "\x1b]8;;x\x07", "\u202e", "\u200b", "\x9b", "\ufeff", "\U000e0041", "\x7f", "\u2028", "\r"]
WRITTEN = ["\\u001b[31m", "\\x1b[31m", "\\e[31m", "&#x202e;", "&#x9b;", "%1b[31m", "\\u202e", "\\n::error::x", "&#10;::error::x", "%0a::error::x"]  # fmt: skip


@every_format
def test_control_characters_in_any_value_never_get_out(extractor):
    pick = chance(extractor)
    files = richest(extractor)
    for escape in pick.sample(ESCAPES + WRITTEN, 4) if TIMES == 1 else ESCAPES + WRITTEN:
        planted = {}
        for path, content in files.items():
            text = text_of(content)
            planted[path] = content if text is None else _in_values(text, escape, pick).encode("utf-8", "surrogatepass")
        found = read(extractor, planted)

        no_surprise(found)
        assert not COMMAND.search(shown_of(found))


def _in_values(text, escape, pick):
    return VALUE.sub(lambda m: _in_one(m[0], escape) if len(m[0]) > 2 and pick.random() < 0.3 else m[0], text)


def _in_one(value, escape):
    middle = len(value) // 2
    return value[:middle] + escape + value[middle:]


WORD, TOKEN = "planted-swordfish", "ghp_" + "pL4nt3d" * 6
USERS = [f"planteduser:{WORD}@", f"{TOKEN}@", f"planteduser:{WORD}%40:a@", f"oauth2:{TOKEN}@"]


@every_format
def test_credentials_in_any_address_never_get_out(extractor):
    for number, files in enumerate(cases(extractor, 200_000)):
        for user in USERS[number % 4 :][:1] if TIMES == 1 else USERS:
            planted = {}
            for path, content in files.items():
                text = text_of(content)
                planted[path] = content if text is None else _with_credentials(text, user).encode()
            shown = shown_of(read(extractor, planted))

            for secret in (WORD, TOKEN, "pL4nt3dpL4nt3d"):
                assert secret not in shown, [line for line in shown.split("\n") if secret in line][:3]


def _with_credentials(text, user):
    """Return the text with user information in each address, and a token behind those of files."""
    text = re.sub(r"(?<![\w.-])git@", user, text.replace("://", f"://{user}"))
    for ending in (".tgz", ".git", ".zip", ".whl", ".tar.gz", ".crate", ".jar"):
        text = text.replace(f'{ending}"', f'{ending}?access_token={WORD}"').replace(
            f"{ending}\n", f"{ending}?token={TOKEN}\n"
        )
    return text

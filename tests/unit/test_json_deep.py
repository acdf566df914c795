"""JSON nested deeper than recursion goes: the same values, the same refusals."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.errors import ParseError
from depscan.syntax.json import TooDeep, read_any, read_deep

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(value=_VALUES, indent=st.sampled_from([None, 1]))
def test_reading_without_recursion_gives_the_same_values(value, indent):
    assert read_deep(json.dumps(value, indent=indent)) == value


@given(value=_VALUES, data=st.data())
def test_reading_without_recursion_refuses_what_is_not_json(value, data):
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.sampled_from([*'[]{},:"1 a\\', ""])) + text[at + 1 :]
    try:
        expected = json.loads(damaged)
    except ValueError:
        expected = ParseError

    if expected is ParseError:
        with pytest.raises(ParseError):
            read_deep(damaged)
    else:
        assert read_deep(damaged) == expected


def test_three_thousand_levels_are_read_and_a_hundred_thousand_refused():
    with pytest.raises(TooDeep):
        read_any(b"[" * 3000 + b"]" * 3000)
    value = read_deep("[" * 3000 + "]" * 3000)

    depth = 0
    while value:
        value, depth = value[0], depth + 1
    assert depth == 2999
    with pytest.raises(TooDeep):
        read_deep("[" * 100_000)

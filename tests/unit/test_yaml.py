"""YAML values as the events give them."""

from depscan.syntax import yaml


def test_merge_keys_take_aliases_lists_of_aliases_and_mappings_written_in_place():
    document = yaml.read(
        b"""
a: &a {image: one, port: 1}
b: &b {image: two, host: b}
alias: {<<: *a, port: 2}
several:
  <<: [*a, *b]
in-place:
  <<: &c
    image: three
  port: 3
again: {<<: *c}
"""
    )

    assert document["alias"] == {"image": "one", "port": "2"}
    assert document["several"] == {"image": "one", "port": "1", "host": "b"}
    assert document["in-place"] == {"image": "three", "port": "3"}
    assert document["again"] == {"image": "three"}
    assert document["in-place"].lines == {"image": 9, "port": 10}


def test_keys_given_again_are_told_and_the_last_one_counts():
    repeated = []

    assert yaml.read(b"a: 1\nb: 2\na: 3\n<<: {b: 4}\n", repeated=repeated) == {"a": "3", "b": "2"}
    assert repeated == [3]


def test_tags_that_are_short_for_functions_are_read_as_calls():
    document = yaml.read(
        "a: !Ref Name\nb: !If [c, &x !Sub 'q', ~]\nd: *x\ne: &y !Join [1]\nf: *y\ng: !other 1\n",
        functions={"!Ref": "Ref", "!If": "Fn::If", "!Sub": "Fn::Sub", "!Join": "Fn::Join"}.get,
    )

    assert document == {
        "a": {"Ref": "Name"},
        "b": {"Fn::If": ["c", {"Fn::Sub": "q"}, None]},
        "d": {"Fn::Sub": "q"},
        "e": {"Fn::Join": ["1"]},
        "f": {"Fn::Join": ["1"]},
        "g": "1",
    }
    assert document["b"].lines == {"Fn::If": 2}

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

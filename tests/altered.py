"""The invented knowledge with other records, for tests of what holds whatever is known."""

from functools import cache

import msgspec
from msgspec import msgpack, structs

from depscan.knowledge.compile import compile_folders
from depscan.knowledge.index import Compiled, Knowledge
from tests.small import FOLDER


def altered(*, vendors=(), products=(), laws=None):
    """Return the invented knowledge with records added, or put in place of those of the same id; laws all or none."""
    base = _compiled()
    return Knowledge(
        structs.replace(
            base,
            vendors=base.vendors | _packed(vendors),
            products=base.products | _packed(products),
            laws=base.laws if laws is None else tuple(laws),
        )
    )


@cache
def _compiled():
    return msgpack.decode(compile_folders([FOLDER]), type=Compiled)


def _packed(records):
    return {record.id: msgspec.Raw(msgpack.encode(record)) for record in records}

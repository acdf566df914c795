"""The fixtures of every format, read from memory by the same way as a scan, whole, damaged or with something planted."""

import contextlib
import os
import random
import re
import zipfile
from functools import cache

import msgspec
from hypothesis import settings

from depscan.extract import extract
from depscan.extractors.registry import all_extractors
from depscan.found import FoundFile
from tests.extractors.harness import HERE

EXTRACTORS = all_extractors()
TIMES = int(os.environ.get("HYPOTHESIS_TIMES", "1"))
"""How many times the usual number of examples is tried; other than the usual ones, if it is more than once."""


def examples(count):
    """Return the settings of a property that is tried so often."""
    return settings(max_examples=count * TIMES, derandomize=TIMES == 1, deadline=None)


def chance(extractor):
    """Return what chooses for a format: the same in each usual run."""
    return random.Random(extractor.name if TIMES == 1 else None)


@cache
def cases(extractor, most=20_000):
    """Return the fixtures of a format: files by their paths."""
    found = []
    for case in sorted((HERE / extractor.name.replace("-", "_")).glob("*/")):
        paths = [p for p in sorted(case.rglob("*")) if p.is_file() and p.name != "expected.json"]
        if all(p.stat().st_size < most for p in paths):
            found.append({p.relative_to(case).as_posix(): p.read_bytes() for p in paths})
    return found


def richest(extractor):
    """Return the fixture of a format in which the most is found, of those the shortest."""
    return max(cases(extractor, 200_000), key=lambda files: (len(read(extractor, files).components), -_size(files)))


def _size(files):
    return sum(map(len, files.values()))


def read(extractor, files):
    """Read files, given as bytes by path, with one extractor, as a scan of a folder of them would."""
    memo = {}

    def peek(path):
        return files[path][:4096]

    found = [
        FoundFile(
            path=path, shown_path=path, named=False, read=files.get, peek=peek, memo=memo, installed=extractor.installed
        )
        for path in sorted(files)
    ]
    return extract(found, [extractor], installed=extractor.installed, source=extractor.mentions)


def shown_of(extraction):
    """Return everything that would be shown, as one text."""
    return "\n".join(_texts(msgspec.to_builtins([extraction.components, extraction.diagnostics])))


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def text_of(data):
    """Return content as text; None if it is not text."""
    with contextlib.suppress(UnicodeDecodeError):
        text = data.decode("utf-8")
        return None if "\0" in text or zipfile.is_zipfile(_opened(data)) else text
    return None


def _opened(data):
    import io

    return io.BytesIO(data)


VALUE = re.compile(r"""(?<=[:=>\s(\[{,])(?:"[^"\n]*"|'[^'\n]*'|[\w.^~@/-]+)""")
"""What may be a value, in any format."""

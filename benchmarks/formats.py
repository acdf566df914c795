"""Reading a format beside its bare parser on the same bytes: the largest real file of each, as a ratio.

python benchmarks/formats.py CORPUS

JSON is compared with ``json.loads``, TOML with ``tomli``, YAML with PyYAML's C loader, XML with ``ElementTree``; any
other text with splitting it into lines, which no reader of it can do without, so those ratios say little by themselves.
"""

import gc
import json
import sys
import time
from xml.etree import ElementTree

import tomli
import yaml

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats

PARSERS = {
    "json": json.loads,
    "lock": tomli.loads,
    "toml": tomli.loads,
    "yaml": lambda text: list(yaml.load_all(text, yaml.CSafeLoader)),
    "xml": lambda text: ElementTree.fromstring(text.encode("utf-8")),
    "lines": str.splitlines,
}


def parser_of(path, text):
    head = text[:200].lstrip("\ufeff \n\r\t")
    if head.startswith(("{", "[{")):
        return "json"
    if head.startswith("<"):
        return "xml"
    if path.endswith((".toml", "uv.lock", "poetry.lock", "Cargo.lock", "pdm.lock", "Manifest.toml")):
        return "toml"
    return "yaml" if path.endswith((".yaml", ".yml", "pubspec.lock", "pixi.lock")) else "lines"


def best(function, *arguments):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    gc.disable()
    largest = {}
    for file in discover([sys.argv[1]], Walk(), installed=True):
        found = extract([file], all_formats(), installed=True)
        readers = {seen.found_by for component in found.components for seen in component.evidence}
        data = file.read(file.path) if found.read else None
        for reader in readers if data else ():
            if len(data) > len(largest.get(reader, (None, b""))[1]):
                largest[reader] = (file, data)
    for reader, (file, data) in sorted(largest.items()):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            print(f"{reader:24} {len(data):>10,} bytes  binary or in another encoding")
            continue
        name = parser_of(file.path, text)
        formats = [format_ for format_ in all_formats() if format_.name == reader]
        try:
            bare = best(PARSERS[name], text)
        except Exception:  # noqa: BLE001 - real files that the bare parser refuses
            name, bare = "lines", best(str.splitlines, text)
        ours = best(lambda: extract([file], formats, installed=True))  # noqa: B023 - called at once
        sizes = f"{reader:24} {len(data):>10,} bytes"
        print(f"{sizes}  {ours * 1000:8.1f} ms  {name:5} {bare * 1000:8.1f} ms  ratio {ours / bare:6.2f}")

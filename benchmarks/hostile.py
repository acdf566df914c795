"""What each format makes of input that was written to keep it busy: n, 2n and 4n of the same, and how the time grows.

    python benchmarks/hostile.py [--only FORMAT…] [--size BYTES] [--seconds S] [--part 1/2] [--thorough]

Inputs are made from the fixtures of each format: its text is cut at many places and what opens something, ends nothing
or refers to itself is put there again and again; its lines, tables, elements and values are repeated, alike and with
numbers; its strings and lines are made long, its lists and mappings nested. Four times of anything may take six times
as long and no more, where it takes longer than 50 ms at all. Only CPU time counts, the better of two.
"""
# ruff: noqa: E501 - tables are read across

import argparse
import contextlib
import io
import json
import random
import re
import signal
import tarfile
import time
import zipfile
from pathlib import Path

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.registry import all_extractors
from depscan.neutralise import neutralised
from depscan.syntax import archive
from depscan.syntax.recognise import refuse_impostors

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "extractors"
NOTICEABLE = 0.05
GROWTH = 6.0
LONGEST = 20
"""Seconds after which one reading is given up."""

ANY = ["a", " ", "\t", "\n", "\r", "\\", "\\\n", '"', "'", ",", ":", "=", "-", "#", "(", "[", "{", "<", ")", "]", "}",
       "a.", "a ", "a,", "a:", "/", "a/", "@", "%", "$", "${", "$(", "*", "&", "!", "|", ">", ";", "a;", "1.", "é"]  # fmt: skip
"""What is put everywhere, whatever the format."""
FAMILIES = {
    "json": ["[", '{"a":', '[{"a":', '"a', '"a",', '\\"', "\\u0061", "//", "/*", "/**/", "[],", "1e"],
    "toml": ["[a]\n", "[[a]]\n", "a.", "[a.", '"""', "'''", "{a=", "[[", "a=1\n", "a=[\n", '\\"'],
    "yaml": ["- ", "? ", "{a: ", "[a, ", "&a ", "*a ", "&a [*a, ", "<<: *a\n", "a: |\n", "a: >\n ", "---\n", "!!", "- a: &a [*a]\n", "  - "],
    "xml": ["<a>", "<a ", "<a b='", "</", "<!--", "-->", "<![CDATA[", "]]>", "<?a ", "<!DOCTYPE a [", "&lt;", "${a}", "<a/>", "&a;", "a='' "],
    "ruby": ["%w[", "#{", "<<~A\n", "do\n", "if ", "=begin\n", "'a' => ", ":a, ", "%q(", "group :a do\n", "gem 'a', ", "+ "],
    "swift": ["/*", '"""', "\\(", ".package(", ".a(", "url: ", '#"', "let a = ", "[.a, "],
    "gradle": ["/*", "'''", '"""', "a { ", "implementation(", "implementation 'a:b:", "${", "def a = ", "a(b(", "$/"],
    "elixir": ["~s(", "#{", '"""', "{:a, ", "fn -> ", "do\n", "[a: ", "%{", "defp a do\n", "@a "],
    "starlark": ["a(", "a = ", '"""', "'''", "r'", "load(", "[a(", "a + ", "\\\n", "def a():\n", "if a:\n  ", "  "],
    "dockerfile": ["FROM a AS a\n", "ARG A=$A\n", "${A:-", "RUN <<A\n", "RUN \\\n", "FROM $A\n", "ARG A=$A$A\n", "COPY --from=a ", "${", "# escape=`\n", "--a=b "],
    "hcl": ["<<A\n", "<<-A\n", "${", "%{", "a {\n", "a = [", "a(", "/*", "//", "a ? ", "a.*.", "a[*]", "a = {", "for a in ", "!", "- "],
    "clojure": ["#_", "#{", "^:a ", "{:a ", "#a ", "@", "`", "~", '#"'],
    "haskell": ["{-", "--", "if a\n  ", "build-depends: a,\n", "a && ", "(a || ", "^>=1 || ", ">=1 && <2, "],
    "line": ["-r a\n", "-c a\n", "a==1\n", "a @ ", "a>=1,", "a; b and ", "a[b,", "--hash=", "a\\\n", "=====", "  a (1)\n", "a (", "a\n\n", "||", "\n "],
    "tag-value": ["<text>", "</text>", "PackageName: a\n", "(a OR ", "a AND ", "Relationship: a DEPENDS_ON a\n"],
}  # fmt: skip
OF_ALL_FAMILIES = sorted({piece for pieces in FAMILIES.values() for piece in pieces})


class TooLong(BaseException):
    """One reading has taken LONGEST seconds; no handler of errors keeps it."""


def _give_up(*_):
    raise TooLong


def seconds(extractor, name, data, beside, *, runs=1):
    """Return the CPU time of reading and showing one file, the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        source = SourceFile(
            path=name, shown_path=name, found_by=extractor.name, read=beside.get, diagnostics=[], _bytes=data
        )
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        started = time.process_time()
        try:
            with contextlib.suppress(ParseError):
                refuse_impostors(data)
                found = []
                try:
                    found.extend(extractor.parse(source))
                finally:
                    neutralised(found)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        best = min(best, time.process_time() - started)
    return best


# ---------------------------------------------------------------------------------------------------------- the inputs


def repeated_pieces(text, pieces, places):
    """Yield a title and a maker for each piece at each place: with what followed there, and with nothing more."""
    for place in places:
        before, after = text[:place], text[place:]
        for piece in pieces:
            yield f"{piece!r} at {place}", lambda n, b=before, p=piece, a=after: b + p * (n // len(p)) + a
            yield f"{piece!r} at {place}, then nothing", lambda n, b=before, p=piece: b + p * (n // len(p))


def repeated_parts(text):
    """Yield makers of files in which a line, a few lines or a paragraph come again, alike and numbered."""
    lines = text.splitlines(keepends=True)
    spans = [(k, k + size) for size in (1, 2, 3, 5) for k in range(0, len(lines), 1 if size == 1 else size)]
    paragraph = 0
    for k, line in enumerate(lines):
        if not line.strip():
            spans.append((paragraph, k + 1))
            paragraph = k + 1
    spans += [(0, len(lines))]
    for start, end in spans[:80]:
        part = "".join(lines[start:end])
        if not part.strip():
            continue
        before, after = "".join(lines[:start]), "".join(lines[end:])
        yield (
            f"lines {start + 1} to {end} again",
            lambda n, b=before, p=part, a=after: b + p * max(1, n // len(p)) + a,
        )
        words = re.split(r"([A-Za-z]{3,})", part)
        if len(words) > 1:
            for which in dict.fromkeys((1, len(words) - 2)):
                yield (
                    f"lines {start + 1} to {end} numbered at word {which // 2}",
                    lambda n, b=before, w=words, k=which, a=after: (
                        b
                        + "".join(
                            "".join(w[: k + 1]) + str(i) + "".join(w[k + 1 :])
                            for i in range(max(1, n // len("".join(w))))
                        )
                        + a
                    ),
                )
            yield (
                f"lines {start + 1} to {end} with all words numbered",
                lambda n, b=before, w=words, a=after: (
                    b
                    + "".join(
                        "".join(x + str(i) if k % 2 else x for k, x in enumerate(w))
                        for i in range(max(1, n // len("".join(w))))
                    )
                    + a
                ),
            )


def long_words(text):
    """Yield makers of files in which one word, string or number is long."""
    for found in list(re.finditer(r"[A-Za-z0-9]+", text))[:60]:
        start, end = found.span()
        for piece in ("a", "1.", "a-", "a/", "a@", "%41", "a b ", "(a OR "):
            yield (
                f"{found.group()[:20]!r} as {piece!r}",
                lambda n, s=start, e=end, p=piece: text[:s] + p * (n // len(p)) + text[e:],
            )


def json_values(text):
    """Yield makers of documents in which one list or mapping is long, or one value is nested."""
    try:
        document = json.loads(text)
    except ValueError:
        return
    places = []

    def walk(value, path):
        places.append(path)
        if isinstance(value, dict):
            for key, item in list(value.items())[:8]:
                walk(item, (*path, key))
        elif isinstance(value, list):
            for k, item in enumerate(value[:2]):
                walk(item, (*path, k))

    walk(document, ())
    for path in places[:120]:
        value = document
        for key in path:
            value = value[key]
        plain = json.dumps(value)
        spot = "\0here\0"
        outer = json.dumps(_replaced(document, path, spot))
        before, _, after = outer.partition(json.dumps(spot))

        def nested(n, b=before, p=plain, a=after, start="[", end="]"):
            depth = n // (len(start) + len(end))
            return b + start * depth + p + end * depth + a

        yield f"{path} in lists", nested
        yield f"{path} in mappings", lambda n, f=nested: f(n, start='{"a":', end="}")
        if path and isinstance(path[-1], str):
            yield f"{path} in itself", lambda n, f=nested, k=path[-1]: f(n, start="{" + json.dumps(k) + ":", end="}")
        if isinstance(value, list) and value:
            inner = plain[1:-1]
            yield (
                f"{path} long",
                lambda n, b=before, p=inner, a=after: b + "[" + ",".join([p] * max(1, n // len(p))) + "]" + a,
            )
            yield (
                f"{path} long, numbered",
                lambda n, b=before, v=value[0], s=inner, a=after: (
                    b + json.dumps([_numbered(v, k) for k in range(max(1, n // len(s)))]) + a
                ),
            )
        if isinstance(value, dict) and value:
            key, item = next(iter(value.items()))
            size = len(json.dumps({key: item}))
            yield (
                f"{path} long",
                lambda n, b=before, k=key, v=item, s=size, a=after: (
                    b + json.dumps({f"{k}{i}": _numbered(v, i) for i in range(max(1, n // s))}) + a
                ),
            )
            yield (
                f"{path} of one key",
                lambda n, b=before, k=key, v=item, s=size, a=after: (
                    b + "{" + ",".join([json.dumps({k: v})[1:-1]] * max(1, n // s)) + "}" + a
                ),
            )


def _replaced(value, path, new):
    if not path:
        return new
    if isinstance(value, dict):
        return {key: _replaced(item, path[1:], new) if key == path[0] else item for key, item in value.items()}
    return [_replaced(item, path[1:], new) if k == path[0] else item for k, item in enumerate(value)]


def _numbered(value, number):
    """Return the value with numbers at its strings."""
    if isinstance(value, str):
        return f"{value}{number}"
    if isinstance(value, dict):
        return {key: _numbered(item, number) for key, item in value.items()}
    return [_numbered(item, number) for item in value] if isinstance(value, list) else value


def binary_parts(data):
    """Yield makers of binary files: parts of it again, and bytes again at some places."""
    for place in sorted({0, 4, 16, 100, len(data) // 2, len(data)}):
        for piece in (b"\0", b"\xff", b"\x01", b"\x0a\x02", b"\n", b"a", b"\x80", data[:64] or b"x"):
            yield f"{piece[:8]!r} at {place}", lambda n, k=place, p=piece: data[:k] + p * (n // len(p)) + data[k:]


def zip_members(data):
    """Yield makers of ZIP archives with many members like those of the fixture, and with one that is large."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = [(info.filename, source.read(info)) for info in source.infolist() if not info.is_dir()]

    def many(n, name, content, where):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for other in members:
                target.writestr(*other)
            for k in range(n // 500):
                target.writestr(where.format(k, name), content)
        return out.getvalue()

    def large(n, name):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for other, content in members:
                target.writestr(other, content * (n // max(1, len(content)) + 1) if other == name else content)
        return out.getvalue()

    for name, content in members[:12]:
        for where in ("{0}/{1}", "{1}{0}", "{1}/{0}", "x" * 200 + "{0}/{1}", "a/" * 90 + "{0}/{1}"):
            yield f"many {name} as {where[:20]}", lambda n, m=name, c=content, w=where: many(n, m, c, w)
        yield f"large {name}", lambda n, m=name: large(n, m)


def tar_members(data):
    """Yield makers of tar archives with many members like those of the fixture, and of links that lead to links."""
    with tarfile.open(fileobj=io.BytesIO(data)) as source:
        members = [(m, source.extractfile(m).read() if m.isreg() else b"") for m in source.getmembers()]

    def made(n, add):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as target:
            for info, content in members:
                target.addfile(info, io.BytesIO(content))
            for k in range(n // 1000):
                info, content = add(k)
                info.size = len(content)
                target.addfile(info, io.BytesIO(content))
        return out.getvalue()

    def link(k, kind):
        info = tarfile.TarInfo(f"l{k}")
        info.type, info.linkname = kind, f"l{k + 1}"
        return info, b""

    yield "symbolic links in a chain", lambda n: made(n, lambda k: link(k, tarfile.SYMTYPE))
    yield "hard links in a chain", lambda n: made(n, lambda k: link(k, tarfile.LNKTYPE))
    for info, content in members[:10]:
        yield f"many {info.name}", lambda n, i=info, c=content: made(n, lambda k: (tarfile.TarInfo(f"{k}/{i.name}"), c))
        yield f"{info.name} again", lambda n, i=info, c=content: made(n, lambda _: (tarfile.TarInfo(i.name), c))
    yield "deep names", lambda n: made(n, lambda k: (tarfile.TarInfo("a/" * 100 + str(k)), b""))
    yield "what hides what is below", lambda n: made(n, lambda k: (tarfile.TarInfo(f"a/.wh.{k}"), b""))


def family(extractor, text):
    """Return the pieces that belong to the look of a file."""
    head, name = text.lstrip("\ufeff \n")[:1], extractor.name
    if name in ("gemfile", "gemspec", "podfile", "podspec"):
        return FAMILIES["ruby"]
    for word, of in (("swift-package", "swift"), ("gradle", "gradle"), ("sbt", "gradle"), ("mill", "gradle"), ("mix", "elixir"),
                     ("rebar", "elixir"), ("bazel", "starlark"), ("setup-py", "starlark"), ("conanfile-py", "starlark"), ("docker", "dockerfile"),
                     ("terraform", "hcl"), ("clojure", "clojure"), ("cabal", "haskell"), ("opam", "haskell"), ("spdx", "tag-value")):  # fmt: skip
        if word in name and head not in "{<":
            return FAMILIES[of]
    if head in ("{", "<"):
        return FAMILIES["json" if head == "{" else "xml"]
    if re.search(r"^\[+[\w.\"-]+\]+$", text, re.MULTILINE):
        return FAMILIES["toml"]
    return FAMILIES["yaml"] if re.search(r"^[\w'\"-]+:( |$)", text, re.MULTILINE) else FAMILIES["line"]


def inputs(extractor, data, *, thorough):
    """Yield a title and a maker of bytes for everything that is tried with one file."""
    try:
        text = data.decode("utf-8")
    except ValueError:
        text = "\0"
    if "\0" in text:
        yield from binary_parts(data)
        with contextlib.suppress(zipfile.BadZipFile):
            yield from zip_members(data)
        with contextlib.suppress(tarfile.TarError):
            yield from tar_members(data)
        return
    every = [0, *(found.start() for found in re.finditer(r"(?<=\n)\s*\S|\b|\W", text)), len(text)]
    most = 40 if thorough else 12
    places = sorted({every[k * (len(every) - 1) // most] for k in range(most + 1)})
    pieces = ANY + (OF_ALL_FAMILIES if thorough else family(extractor, text))
    makers = [*repeated_parts(text), *json_values(text), *long_words(text), *repeated_pieces(text, pieces, places)]
    for title, make in makers:
        yield title, lambda n, f=make: f(n).encode()


# ------------------------------------------------------------------------------------------------------------- running


def check(extractor, name, beside, title, make, size):
    """Return what is wrong with the growth of one kind of input: times of n, 2n and 4n; None where nothing is."""
    try:
        if seconds(extractor, name, make(4 * size), beside) < NOTICEABLE:
            return None
        times = [seconds(extractor, name, make(size * k), beside, runs=2) for k in (1, 2, 4)]
        if _grows_too_fast(times):  # small times are of caches and the collector, too: what grows so, goes on growing
            times = times[2:] + [seconds(extractor, name, make(size * k), beside, runs=2) for k in (8, 16)]
    except TooLong:
        return f"{title}: more than {LONGEST} s"
    except RecursionError:
        return f"{title}: nested too deeply for Python"
    except Exception as error:  # noqa: BLE001 - that is a finding, too
        return f"{title}: {type(error).__name__}: {error}"
    return f"{title}: " + ", ".join(f"{t * 1000:.0f} ms" for t in times) if _grows_too_fast(times) else None


def _grows_too_fast(times):
    return times[2] > GROWTH * max(times[0], NOTICEABLE / GROWTH)


def files_of(extractor):
    """Yield the fixture files of a format: the case, the name, the content and what lies beside it."""
    for case in sorted((FIXTURES / extractor.name.replace("-", "_")).glob("*/")):
        found = {
            p.relative_to(case).as_posix(): p.read_bytes()
            for p in sorted(case.rglob("*"))
            if p.is_file() and p.name != "expected.json"
        }
        for name, data in found.items():
            yield case.name, name, archive.decompress(data) if archive.is_compressed(data) else data, found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", nargs="*", default=[])
    arguments.add_argument("--size", type=int, default=25_000, help="bytes of what n is")
    arguments.add_argument("--files", type=int, default=1, help="how many fixtures of a format, the richest first")
    arguments.add_argument(
        "--thorough", action="store_true", help="more places, and what opens something in any format"
    )
    arguments.add_argument("--seconds", type=float, default=0, help="CPU seconds for one format at most")
    arguments.add_argument("--part", default="1/1", help="which part of the formats, such as 2/3")
    options = arguments.parse_args()
    signal.signal(signal.SIGPROF, _give_up)
    bad = 0
    part, parts = map(int, options.part.split("/"))
    for extractor in all_extractors()[part - 1 :: parts]:
        if options.only and extractor.name not in options.only:
            continue
        tried = 0
        started = time.process_time()
        files = [f for f in files_of(extractor) if len(f[2]) < 8000 or b"\0" in f[2][:4000]]
        richest = sorted(files, key=lambda f: -_yield_of(extractor, f[1], f[2], f[3]))[: options.files]
        for case, name, data, beside in richest:
            tries = list(inputs(extractor, data, thorough=options.thorough))
            random.Random(len(tries)).shuffle(tries)  # where time ends early, some of everything was tried
            for title, make in tries:
                if options.seconds and time.process_time() - started > options.seconds:
                    break
                tried += 1
                problem = check(extractor, name, beside, title, make, options.size)
                if problem:
                    bad += 1
                    print(f"  {extractor.name} {case}/{name}: {problem}", flush=True)
        print(f"{extractor.name:<28} {tried:6} inputs {time.process_time() - started:7.1f} s", flush=True)
    print(f"{bad} kinds of input that take more than {GROWTH:.0f} times as long at four times the size")
    return bool(bad)


def _yield_of(extractor, name, data, beside):
    """Return how much a fixture gives for its size: of those that give the same, the shortest."""
    source = SourceFile(
        path=name, shown_path=name, found_by=extractor.name, read=beside.get, diagnostics=[], _bytes=data
    )
    count = 0
    with contextlib.suppress(Exception):
        for _ in extractor.parse(source):
            count += 1
    return (count > 0) * 1000 + min(count, 12) * 20 - len(data) / 200


if __name__ == "__main__":
    raise SystemExit(main())

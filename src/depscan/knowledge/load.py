"""Load the compiled index: from the wheel, or from the user's cache, compiling only when a file changed."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from depscan.errors import KnowledgeError
from depscan.knowledge import locate
from depscan.knowledge.index import FORMAT, Compiled, Knowledge

_LARGEST = 512 * 1024 * 1024


def load_knowledge(
    extra: Sequence[str] = (), *, on_compile: Callable[[], None] | None = None, keep: bool = True
) -> Knowledge:
    """Return the packaged knowledge, extended by the folders the user names.

    Args:
        extra: folders with ``vendors.yaml`` and/or ``rules/`` that extend or override by id.
        on_compile: told when compiling starts, which takes a second or more.
        keep: write what was compiled to the user's cache.

    Raises:
        KnowledgeError: something does not validate; the message starts with file and line.
    """
    if not extra and locate.COMPILED.is_file():
        knowledge = decode(locate.COMPILED.read_bytes())
        if knowledge:
            return knowledge
    folders = [locate.base_folder(), *(locate.extra_folder(folder) for folder in extra)]
    cache = locate.cache_folder()
    cached = cache / f"{_signature(folders)}.msgpack" if cache else None
    kept = _kept(cached) if cached else None
    knowledge = decode(kept) if kept else None
    if knowledge:
        return knowledge
    from depscan.knowledge.compile import compile_folders

    if on_compile:
        on_compile()
    data = compile_folders(folders)
    if cached and keep:
        _keep(cached, data)
    knowledge = decode(data)
    if knowledge is None:
        raise KnowledgeError(f"{folders[0]}: compiled knowledge cannot be read back")
    return knowledge


def decode(data: bytes) -> Knowledge | None:
    """Return None for another version's or a damaged index: it is made anew then."""
    try:
        compiled = msgspec.msgpack.decode(data, type=Compiled)
    except msgspec.DecodeError:
        return None
    return Knowledge(compiled) if compiled.format == FORMAT else None


def _signature(folders: Sequence[Path]) -> str:
    """Name, size and time of every file, and the code that compiles: reading them all would be felt."""
    import hashlib

    digest = hashlib.sha256(str(FORMAT).encode())
    for folder in [*folders, Path(__file__).parent]:
        for path, size, time in sorted(_stats(folder)):
            digest.update(f"{path}\0{size}\0{time}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]


def _stats(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    stack = [os.fspath(folder / "rules"), os.fspath(folder)]
    while stack:
        current = stack.pop()
        with contextlib.suppress(OSError), os.scandir(current) as entries:
            for entry in entries:
                if entry.is_dir():
                    if current != os.fspath(folder):
                        stack.append(entry.path)
                elif entry.name.endswith((".yaml", ".py")):
                    status = entry.stat()
                    found.append((entry.path, status.st_size, status.st_mtime_ns))
    return found


def _kept(path: Path) -> bytes | None:
    """Return what was cached, if it is a file of the user's own that nobody else can write."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            ours = not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
            if ours and stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST:
                return file.read(_LARGEST)
    except OSError:
        pass
    return None


def _keep(path: Path, data: bytes) -> None:
    """Write the cache atomically; a cache that cannot be written costs time, not the scan."""
    import tempfile

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)

"""MCP configurations: the servers that assistants are given, as packages, images and hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _launchers
from depscan.model import Component, Level
from depscan.syntax import json, jsonc

_SECTIONS = ("mcpServers", "servers", "context_servers", "mcp")
_SERVERS = re.compile(rb'"(?:servers|context_servers)"\s*+:\s*+\{')
_ADDRESSES = ("url", "serverUrl", "httpUrl", "endpoint")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what each server is fetched from or reached at; programs of this machine are noted.

    Raises:
        ParseError: not JSON, or no list of servers.
    """
    text = jsonc.plain(source.text())
    document = json.read_any(text.encode("utf-8", "surrogatepass"))
    if not isinstance(document, dict):
        raise ParseError("not an MCP configuration: not an object")
    found = False
    lines = json.Lines(text)
    for key, value, _, value_at in json.members(text):
        if key not in _SECTIONS or not isinstance(value, dict):
            continue
        if key == "mcp" and isinstance(value.get("servers"), dict):  # settings.json of VS Code
            places = [at for name, _, _, at in json.members(text, value_at) if name == "servers"]
            value_at = places[-1]  # noqa: PLW2901 - the servers stand one deeper
        found = True
        for _, server, server_at, _ in json.members(text, value_at):
            yield from _server(source, server, lines.at(server_at))
    if not found:
        raise ParseError("not an MCP configuration: no servers")


def _server(source: SourceFile, server: Any, line: int) -> Iterator[Component]:
    if not isinstance(server, dict):
        source.warn("wrong-type", "a server that is not an object", line=line)
        return
    command = server.get("command")
    if isinstance(command, dict):  # Zed: {"command": {"path": …, "args": […]}}
        server, command = command, command.get("path")
    words = list(_launchers.texts(server.get("args")))
    if isinstance(command, list):  # OpenCode: the whole command line
        command, *words = list(_launchers.texts(command)) or [""]
    address = next((server[key] for key in _ADDRESSES if isinstance(server.get(key), str)), None)
    if address:
        host = _launchers.endpoint(source, address, line=line)
        if host:
            yield host
        else:
            source.warn("incomplete-entry", "a server whose address is not understood", line=line, level=Level.NOTE)
    elif isinstance(command, str) and command:
        if not words and " " in command:
            command, *words = command.split()
        fetched = _launchers.fetched(source, command, words, line=line)
        if fetched is None:
            source.warn("local-program", "a server that is a program of this machine", line=line, level=Level.NOTE)
        yield from fetched or ()
    else:
        source.warn("incomplete-entry", "a server with neither command nor address", line=line)


def _sniff(head: bytes) -> bool:
    return b'"mcpServers"' in head or (
        _SERVERS.search(head) is not None and (b'"command"' in head or b'"url"' in head or b'"serverUrl"' in head)
    )


EXTRACTOR = Extractor(
    name="mcp-config",
    ecosystem="ai",
    patterns=(".mcp.json", "claude_desktop_config.json", ".cursor/mcp.json", ".vscode/mcp.json"),
    sniffed_patterns=("mcp.json", "mcp*.json", "*mcp.json", "cline_mcp_settings.json"),
    sniff=_sniff,
    parse=parse,
    description="servers by what they are fetched from (npx, uvx, pipx, docker, deno) or the host they are reached at",
    spec_url="https://modelcontextprotocol.io/docs/develop/connect-local-servers",
)

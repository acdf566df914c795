"""Readers for JSON, YAML, TOML, XML, HCL and plain lines: bounded, never constructing objects, keeping line numbers.

Every reader raises ``ParseError`` and nothing else, whatever the bytes.
"""

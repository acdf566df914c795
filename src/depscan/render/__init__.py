"""Outputs: each a contract of its own, rendered from a report alone.

To add one: a module with ``render(report) -> str`` and a member of ``Format`` in ``cli/app.py``.
"""

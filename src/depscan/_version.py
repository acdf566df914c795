"""The one place that says which version this is."""

__version__ = "0.1.0"
VERSION_LINE = f"sovereign-depscan {__version__} (command depscan; not OWASP dep-scan)"

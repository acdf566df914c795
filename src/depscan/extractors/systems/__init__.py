"""Extractors for systems: one module a format; a leading underscore means it is not a format."""

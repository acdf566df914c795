"""What builds the extension is elsewhere."""
import setuptools

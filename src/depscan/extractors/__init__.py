"""How to read file formats: one module a format, in ``packages``, ``sboms``, ``cloud``, ``systems`` or ``inventories``.

To add a format: write ``<folder>/<format>.py`` with a module-level ``EXTRACTOR = Extractor(…)`` whose ``name`` is the
module's name with dashes, and put at least one fixture folder at ``tests/extractors/<format>/<case>/`` with the input
files. Run ``pytest --update-golden tests/extractors``, read ``expected.json`` line by line, then
``python -m depscan.reference --write README.md``. Nothing else is to be touched: the folder is the list.
"""

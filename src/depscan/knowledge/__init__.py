"""Knowledge as data: ``vendors.yaml`` and ``rules/`` validated, compiled into one index, loaded in milliseconds.

``locate`` finds the folders, ``schema`` says what people may write, ``compile`` reads and checks everything and builds
the index, ``index`` answers look-ups, ``load`` caches.
"""

"""The command line: options in, library call, text out, exit status. It decides nothing.

To add a command: a function in ``app.py`` that only declares options, and a module beside it with the body, imported
inside the function so that ``--help`` stays fast.
"""

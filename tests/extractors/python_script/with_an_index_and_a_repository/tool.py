#!/usr/bin/env -S uv run --script
"""Fetches the news."""
#
# /// other
# x = 1
# ///
#
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests<3",
#   "rich==13.7.1 ; sys_platform != 'win32'",
#
#   "acme-client",
#   "tool @ git+https://user:token@git.acme.example/tools/tool.git",
#   "ours",
#   "not a requirement",
#   "art", # ///
# ]
#
# [[tool.uv.index]]
# name = "acme"
# url = "https://reader:s3cr3t@pypi.acme.example/simple"
# explicit = true
#
# [tool.uv.sources]
# acme-client = { index = "acme" }
# ours = { path = "../ours" }
#
# [tool.uv]
# dev-dependencies = ["not-of-a-script"]
# ///

import requests
# /// script
# dependencies = ["second-block"]
# ///

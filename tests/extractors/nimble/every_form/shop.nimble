# Package
version       = "0.1.0"
author        = "A"
description   = """Sells
  things"""
license       = "MIT"
srcDir        = "src"

#[ requires "never-asked-for" ]#
# Dependencies
requires "nim >= 1.6.0"
requires "jester >= 0.5.0 & < 0.6", "norm#head", "exact == 1.2.3"
requires("chronicles", "stew@#abc123")
requires "https://user:token@git.acme.example/group/tool.git >= 1.0",
         "https://github.com/acme/other#devel"
requires: "results"
requires "nimcrypto[feature] ~= 0.6"
requires "dep " & version
requires dependencies
requires "not a/requirement"

when defined(windows):
  requires "winim"

taskRequires "test", "balls >= 3.0.0"

proc requires(x: string) = discard
let quote = '"'

task test, "Runs":
  exec "nim c -r tests/all"

[Package]
name: "old"
version: "0.1.0"
author: "A"

[Deps]
Requires: "nim >= 0.10.0, jester >= 0.1"

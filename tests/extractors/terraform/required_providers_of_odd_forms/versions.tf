terraform {
  required_providers {
    a = "~> 1.0, != 1.5, >= ${x}"
    b = { source = "../../x", version = "=1.0.0" }
    c = { source = "registry.example/a/b\u001b[31m", version = "\n::error::x" }
    d = []
    e = { source = var.source }
    f = { source = "Example/F", version = ">= 1.0.0-beta1" }
    g = { source = "a/b/c/d" }
    h = {
      source = "example/h"
      version = "1.2"
    }
  }
}

package = "shop"
version = "scm-1"
dependencies = {"lua"}

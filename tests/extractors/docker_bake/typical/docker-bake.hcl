variable "REGISTRY" {
  default = "ghcr.io/example"
}
variable "TAG" { default = "" }

group "default" {
  targets = ["app"]
}

# target "remark" { contexts = { x = "docker-image://remark:1" } }
target "base" {
  args = {
    SENTRY_AUTH_TOKEN = ""
    NODE_VERSION = "20"
  }
}

target "app" {
  inherits = ["base"]
  contexts = {
    alpine  = "docker-image://alpine:3.20"
    builder = "target:base"
    docs    = "https://github.com/example/docs.git"
    php     = "docker-image://${REGISTRY}/php:8"
  }
  cache-from = ["type=registry,ref=${REGISTRY}/app:cache", { type = "gha" }]
  cache-to = ["type=s3,region=eu-west-1,bucket=cache"]
  tags = ["${REGISTRY}/app:${TAG}", "example/app", "local", "${UNKNOWN}/app:1"]
  platforms = ["linux/amd64", "linux/arm64"]
}

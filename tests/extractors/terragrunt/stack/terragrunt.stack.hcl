locals {
  version = "v1.2.0"
}

unit "database" {
  source = "git::https://git.example/catalog.git//units/database?ref=${local.version}"
  path   = "database"
}

unit "vpc" {
  source = "tfr://registry.opentofu.org/terraform-aws-modules/vpc/aws?version=5.1.2"
  path   = "vpc"
}

stack "services" {
  source = "github.com/example/catalog//stacks/services?ref=v2"
  path   = "services"
}

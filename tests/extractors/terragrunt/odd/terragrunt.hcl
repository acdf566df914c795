include "outside" {
  path = "../../../../../etc/passwd"
}

include "environment" {
  path = "${get_env("HOME")}/root.hcl"
}

include "itself" {
  path = "terragrunt.hcl"
}

locals {
  loop  = read_terragrunt_config("terragrunt.hcl")
  other = local.loop.locals.other
  flag  = get_env("FLAG", "default")
}

terraform {
  source = local.other
}

generate "json" {
  path     = "x.tf.json"
  contents = jsonencode({ provider = { aws = { region = "eu-west-1" } } })
}

generate "backend" {
  path     = "backend.tf"
  contents = "terraform {\n  backend \"gcs\" {\n    bucket = \"x\"\n  }\n}\n"
}

generate "broken" {
  path     = "broken.tf"
  contents = "provider \"google\" {\n"
}

generate "reference" {
  path     = "versions.tf"
  contents = local.absent
}

remote_state {
  backend = "gcs"
  generate = {
    path = "backend.tf"
  }
}

remote_state {
  backend = "s3"
  config = {
    bucket   = "state"
    endpoint = "https://s3.store.example"
  }
}

remote_state {}

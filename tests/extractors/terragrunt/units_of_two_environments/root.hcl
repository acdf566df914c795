# What all units have in common: where they are, where their state is kept, the provider.
locals {
  account_vars = read_terragrunt_config(find_in_parent_folders("account.hcl"))
  region_vars  = read_terragrunt_config(find_in_parent_folders("region.hcl"))
  account_name = local.account_vars.locals.account_name
  aws_region   = local.region_vars.locals.aws_region
}

generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<EOF
provider "aws" {
  region = "${local.aws_region}"
  allowed_account_ids = ["${local.account_vars.locals.account_id}"]
}

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.31.0"
    }
  }
}
EOF
}

remote_state {
  backend = "s3"
  config = {
    encrypt = true
    bucket  = "example-${local.account_name}-${local.aws_region}"
    key     = "${path_relative_to_include()}/tf.tfstate"
    region  = local.aws_region
  }
}

catalog {
  urls = ["https://git.example/catalog"]
}

inputs = merge(
  local.account_vars.locals,
  local.region_vars.locals,
)

terraform {
  source = "${local.base_source_url}?ref=v0.8.0"
}

locals {
  base_source_url = "git::git@github.com:example/terraform-aws-rds.git//mysql"
}

inputs = {
  name     = "mysql"
  password = "correct-horse-battery"
}

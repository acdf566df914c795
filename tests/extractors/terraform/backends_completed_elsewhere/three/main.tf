terraform {
  backend "http" {}
}

data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "example-state"
    region = "eu-west-3"
  }
}

data "terraform_remote_state" "local" {
  backend = "local"
}

data "terraform_remote_state" "gitlab" {
  backend = "http"
  config = {
    address = "https://gitlab.example/api/v4/projects/1/terraform/state/x"
  }
}

provider "registry.terraform.io/hashicorp/aws" {
  version = "5.31.0"
}

provider "registry.terraform.io/hashicorp/google" {
  version = "5.0
}

provider "registry.terraform.io/hashicorp/tls" {
  version = "4.0.5"
}

terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.30, < 6.0"
      configuration_aliases = [aws.north]
    }
    scaleway = {
      source  = "scaleway/scaleway"
      version = "2.45.0"
    }
    random   = "~> 3.6"
    internal = { source = "registry.example/platform/internal", version = "= 1.4.2" }
    plain    = {}
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}

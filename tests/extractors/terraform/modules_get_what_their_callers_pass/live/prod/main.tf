# The callers of the modules: what they pass decides where the resources of the modules lie.
provider "aws" {
  region = "eu-west-3"
}

provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

provider "aws" {
  alias = "store"
  endpoints {
    s3 = "https://s3.store.example"
  }
  region = "gra"
}

module "bucket" {
  source    = "../../modules/bucket"
  providers = { aws = aws.store }
  location  = "FR"
}

module "network" {
  source = "../../modules/network"
  providers = {
    aws      = aws
    aws.peer = aws.frankfurt
  }
  zone_suffix = "b"
}

module "shared" {
  source = "../../modules/shared"
}

resource "aws_vpc_peering_connection" "one" {
  region = module.network.peer_region
}

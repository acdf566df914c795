provider "aws" {
  region = var.region
}

provider "aws" {
  alias  = "north"
  region = "eu-${local.north}-1"
}

provider "scaleway" {
  alias  = "paris"
  region = "fr-par"
  zone   = "fr-par-1"
}

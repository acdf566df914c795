provider "aws" {
  region = "us-east-1"
}

module "bucket" {
  source   = "../../modules/bucket"
  location = "US"
}

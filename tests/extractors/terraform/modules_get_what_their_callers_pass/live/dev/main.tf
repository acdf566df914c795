provider "aws" {
  region = "eu-west-1"
}

module "shared" {
  source   = "../../modules/shared"
  location = "IE"
}

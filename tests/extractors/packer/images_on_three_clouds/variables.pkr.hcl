variable "aws_region" {
  default = "us-east-1"
}

locals {
  zone = "fr-par-2"
}

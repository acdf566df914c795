terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}

variable "zone_suffix" {
  default = "a"
}

locals {
  peer_region = "eu-central-1"
}

resource "aws_vpc" "here" {}

resource "aws_vpc" "there" {
  provider = aws.peer
}

resource "scaleway_instance_server" "zone" {
  zone = "fr-par-${var.zone_suffix}"
}

output "peer_region" {
  value = local.peer_region
}

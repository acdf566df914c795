terraform {
  required_version = ">= 1.5"

  backend "s3" {
    bucket = "state"
    key    = "shop.tfstate"
    region = "eu-west-3"
  }
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"
}

module "local" {
  source = "./modules/queue"
}

resource "aws_dynamodb_table" "orders" {
  name = "orders"
}

resource "aws_s3_bucket" "logs" {
  provider = aws.north
  bucket   = "logs-${var.region}"
}

resource "aws_sqs_queue" "jobs" {
  region = local.regions.secondary
}

resource "aws_sns_topic" "unknown" {
  region = module.vpc.region # its own, but not known: the provider's would be wrong
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
  }
}

resource "scaleway_object_bucket" "assets" {
  provider = scaleway.paris
  name     = "assets"
}

resource "random_id" "suffix" {
  byte_length = 4
}

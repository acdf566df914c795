variable "create" {
  default = true
}

variable "enable_cache" {
  type    = bool
  default = false
}

variable "environment" {
  default = "prod"
}

locals {
  regions = { prod = "eu-west-3", dev = "eu-west-1" }
  names   = ["a", "b", "c"]
  tags    = merge({ zone = "fr-par-1" }, { owner = "ops" })
}

provider "aws" {
  region = lookup(local.regions, var.environment, "us-east-1")
}

resource "aws_sqs_queue" "one" {
  count = var.create ? 1 : 0
}

resource "aws_elasticache_cluster" "by_default_none" {
  count = var.create && var.enable_cache ? 1 : 0
}

resource "aws_sns_topic" "none" {
  count = 0
}

resource "aws_s3_bucket" "three" {
  for_each = toset(local.names)
}

resource "aws_s3_bucket" "two" {
  for_each = {
    logs = "x"
    data = "y"
  }
}

resource "aws_instance" "several" {
  count = length(local.names)
}

resource "aws_instance" "unknown" {
  count = data.aws_region.current.name == "x" ? 1 : 0
}

resource "aws_instance" "compared" {
  count = var.environment == "prod" || data.aws_region.x.y ? 2 : 0
}

resource "google_storage_bucket" "conditional" {
  location = var.environment == "prod" ? "europe-west9" : "us-central1"
}

resource "google_storage_bucket" "formatted" {
  location = format("europe-%s%d", "west", 4)
}

resource "google_storage_bucket" "joined" {
  location = join("-", ["europe", lower("WEST12")])
}

resource "scaleway_instance_server" "merged" {
  zone = local.tags["zone"]
}

resource "scaleway_instance_server" "tried" {
  zone = try(local.tags.absent, "fr-par-3")
}

resource "scaleway_instance_server" "coalesced" {
  zone = coalesce("", local.tags.zone)
}

resource "scaleway_instance_server" "broken" {
  zone = lookup(local.tags, "zone"
    , "x", "y") == "fr-par-1" ? element(["fr-par-2"], 3) : null
}

resource "scaleway_instance_server" "for_expression" {
  zone = [for name in local.names : name][0]
}

resource "aws_lambda_function" "switched_off" {
  lifecycle {
    enabled = false
  }
}

module "off" {
  source = "terraform-aws-modules/rds/aws"
  count  = var.enable_cache ? 1 : 0
}

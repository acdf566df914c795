terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
    scaleway = {
      source  = "scaleway/scaleway"
      version = "~> 2.43"
    }
  }
  backend "s3" {
    bucket = "webshop-state"
    key    = "prod/terraform.tfstate"
    region = "eu-west-3"
  }
}

variable "region" {
  type    = string
  default = "eu-west-3"
}

provider "aws" {
  region = var.region
}

provider "scaleway" {
  region = "fr-par"
}

resource "aws_dynamodb_table" "carts" {
  name         = "carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_s3_bucket" "pictures" {
  bucket = "webshop-pictures"
}

resource "scaleway_rdb_instance" "orders" {
  name      = "orders"
  engine    = "PostgreSQL-15"
  node_type = "DB-DEV-S"
}

resource "scaleway_object_bucket" "invoices" {
  name = "webshop-invoices"
}

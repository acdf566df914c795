provider "aws" {
  region                      = "fr-par"
  skip_credentials_validation = true

  endpoints {
    s3  = "https://s3.fr-par.scw.example"
    ec2 = "https://user:secret@compute.example:8443/v1?token=x"
  }
}

provider "aws" {
  alias = "local"
  endpoints {
    sqs = "http://localhost:4566"
    sns = "http://localhost:4566"
  }
}

provider "openstack" {
  auth_url = "https://auth.cloud.example/v3/"
  region   = "GRA11"
}

provider "ovh" {
  endpoint = "ovh-eu"
}

provider "vault" {
  address = var.vault
}

provider "hcloud" {
  endpoint = "api.hetzner.example/v1"
}

terraform {
  backend "s3" {
    bucket    = "state"
    region    = "gra"
    endpoints = { s3 = "https://s3.gra.io.cloud.example" }
  }
}

resource "aws_s3_bucket" "assets" {}
resource "aws_instance" "web" {}
resource "aws_dynamodb_table" "orders" {}
resource "aws_s3control_bucket" "other" {}

resource "aws_sqs_queue" "q" {
  provider = aws.local
}

resource "openstack_compute_instance_v2" "web" {
  name = "web"
}

resource "hcloud_server" "web" {
  location = "fsn1"
}

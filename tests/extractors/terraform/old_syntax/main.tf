# Terraform 0.11
provider "aws" {
  version = "~> 2.0"
  region  = "${var.region}"
}

variable region {
  default = "us-east-1"
}

resource aws_instance web {
  provider = "aws.east"
  tags {
    "Name" = "web"
    "Also" = "${lookup(var.names, "web", "x")}"
  }
  user_data = <<EOF
#!/bin/sh
resource "aws_s3_bucket" "not" {
EOF
}

provider "aws" {
  alias  = "east"
  region = "us-east-2"
}

resource "aws_instance" {
}

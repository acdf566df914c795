resource "aws_s3_bucket" "before" {}

resource "aws_s3_bucket" "broken" {
  bucket = "unterminated
  region = "eu-west-1"
}

resource "aws_s3_bucket" "behind" {
  region = "eu-west-3"
}

resource "aws_s3_bucket" "unclosed" {
  tags = merge(var.tags, { a = "b" )
}

provider "aws" {
  region = "eu-north-1"

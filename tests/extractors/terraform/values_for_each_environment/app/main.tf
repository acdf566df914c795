variable "region" {
  default = "us-east-1"
}

variable "store" {}

variable "shape" {
  default = "x"
}

provider "aws" {
  region = var.region
}

resource "google_storage_bucket" "store" {
  location = var.store
}

resource "google_storage_bucket" "auto" {
  location = var.shape
}

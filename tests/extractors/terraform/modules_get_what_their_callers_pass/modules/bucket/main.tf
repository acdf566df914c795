variable "location" {}

resource "aws_s3_bucket" "logs" {}

resource "google_storage_bucket" "copy" {
  location = var.location
}

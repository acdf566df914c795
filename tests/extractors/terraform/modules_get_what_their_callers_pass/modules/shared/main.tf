# Called from two places that say different things: nothing is known here.
variable "location" {
  default = "FR"
}

resource "aws_sqs_queue" "jobs" {}

resource "google_storage_bucket" "data" {
  location = var.location
}

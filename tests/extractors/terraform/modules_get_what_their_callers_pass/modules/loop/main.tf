# It calls itself by way of nobody, and a folder outside.
variable "location" {}

module "self" {
  source   = "./"
  location = var.location
}

module "outside" {
  source   = "../../../../../elsewhere"
  location = "x"
}

resource "google_storage_bucket" "loop" {
  location = var.location
}

terraform {
  required_providers {
    scaleway = { source = "scaleway/scaleway" }
  }
}
provider "scaleway" {
  region = "fr-par"
  zone   = "fr-par-1"
}
resource "scaleway_object_bucket" "media" {
  name = "media"
}
resource "scaleway_rdb_instance" "main" {
  engine    = "PostgreSQL-16"
  node_type = "DB-DEV-S"
}

provider "google" {
  project = "shop"
  region  = "europe-west9"
}
resource "google_sql_database_instance" "main" {
  database_version = "POSTGRES_16"
}
resource "google_storage_bucket" "files" {
  name     = "files"
  location = "EU"
}

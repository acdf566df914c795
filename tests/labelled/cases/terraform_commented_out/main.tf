# resource "aws_s3_bucket" "old" { bucket = "old" }
/*
resource "azurerm_storage_account" "older" {
  location = "France Central"
}
*/
// provider "google" {}
resource "hcloud_server" "web" {
  name        = "web"
  server_type = "cx22"
  location    = "fsn1"
}

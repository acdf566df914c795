resource "azurerm_resource_group" "main" {
  name     = "main"
  location = var.location
}

resource "azurerm_resource_group" "several" {
  count    = 2
  location = "Germany West Central"
}

variable "location" { default = "West Europe" }

provider "google" {
  project = "example"
  region  = "europe-west4"
}

provider "google-beta" {
  region = "europe-west9"
}

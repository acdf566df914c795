resource "azurerm_cosmosdb_account" "db" {
  name                = "db"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
}

resource "azurerm_storage_account" "files" {
  location = azurerm_resource_group.several[0].location
}

resource "azurerm_linux_web_app" "web" {
  location = data.azurerm_resource_group.existing.location
}

resource "google_storage_bucket" "b" {
  location = "EU"
}

resource "google_compute_instance" "vm" {
  zone = "europe-west1-b"
}

resource "google_compute_instance" "beta" {
  provider = google-beta
}

resource "google_bigquery_dataset" "d" {
  location = "${local.multi}"
}

provider "azurerm" {
  features {}
}
locals {
  place = "France Central"
}
resource "azurerm_cosmosdb_account" "db" {
  name     = "db"
  location = local.place
}
resource "azurerm_mssql_server" "sql" {
  name     = "sql"
  location = local.place
}

terraform {
  backend "remote" {
    organization = "example"
  }
}
terraform {
  backend "local" { path = "x.tfstate" }
}
terraform {
  backend "azurerm" {
    container_name = "state"
  }
}
terraform {
  backend "http" {
    address = "https://gitlab.example/api/v4/projects/1/terraform/state/main"
  }
}

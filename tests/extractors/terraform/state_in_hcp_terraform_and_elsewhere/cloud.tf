terraform {
  cloud {
    organization = "example"
    hostname     = "tfe.example"
    workspaces { name = "shop" }
  }
}

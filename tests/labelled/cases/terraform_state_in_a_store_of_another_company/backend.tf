terraform {
  backend "s3" {
    bucket                      = "state"
    key                         = "prod.tfstate"
    region                      = "fr-par"
    endpoints                   = { s3 = "https://s3.fr-par.scw.cloud" }
    skip_credentials_validation = true
    skip_region_validation      = true
  }
}

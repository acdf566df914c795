terraform {
  required_providers {
    ovh = {
      source  = "ovh/ovh"
      version = "~> 0.36"
    }
  }
}

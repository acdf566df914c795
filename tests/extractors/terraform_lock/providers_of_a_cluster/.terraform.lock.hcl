# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/hashicorp/helm" {
  version     = "2.12.1"
  constraints = ">= 2.9.0, < 3.0.0"
  hashes = [
    "h1:aBfcqM4cbywa7TAxfT1YoFS+Cst9waerlm4XErFmJlk=",
    "zh:1d623fb1662703f2feb7860e3c795d849c77640eecbc5a776784d08807b15004",
  ]
}

provider "registry.terraform.io/hashicorp/kubernetes" {
  version     = "2.24.0"
  constraints = ">= 2.20.0"
  hashes = [
    "h1:u9lRMCdNXcB5/WQTZVMvGhNliW2pKOzj3SOVbu9yPpg=",
  ]
}

provider "registry.terraform.io/hashicorp/random" {
  version = "3.6.0"
  hashes = [
    "h1:R5Ucn26riKIEijcsiOMBR3uOAjuOMfI1x7XvH4P6B1w=",
  ]
}

provider "registry.terraform.io/ovh/ovh" {
  version     = "0.36.1"
  constraints = "~> 0.36"
  hashes = [
    "h1:Y+7QQ6hVLGRhlgh3lGuF6vKSKDrmd0xTL7UoPlxJMNg=",
  ]
}

provider "registry.terraform.io/terraform-provider-openstack/openstack" {
  version     = "1.54.1"
  constraints = "1.54.1"
  hashes = [
    "h1:fYqp0LzLmUYHZwcCmLHwiNrBZTyKqJp6wBgSUqsY+TA=",
  ]
}

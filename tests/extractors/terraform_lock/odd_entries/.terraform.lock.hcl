# provider "registry.terraform.io/hashicorp/commented" {
provider "terraform.io/builtin/terraform" {
}

provider "registry.example:8443/Acme/Cloud" {
  version     = "1.0.0-beta2"
  constraints = "1.0.0-beta2"
}

provider "app.terraform.io/acme/internal" {
  version = "0.1.0"
}

provider "registry.terraform.io/hashicorp/no-version" {
}

provider "registry.terraform.io/hashicorp/wrong-version" {
  version = ["1.0.0"]
}

provider "a/b/c/d" {
  version = "1.0.0"
}

provider {
  version = "1.0.0"
}

something "else" {
}

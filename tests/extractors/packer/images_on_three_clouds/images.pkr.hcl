packer {
  required_version = ">= 1.9"
  required_plugins {
    amazon = {
      version = ">= 1.2.8"
      source  = "github.com/hashicorp/amazon"
    }
    openstack = {
      version = "1.1.2"
      source  = "github.com/hashicorp/openstack"
    }
    scaleway = {
      version = "= 1.0.5"
      source  = "github.com/scaleway/scaleway"
    }
  }
}

locals {
  name = "base-${formatdate("YYYY", timestamp())}"
}

data "amazon-ami" "debian" {
  region = var.aws_region
  owners = ["136693071363"]
}

source "amazon-ebs" "debian" {
  region        = var.aws_region
  source_ami    = data.amazon-ami.debian.id
  secret_key    = "correct-horse-battery"
  ami_regions   = ["eu-central-1"]
}

source "openstack" "debian" {
  identity_endpoint = "https://auth.cloud.ovh.net/v3"
  region            = "GRA11"
}

source "scaleway" "debian" {
  zone = local.zone
}

source "docker" "debian" {
  image  = "debian:12"
  commit = true
}

source "qemu" "local" {
  iso_url = "https://cdimage.example/debian.iso"
}

# source "googlecompute" "commented" {}
build {
  hcp_packer_registry {
    bucket_name = "base"
  }
  sources = ["source.amazon-ebs.debian", "source.openstack.debian"]
  provisioner "shell" {
    inline = ["echo hello"]
  }
  source "source.qemu.local" {
    name = "x"
  }
  post-processors {
    post-processor "docker-tag" {
      repository = "registry.example/base/debian"
    }
    post-processor "docker-push" {}
  }
  post-processor "amazon-import" {
    region = "eu-west-1"
  }
  post-processor "manifest" {}
}

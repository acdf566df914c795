packer {
  required_plugins {
    old    = ">= 1.0"
    broken = { source = "amazon" }
    forge  = { source = "git.example/acme/cloud", version = "~> 2" }
  }
}
packer {}
source "amazon-ebs" {
}
source "googlecompute" "zone" {
  zone = upper(var.absent)
}
source "azure-arm" "cloud" {
  location = "West ${lower("EUROPE")}"
}
source "proxmox-iso" "own" {
  proxmox_url = "https://proxmox.example:8006/api2/json"
}
source "docker" "variable" {
  image = var.image
}
source "vsphere-iso" "own" {
  vcenter_server = "vcenter.internal.example"
}
data "amazon-secretsmanager" "x" {
  name = "secret"
}
data "http" "x" {
  url = "https://checkpoint.example"
}
build {
  post-processor {
  }
}

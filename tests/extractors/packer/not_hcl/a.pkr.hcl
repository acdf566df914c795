source "amazon-ebs" "a" {
  region = "eu-west-3"
}

source "hcloud" "b" {
  location = "nbg1
}

build {

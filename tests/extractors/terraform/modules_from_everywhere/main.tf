module "registry" {
  source  = "terraform-aws-modules/eks/aws//modules/karpenter"
  version = "20.8.4"
}
module "private" {
  source  = "app.terraform.io/example-corp/network/azurerm"
  version = "~> 1.1"
}
module "github" { source = "github.com/example/terraform-thing" }
module "github_part" { source = "github.com/example/terraform-thing//modules/part?ref=v1.2.0" }
module "git_https" { source = "git::https://user:token@git.example/infra/network.git//vpc?ref=main&depth=1" }
module "git_ssh" { source = "git::ssh://git@gitlab.com/example/infra/network.git?ref=v3" }
module "scp" { source = "git@github.com:example/private.git?ref=0123abc" }
module "bitbucket" { source = "bitbucket.org/example/consul" }
module "archive" { source = "https://modules.example/vpc-module.zip?archive=zip&token=secret" }
module "bucket" { source = "s3::https://s3-eu-west-1.amazonaws.com/example-modules/vpc.zip" }
module "google" { source = "gcs::https://www.googleapis.com/storage/v1/modules/foo.zip" }
module "oci" { source = "oci://registry.example/modules/vpc?tag=1.0" }
module "mercurial" { source = "hg::http://hg.example/vpc.hg" }
module "above" { source = "../shared" }
module "below" { source = "./modules/x" }
module "absolute" { source = "/opt/modules/x" }
module "from_variable" { source = var.source }
module "odd" { source = "not a source" }
module "none" {}

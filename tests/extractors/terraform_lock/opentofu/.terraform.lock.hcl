# This file is maintained automatically by "tofu init".
# Manual edits may be lost in future updates.

provider "registry.opentofu.org/hashicorp/aws" {
  version     = "5.60.0"
  constraints = "~> 5.60"
  hashes = [
    "h1:NmFcVW5ruQFGk7fRNZYXMR3SoqIAgWwgJcbmVWQRFbY=",
  ]
}

locals {
  north   = "north"
  regions = var.environments
}

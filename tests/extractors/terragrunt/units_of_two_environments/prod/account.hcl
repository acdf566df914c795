locals {
  account_name = "prod"
  account_id   = "123456789012"
}

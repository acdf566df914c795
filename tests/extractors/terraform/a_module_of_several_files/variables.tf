variable "region" {
  description = <<-EOT
    Where everything runs.
    variable "region" { default = "not-this" }
  EOT
  type        = string
  default     = "eu-west-1"
}

variable "environments" {
  default = {
    secondary = "eu-south-2"
    production = "eu-central-1"
  }
}

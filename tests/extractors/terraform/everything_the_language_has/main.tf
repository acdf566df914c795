/* a comment
   of several lines */
locals { # one
  a = { for k, v in var.m : k => v if v != "" } // two
  b = [for s in var.list : upper(s)]
  c = var.x ? "yes" : "no"
  d = "${var.x ? "a" : "b"}-%{ if var.y }${f("}")}%{ endif }"
  e = jsonencode({
    "k" : [1, 2, { z = "}" }],
    (var.key) = <<-JSON
      { "region": "${local.a}" }
    JSON
    other = 5
  })
  f = "escaped \"quotes\" and $${not} and %%{not} and \u00e9"
  g = aws_instance.web[*].id
  h = a / b < c ? -1 : !d
  i = provider::time::rfc3339_parse("x")
  loop_a = local.loop_b
  loop_b = "${local.loop_a}x"
  wide_0 = "eu-west-3"
  wide_1 = "${local.wide_0}${local.wide_0}${local.wide_0}"
  wide_2 = "${local.wide_1}${local.wide_1}${local.wide_1}"
  wide_3 = "${local.wide_2}${local.wide_2}${local.wide_2}"
  wide_4 = "${local.wide_3}${local.wide_3}${local.wide_3}"
  wide_5 = "${local.wide_4}${local.wide_4}${local.wide_4}"
  list   = ["zero", "eu-west-2"]
  map    = { "x y" = { z = "eu-west-4" } }
}

resource "aws_instance" "web" {
  count = length(var.list) > 0 ? 1 : 0
  dynamic "ebs_block_device" {
    for_each = var.disks
    content { device_name = ebs_block_device.value }
  }
  lifecycle { ignore_changes = [tags["x"], ami] }
}

resource "aws_a" "loop" { region = local.loop_a }
resource "aws_b" "wide" { region = local.wide_5 }
resource "aws_c" "conditional" { region = local.c }
resource "aws_d" "index" { region = local.list[1] }
resource "aws_e" "key" { region = local.map["x y"].z }
resource "aws_f" "missing" { region = local.map.nothing.z }
resource "aws_g" "quoted_reference" { region = "var.region" }
resource "aws_h" "null" { region = null }
resource "aws_i" "list" { region = ["eu-west-1"] }
import {
  to = aws_instance.web[0]
  id = "i-1"
}
moved {
  from = aws_instance.old
  to   = aws_instance.web
}

source "amazon-ebs" "web" {
  region        = "eu-west-3"
  instance_type = "t3.micro"
}
build { sources = ["source.amazon-ebs.web"] }

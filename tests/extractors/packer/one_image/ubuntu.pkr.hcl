source "amazon-ebs" "ubuntu" {
  region        = "eu-west-3"
  instance_type = "t3.micro"
}

terraform {
  source = "tfr:///terraform-aws-modules/s3-bucket/aws?version=4.1.2"
}
remote_state {
  backend = "s3"
  config = {
    bucket = "state"
    key    = "prod.tfstate"
    region = "eu-west-3"
  }
}

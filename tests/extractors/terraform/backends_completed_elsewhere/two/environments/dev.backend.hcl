# no endpoint of its own
bucket = "example-state-dev"
region = "eu-west-1"

region = "eu-west-3"
store  = "europe-west9"

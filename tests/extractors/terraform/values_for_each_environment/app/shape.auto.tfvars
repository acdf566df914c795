shape = "europe-west1"

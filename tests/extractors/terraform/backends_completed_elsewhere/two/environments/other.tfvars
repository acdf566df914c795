bucket = "not-a-backend"

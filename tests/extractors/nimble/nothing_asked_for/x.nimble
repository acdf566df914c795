version = "0.1.0"
author = "A"

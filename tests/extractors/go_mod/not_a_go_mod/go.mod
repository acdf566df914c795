{"module": "example.com/shop"}

package main

import "os"

var a = os.Getenv("SENTRY_DSN") // https://commented.example
var b, _ = os.LookupEnv("STRIPE_API_KEY")
var c = "amqps://u:p@mq.company.example/x"

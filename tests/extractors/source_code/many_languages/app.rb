key = ENV.fetch("STRIPE_SECRET_KEY")
token = ENV["SENTRY_DSN"] # ENV["MAILGUN_API_KEY"]
s = "x #{y} https://api.stripe.com"

# https://api.stripe.com
curl "https://api.telegram.org/bot$TOKEN/x"

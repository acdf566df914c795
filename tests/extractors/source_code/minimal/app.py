import os

key = os.environ["STRIPE_API_KEY"]

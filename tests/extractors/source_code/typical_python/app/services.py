"""Talks to https://api.openai.com in its documentation only."""

import os

import boto3
from decouple import config
from openai import AsyncOpenAI, OpenAI

# https://commented.googleapis.com, os.environ["MAILGUN_API_KEY"]
DATABASE = os.getenv("DATABASE_URL", "postgres://app:s3cr3t@db.company.example/app")
DSN = os.environ.get(
    "SENTRY_DSN"
)
STRIPE = config("STRIPE_SECRET_KEY")
NOT_ASKED = "TWILIO_AUTH_TOKEN"

client = OpenAI(api_key=os.environ["MISTRAL_API_KEY"], base_url="https://api.mistral.ai/v1")
other = AsyncOpenAI(
    base_url="http://vllm.company.example/v1",
)
store = boto3.client("s3", region_name="fr-par", endpoint_url="https://s3.fr-par.scw.cloud")
queue = boto3.client("sqs", region_name="eu-west-1")
URL = f"https://{bucket}.s3.eu-west-3.amazonaws.com/{key}"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:topic"
EMAIL_HOST = "smtp.sendgrid.net"


def ask(question):
    """Answer with https://api.anthropic.com, or not."""
    print("see https://platform.openai.com/api-keys")
    return client.chat.completions.create(model="mistral-large-latest", messages=[{"role": "user", "content": question}])


def colour(value):
    return "#" + value  # "https://api.stripe.com"

/* https://api.openai.com
 * process.env.SENTRY_DSN */
import { S3Client } from "@aws-sdk/client-s3";
import OpenAI from "openai";

const key = process.env.STRIPE_SECRET_KEY!; // process.env.TWILIO_AUTH_TOKEN
const dsn = process.env["SENTRY_DSN"];
const maps = import.meta.env.VITE_MAPBOX_TOKEN;
const s3 = new S3Client({
  region: "gra",
  endpoint: "https://s3.gra.io.cloud.ovh.net",
});
const ai = new OpenAI({ baseURL: `https://api.scaleway.ai/v1` });
const glob = "src/**/*.ts";
const url = `https://api.mailgun.net/v3/${domain}/messages`;
const regex = /https:\/\/x/;
await ai.chat.completions.create({ model: "mistral-small-latest" });
console.log("https://dashboard.stripe.com");
const link = <a href="https://github.com/company">code</a>;
fetch("https://hooks.slack.com/services/T0/B0/secret");

const x = process.env.TWILIO_AUTH_TOKEN;
fetch("https://api.stripe.com/v1");

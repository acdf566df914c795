fetch("https://api.stripe.com/v1");

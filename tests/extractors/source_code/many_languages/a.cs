var k = Environment.GetEnvironmentVariable("SENTRY_DSN");

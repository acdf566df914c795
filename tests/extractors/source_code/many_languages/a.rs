let k = std::env::var("SENTRY_DSN")?;

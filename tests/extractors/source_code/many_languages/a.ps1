$k = $env:SENTRY_DSN

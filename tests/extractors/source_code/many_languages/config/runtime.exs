config :sentry, dsn: System.fetch_env!("SENTRY_DSN")
config :ex_aws, :s3, scheme: "https://", host: "cellar-c2.services.clever-cloud.com"

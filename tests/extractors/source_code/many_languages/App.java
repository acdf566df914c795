class App {
  String a = System.getenv("SENTRY_DSN");
  @Value("${OPENAI_API_KEY}") String b;
  String c = "jdbc:postgresql://x.postgres.database.azure.com/db";
}

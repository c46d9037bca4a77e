package bench;

import java.net.URI;

/// A company made for the measurement, with its bot and the templates that answer what is asked.
record Account(String company, String token, String path, String secret) {
    private static final String PASSWORD = "measured-in-the-open";

    static Account make(Server server, int number) {
        var platform = server.http().signedIn("super@sembang.demo", "demo-sembang");
        var email = email(number);
        var company = platform.post("/api/v1/companies", """
                {"name":"Bench %1$d","slug":"bench-%1$d","country":"MY","industryCategory":"retail",\
                "preferredLanguage":"en","admin":{"name":"Admin","email":"%2$s","password":"%3$s"}}"""
                .formatted(number, email, PASSWORD));
        var admin = server.http().signedIn(email, PASSWORD);
        for (var topic : Traffic.TOPICS) {
            admin.post("/api/v1/templates", """
                    {"name":"%1$s","category":"product_inquiry","language":"en","patterns":["%2$s"],"examples":["%1$s"],\
                    "response":"%3$s","variations":[],"localizedVersions":{},"priority":0,"recommended":false}"""
                    .formatted(topic.question(), pattern(topic.question()), topic.answer()));
        }
        for (var topic : Traffic.TOPICS) {
            var answer = admin.post("/api/v1/templates/test", """
                    {"message":"%s"}""".formatted(topic.question()));
            if (!answer.contains(topic.answer())) {
                throw new IllegalStateException("No template answers '" + topic.question() + "': " + answer);
            }
        }
        var token = (1_000_000_000L + number) + ":bench-token-" + number;
        var account = admin.post("/api/v1/channel-accounts", """
                {"channel":"telegram","name":"Bench","credentials":{"botToken":"%s"}}""".formatted(token));
        return new Account(
                Http.text(company, "id"),
                token,
                URI.create(Http.text(account, "webhookUrl")).getPath(),
                Http.text(account, "webhookSecret"));
    }

    /// The company's admin, signed in.
    static Http admin(Server server, int number) {
        return server.http().signedIn(email(number), PASSWORD);
    }

    private static String email(int number) {
        return "admin@bench-" + number + ".example";
    }

    private static String pattern(String question) {
        return question.toLowerCase(java.util.Locale.ROOT).replace("?", "");
    }

    /// Request line and headers of a delivery to this bot.
    String head() {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-Telegram-Bot-Api-Secret-Token: " + secret + "\r\n";
    }
}

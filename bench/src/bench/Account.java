package bench;

import java.net.URI;

/// A company made for the measurement, with its bot and the templates that answer what is asked.
record Account(String company, String token, String path, String secret) {
    private static final String PASSWORD = "measured-in-the-open";

    static Account make(Server server, int number) {
        var company = found(server, number);
        var admin = admin(server, number);
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
        return connect(admin, company, number);
    }

    /// A company without templates, whose model alone can answer what the product costs.
    ///
    /// @param key known to the vendor of the model
    static Account withModel(Server server, int number, String key) {
        var company = found(server, number);
        var admin = admin(server, number);
        admin.put("/api/v1/model-providers/1", """
                {"kind":"anthropic","key":"%s","enabled":true}""".formatted(key));
        admin.post("/api/v1/products", """
                {"kind":"product","name":"Batik shirt","price":{"amount":"89.90","currency":"MYR"},"stock":12}""");
        var version = admin.post("/api/v1/model-versions", """
                {"systemPrompt":"You sell batik, kindly and briefly.","mode":"auto"}""");
        admin.put("/api/v1/model-versions/%s/activation".formatted(Http.text(version, "id")), "");
        return connect(admin, company, number);
    }

    private static String found(Server server, int number) {
        var platform = server.http().signedIn("super@sembang.demo", "demo-sembang");
        var company = platform.post("/api/v1/companies", """
                {"name":"Bench %1$d","slug":"bench-%1$d","country":"MY","industryCategory":"retail",\
                "preferredLanguage":"en","admin":{"name":"Admin","email":"%2$s","password":"%3$s"}}"""
                .formatted(number, email(number), PASSWORD));
        return Http.text(company, "id");
    }

    private static Account connect(Http admin, String company, int number) {
        var token = (1_000_000_000L + number) + ":bench-token-" + number;
        var account = admin.post("/api/v1/channel-accounts", """
                {"channel":"telegram","name":"Bench","credentials":{"botToken":"%s"}}""".formatted(token));
        return new Account(
                company,
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
        return head(secret);
    }

    /// The same from somebody who knows all of the secret but its last letter.
    String forgedHead() {
        int last = secret.length() - 1;
        return head(secret.substring(0, last) + (secret.charAt(last) == 'A' ? 'B' : 'A'));
    }

    private String head(String secret) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-Telegram-Bot-Api-Secret-Token: " + secret + "\r\n";
    }
}

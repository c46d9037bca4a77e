package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.identity.Members;
import app.sembang.simulator.LlmAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@ProductTest
class HealthTests {
    private static final Pattern METRIC = Pattern.compile("\\b(?:sembang|http|hikaricp|jvm|process|system)_\\w+");

    private final HttpClient browser = HttpClient.newHttpClient();
    private final Members members;

    @LocalServerPort
    private int port;

    HealthTests(Members members) {
        this.members = members;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private String figures() throws IOException, InterruptedException {
        return get("/actuator/prometheus").body();
    }

    /// The sum over all tags.
    private double figure(String name) throws IOException, InterruptedException {
        return figures()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void anybodyMayAskWhetherItIsUp() throws IOException, InterruptedException {
        var answer = get("/actuator/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"UP\"");
    }

    /// A panel of a name that nothing has stays empty, and nobody notices.
    @Test
    void whatTheDashboardShowsIsCounted() throws IOException, InterruptedException {
        var company = TestCompany.found(port, members);
        var admin = company.admin();
        var bot = TestBot.connect(port, company);
        var inbox = new Inbox(admin);
        double accepted = figure("sembang_inbound_accepted_total");
        double decided = figure("sembang_decisions_total");

        bot.customer(TestBot.newChat(), "Mei").says("你好").awaitDelivered(TestBot.SOON);
        Inbox.untilDelivered(company);
        assertThat(bot.posts(bot.path(), "wrong", "{}".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(401);
        TestModel.connect(company).vendor().answers(LlmAnswer.text("Hello"));
        var message = inbox.thread(inbox.only()).getFirst().path("id").asString();
        assertThat(admin.post(
                                "/api/v1/conversations/%s/messages/%s/translation".formatted(inbox.only(), message),
                                "{\"language\":\"en\"}")
                        .status())
                .isEqualTo(200);

        assertThat(figure("sembang_inbound_accepted_total")).isGreaterThan(accepted);
        assertThat(figure("sembang_decisions_total")).isGreaterThan(decided);
        assertThat(figures())
                .contains(
                        "sembang_backlog{queue=\"inbound\"}",
                        "sembang_backlog{queue=\"delivery\"}",
                        "sembang_backlog{queue=\"jobs\"}");
        var dashboard = new JsonMapper().readTree(Files.readString(Path.of("docs/monitoring/grafana.json")));
        var counted = figures();
        assertThat(dashboard
                        .path("panels")
                        .valueStream()
                        .flatMap(panel -> panel.path("targets").valueStream()))
                .flatExtracting(target -> METRIC.matcher(target.path("expr").asString())
                        .results()
                        .map(MatchResult::group)
                        .toList())
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(counted).containsPattern("(?m)^" + name + "[{ ]"));
    }
}

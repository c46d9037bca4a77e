package app.sembang.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The simulator's WhatsApp speaks as the captured samples do.
class WhatsAppFormatTests {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String NUMBER = "318077700450021";
    private static final String WABA = "209144520019911";
    private static final String TOKEN = "EAAFAKEtoken";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final long AINA = 601155500101L;

    private final Simulator simulator =
            Simulator.start(SimulatorOptions.defaults().withRetryUnit(Duration.ofMillis(20)));
    private final HttpClient http = HttpClient.newHttpClient();
    private final WhatsAppNumber number =
            simulator.whatsapp(NUMBER).belongsTo(WABA, TOKEN, SECRET).named("Kedai Contoh", "+60 3-5550 1000");
    private final WhatsAppCustomer aina = number.customer(AINA, "Aina Rahman");
    private final Webhook webhook;

    WhatsAppFormatTests() throws IOException {
        webhook = new Webhook();
        number.deliversTo(URI.create(webhook.url()));
    }

    @AfterEach
    void stop() {
        simulator.close();
        webhook.close();
    }

    @Test
    void whatACustomerWritesHasTheFormOfTheSampleAndIsSigned() throws Exception {
        aina.says("Hai 你好").awaitDelivered(SOON);

        var request = webhook.requests().getFirst();
        assertThat(BotClient.shape(request.body())).isEqualTo(BotClient.shape(sample("in-text")));
        assertThat(request.text()).doesNotContain("你").contains("\\u");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var right = HexFormat.of().formatHex(mac.doFinal(request.text().getBytes(StandardCharsets.UTF_8)));
        assertThat(request.signature()).isEqualTo("sha256=" + right);
    }

    @Test
    void whoHidesTheNumberIsKnownByTheIdAlone() {
        var wei = number.customerWithoutNumber(601155500102L, "Wei", "wei.example");
        wei.says("Hello").awaitDelivered(SOON);
        assertThat(BotClient.shape(webhook.requests().getFirst().body()))
                .isEqualTo(BotClient.shape(sample("in-text-username-only")));

        send(200, "{\"recipient\":\"" + wei.userId() + "\",\"type\":\"text\",\"text\":{\"body\":\"Hi\"}}");
        assertThat(number.awaitSentTo(601155500102L, 1, SOON).getFirst().text()).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api-send-text",
                "api-send-buttons",
                "api-send-list",
                "api-send-cta-url",
                "api-send-document-by-link",
                "api-send-product",
                "api-send-product-list",
                "api-send-catalog",
                "api-send-location-request"
            })
    void everyMessageOfTheSamplesIsTaken(String name) throws Exception {
        aina.says("Hai").awaitDelivered(SOON);
        var answer = call("POST", NUMBER + "/messages", sample(name).toString());
        assertThat(answer.statusCode()).isEqualTo(200);
        var body = Simulator.JSON.readTree(answer.body());
        assertThat(body.path("messages").get(0).path("id").stringValue()).startsWith("wamid.");
        assertThat(body.path("contacts").get(0).path("wa_id").stringValue()).isEqualTo("601155500101");
        assertThat(number.sentTo(AINA)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":\"+601155500101\",\"type\":\"text\",\"text\":{\"body\":\"\"}} 131008",
                "{\"type\":\"text\",\"text\":{\"body\":\"x\"}} 131008",
                "{\"to\":\"+601155500101\",\"type\":\"hologram\",\"hologram\":{}} 131051",
                "{\"to\":\"+601155500101\",\"type\":\"image\",\"image\":{\"id\":\"12345678\"}} 131009",
                "{\"to\":\"+601155500101\",\"type\":\"template\",\"template\":{\"name\":\"n\",\"language\":{\"code\":\"ms\"}}}"
                        + " 132001"
            })
    void whatMetaRefusesIsRefusedByItsCode(String requestAndCode) throws Exception {
        int end = requestAndCode.lastIndexOf(' ');
        var body = (ObjectNode) Simulator.JSON.readTree(requestAndCode.substring(0, end));
        var answer = call(
                "POST",
                NUMBER + "/messages",
                body.put("messaging_product", "whatsapp").toString());
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(code(answer)).isEqualTo(Integer.parseInt(requestAndCode.substring(end + 1)));
    }

    @Test
    void theBusinessLearnsWhatBecameOfItsMessageWithWhatItPassedAlong() {
        aina.says("Hai").awaitDelivered(SOON);
        send(
                200,
                "{\"to\":\"+601155500101\",\"type\":\"text\",\"text\":{\"body\":\"Hi\"},"
                        + "\"biz_opaque_callback_data\":\"our-id\"}");
        aina.reads();
        number.events().forEach(event -> event.awaitDelivered(SOON));

        var statuses = webhook.requests().stream()
                .map(request -> request.body().at("/entry/0/changes/0/value/statuses/0"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(statuses)
                .extracting(status -> status.path("status").stringValue())
                .containsExactlyInAnyOrder("sent", "delivered", "read");
        assertThat(statuses)
                .extracting(status -> status.path("biz_opaque_callback_data").stringValue())
                .containsOnly("our-id");
    }

    @Test
    void afterADayAMessageIsTakenAndThenFails() {
        aina.says("Hai").awaitDelivered(SOON);
        number.lastWrote(AINA, Duration.ofHours(25));
        send(200, "{\"to\":\"+601155500101\",\"type\":\"text\",\"text\":{\"body\":\"Hi\"}}");
        number.events().forEach(event -> event.awaitDelivered(SOON));
        var failed = webhook.requests().getLast().body();
        assertThat(failed.at("/entry/0/changes/0/value/statuses/0/errors/0/code")
                        .intValue())
                .isEqualTo(131047);
        assertThat(BotClient.shape(failed)).isEqualTo(BotClient.shape(sample("status-failed-131047-window-closed")));
    }

    @Test
    void anEventThatIsNotTakenComesAgain() {
        webhook.answers(500, 503);
        var event = aina.says("Hai").awaitDelivered(SOON);
        assertThat(event.statuses()).containsExactly(500, 503, 200);
    }

    @Test
    void aTapOnAButtonComesBackAsItsReply() {
        aina.says("Hai").awaitDelivered(SOON);
        send(200, """
                {"to":"+601155500101","type":"interactive","interactive":{"type":"button","body":{"text":"Pakej?"},
                 "action":{"buttons":[{"type":"reply","reply":{"id":"pkg:basic","title":"Basic"}}]}}}""");
        var message = number.awaitSentTo(AINA, 1, SOON).getFirst();
        assertThat(message.buttons()).containsExactly("pkg:basic");
        var tap = aina.taps(message.message().path("wamid").stringValue(), "pkg:basic")
                .awaitDelivered(SOON);
        var shape = BotClient.shape(Simulator.JSON.readTree(tap.json()));
        assertThat(shape).isEqualTo(BotClient.shape(sample("in-interactive-button-reply")));
    }

    @Test
    void aPictureIsFoundByItsIdAndOpensWithTheTokenOnly() throws Exception {
        aina.sendsPhoto("This colour?").awaitDelivered(SOON);
        var image = webhook.requests().getFirst().body().at("/entry/0/changes/0/value/messages/0/image");
        var described = call("GET", image.path("id").stringValue(), "");
        assertThat(BotClient.shape(Simulator.JSON.readTree(described.body())))
                .isEqualTo(BotClient.shape(sample("api-media-get")));
        var url = URI.create(image.path("url").stringValue());
        assertThat(http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
        var opened = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        assertThat(http.send(opened, HttpResponse.BodyHandlers.ofByteArray()).body())
                .isEqualTo(PhonePage.resource("photo.jpg"));
    }

    @Test
    void theAccountIsDescribedAsInTheSamples() throws Exception {
        var described = Simulator.JSON.readTree(call("GET", NUMBER, "").body());
        assertThat(described.path("verified_name").stringValue()).isEqualTo("Kedai Contoh");
        var debug = Simulator.JSON.readTree(
                call("GET", "debug_token?input_token=" + TOKEN, "").body());
        assertThat(debug.at("/data/is_valid").booleanValue()).isTrue();
        var numbers =
                Simulator.JSON.readTree(call("GET", WABA + "/phone_numbers", "").body());
        assertThat(numbers.at("/data/0/id").stringValue()).isEqualTo(NUMBER);
        number.revoked(true);
        assertThat(code(call("GET", NUMBER, ""))).isEqualTo(190);
    }

    @Test
    void anAddressIsAskedBeforeItIsTaken() throws Exception {
        var override = "{\"override_callback_uri\":\"" + webhook.url() + "\",\"verify_token\":\"%s\"}";
        assertThat(call("POST", WABA + "/subscribed_apps", override.formatted("wrong"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(call("POST", WABA + "/subscribed_apps", override.formatted("verify-me"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTemplateIsDecidedOnAndThenReachesAnyone() throws Exception {
        var made = call(
                "POST",
                WABA + "/message_templates",
                sample("api-template-create").toString());
        assertThat(BotClient.shape(Simulator.JSON.readTree(made.body())))
                .isEqualTo(BotClient.shape(sample("api-template-create-response")));
        var message = """
                {"to":"+60155500999","type":"template","template":{"name":"order_update_my","language":{"code":"ms"},
                 "components":[{"type":"body","parameters":[{"type":"text","text":"Aina"},{"type":"text","text":"8841"}]}]}}""";
        send(404, message);
        number.reviews("order_update_my", "ms", "APPROVED", "");
        send(200, message);
        assertThat(number.awaitSentTo(60155500999L, 1, SOON).getFirst().text())
                .startsWith("Hai Aina, pesanan 8841 sudah dihantar.");
        var told = webhook.requests().stream()
                .map(Webhook.Request::body)
                .filter(body -> body.toString().contains("message_template_status_update"))
                .toList();
        number.events().forEach(event -> event.awaitDelivered(SOON));
        assertThat(told.isEmpty()
                        || BotClient.shape(told.getFirst()).equals(BotClient.shape(sample("template-status-approved"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{1}} is your order number today|2388299",
                "Hi {{1}} {{2}} your order has left us today|2388072",
                "Hi {{1}}.|2388293"
            })
    void aTemplateThatMetaWouldNotReadIsRefused(String textAndSubcode) throws Exception {
        var parts = textAndSubcode.split("\\|", -1);
        var template = Simulator.JSON
                .createObjectNode()
                .put("name", "t")
                .put("language", "ms")
                .put("category", "UTILITY");
        var body =
                template.putArray("components").addObject().put("type", "BODY").put("text", parts[0]);
        body.putObject("example").putArray("body_text").addArray().add("x").add("y");
        var answer = call("POST", WABA + "/message_templates", template.toString());
        assertThat(Simulator.JSON
                        .readTree(answer.body())
                        .at("/error/error_subcode")
                        .intValue())
                .isEqualTo(Integer.parseInt(parts[1]));
    }

    @Test
    void faultsHaveMetasCodes() throws Exception {
        number.fails(1, Fault.tooManyRequests(Duration.ofSeconds(1)), "messages");
        var limited = call("POST", NUMBER + "/messages", sample("api-send-text").toString());
        assertThat(limited.statusCode()).isEqualTo(400);
        assertThat(code(limited)).isEqualTo(130429);
        number.fails(1, Fault.meta(131056));
        assertThat(code(call(
                        "POST", NUMBER + "/messages", sample("api-send-text").toString())))
                .isEqualTo(131056);
        assertThat(number.sentTo(AINA)).isEmpty();
    }

    @Test
    void thePhoneReadsAChatAsItReadsTelegrams() throws Exception {
        var written = control(
                "POST",
                "/messages",
                "{\"chatId\":601155500103,\"from\":{\"firstName\":\"Siti\"}," + "\"text\":\"Ada stok?\"}");
        assertThat(written.statusCode()).isEqualTo(202);
        number.events().forEach(event -> event.awaitDelivered(SOON));
        send(200, "{\"to\":\"+601155500103\",\"type\":\"text\",\"text\":{\"body\":\"Ada\"}}");
        var page = Simulator.JSON.readTree(
                control("GET", "/chats/601155500103/messages", "").body());
        assertThat(List.of(
                        page.at("/messages/0/message/text").stringValue(),
                        page.at("/messages/0/delivery").stringValue(),
                        page.at("/messages/1/message/text").stringValue()))
                .containsExactly("Ada stok?", "delivered", "Ada");
    }

    private void send(int status, String json) {
        var body = (ObjectNode) Simulator.JSON.readTree(json);
        try {
            var answer = call(
                    "POST",
                    NUMBER + "/messages",
                    body.put("messaging_product", "whatsapp").toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int code(HttpResponse<String> answer) {
        return Simulator.JSON.readTree(answer.body()).at("/error/code").intValue();
    }

    private HttpResponse<String> call(String method, String path, String json)
            throws IOException, InterruptedException {
        return request(method, "/whatsapp/v26.0/" + path, json);
    }

    private HttpResponse<String> control(String method, String path, String json)
            throws IOException, InterruptedException {
        return request(method, "/control/whatsapp/" + NUMBER + path, json);
    }

    private HttpResponse<String> request(String method, String path, String json)
            throws IOException, InterruptedException {
        var body = json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        var request = HttpRequest.newBuilder(URI.create(simulator.uri() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, body);
        if (!json.isEmpty()) request.header("Content-Type", "application/json");
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode sample(String name) {
        try (var in = WhatsAppFormatTests.class.getResourceAsStream("/contracts/whatsapp-cloud/" + name + ".json")) {
            return Simulator.JSON.readTree(Objects.requireNonNull(in, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

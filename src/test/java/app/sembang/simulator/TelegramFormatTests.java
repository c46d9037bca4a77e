package app.sembang.simulator;

import static app.sembang.simulator.BotClient.sample;
import static app.sembang.simulator.BotClient.sampleText;
import static app.sembang.simulator.BotClient.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The simulator's Telegram speaks as the captured samples do.
class TelegramFormatTests {
    private static final long AINA = 5550000101L;

    private static final String FROM_AINA = """
            {"chatId":5550000101,"from":{"id":5550000101,"firstName":"Aina","lastName":"Rahman",
             "username":"aina_example","languageCode":"ms"},""";

    private final Simulator simulator = Simulator.start();
    private final BotClient client = new BotClient(simulator);
    private final TelegramBot bot = simulator.telegram(BotClient.TOKEN).named("Kedai Contoh", "kedai_contoh_bot");

    @BeforeEach
    void ainaHasWritten() throws Exception {
        client.control("POST", "/messages", FROM_AINA + "\"text\":\"Hai\"}");
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void theBotIntroducesItself() throws Exception {
        assertThat(client.call("getMe", "").body()).isEqualTo(sample("api-get-me"));
    }

    @Test
    void aSentMessageComesBackWithItsMarkupRead() throws Exception {
        var sent = client.call("sendMessage", sampleText("api-send-message"));

        var expected = sample("api-send-message-response").path("result");
        var result = sent.body().path("result");
        assertThat(result.path("text")).isEqualTo(expected.path("text"));
        assertThat(result.path("entities")).isEqualTo(expected.path("entities"));
        assertThat(result.path("from")).isEqualTo(expected.path("from"));
        assertThat(result.path("chat")).isEqualTo(expected.path("chat"));
        assertThat(bot.sentTo(AINA)).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("Harga RM 100.00 - stok ada!");
            assertThat(message.buttons()).containsExactly("pkg:premium");
        });
    }

    @Test
    void textsAreCheckedAsTelegramDoes() throws Exception {
        assertThat(refusal("sendMessage", "{\"text\":\"x\"}")).isEqualTo("Bad Request: chat_id is empty");
        assertThat(refusal("sendMessage", "{\"chat_id\":1}")).isEqualTo("Bad Request: message text is empty");
        assertThat(refusal("sendMessage", "{\"chat_id\":1,\"text\":\" \\n\"}"))
                .isEqualTo("Bad Request: text must be non-empty");
        assertThat(refusal("sendMessage", message("x".repeat(4097)))).isEqualTo("Bad Request: message is too long");
        assertThat(client.call("sendMessage", message("x".repeat(4096))).status())
                .isEqualTo(200);
        assertThat(refusal("sendMessage", "{\"chat_id\":\"@shop\",\"text\":\"x\"}"))
                .isEqualTo("Bad Request: chat not found");
        assertThat(client.call("sendMessage", "{\"chat_id\":1,\"text\":\"RM 1.00\",\"parse_mode\":\"MarkdownV2\"}")
                        .body())
                .isEqualTo(sample("api-error-400-parse"));
        assertThat(refusal("sendMessage", "{not json")).startsWith("Bad Request: can't parse request");
    }

    @Test
    void markupInHtmlIsRead() throws Exception {
        var result = client.call("sendMessage", """
                        {"chat_id":1,"parse_mode":"HTML","text":"<b>1 &lt; <i>2</i></b> <a href=\\"https://e.invalid/\\">hier</a>"}""").body().path("result");
        assertThat(result.path("text").stringValue()).isEqualTo("1 < 2 hier");
        assertThat(result.path("entities")).isEqualTo(Simulator.JSON.readTree("""
                [{"offset":0,"length":5,"type":"bold"},{"offset":4,"length":1,"type":"italic"},
                 {"offset":6,"length":4,"type":"text_link","url":"https://e.invalid/"}]"""));
    }

    @Test
    void aChatIdMayBeAStringAndIsLongerThan32Bits() throws Exception {
        client.call("sendMessage", "{\"chat_id\":\"5550000101\",\"text\":\"Satu\"}");
        client.call("sendMessage", "{\"chat_id\":5550000101,\"text\":\"Dua\"}");
        assertThat(bot.sentTo(AINA)).extracting(SentMessage::text).containsExactly("Satu", "Dua");
    }

    @Test
    void aButtonMayCarrySixtyFourBytesAndNoMore() throws Exception {
        assertThat(client.call("sendMessage", withButton("x".repeat(64))).status())
                .isEqualTo(200);
        assertThat(refusal("sendMessage", withButton("é".repeat(33)))).isEqualTo("Bad Request: BUTTON_DATA_INVALID");
    }

    @Test
    void theWebhookIsSetAndDescribed() throws Exception {
        assertThat(client.call("setWebhook", sampleText("api-set-webhook")).body())
                .isEqualTo(sample("api-set-webhook-response"));
        var info = client.call("getWebhookInfo", "").body().path("result");
        var expected = shape(sample("api-get-webhook-info").path("result"));
        expected.remove(".last_error_date");
        expected.remove(".last_error_message");
        assertThat(shape(info)).isEqualTo(expected);

        client.call("setWebhook", "{\"url\":\"https://other.example.invalid/hook\"}");
        assertThat(client.call("getWebhookInfo", "").body().path("result").path("allowed_updates"))
                .as("kinds that are left out stay as they were")
                .isEqualTo(info.path("allowed_updates"));
        assertThat(client.call("deleteWebhook", "{}").body().path("description").stringValue())
                .isEqualTo("Webhook was deleted");
    }

    @Test
    void aWebhookThatTelegramWouldNotCallIsRefused() throws Exception {
        assertThat(refusal("setWebhook", "{\"url\":\"http://shop.example.invalid/hook\"}"))
                .isEqualTo("Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
        assertThat(refusal("setWebhook", "{\"url\":\"https://shop.example.invalid:9000/hook\"}"))
                .contains("only on ports 80, 88, 443 or 8443");
        assertThat(refusal("setWebhook", "{\"url\":\"ftp://127.0.0.1/hook\"}")).contains("An HTTPS URL");
        assertThat(refusal("setWebhook", "{\"url\":\"https://10.0.0.1/hook\"}")).contains("reserved");
        assertThat(refusal("setWebhook", "{\"url\":\"http://127.0.0.1:9000/hook\",\"secret_token\":\"no spaces\"}"))
                .isEqualTo("Bad Request: secret token contains unallowed characters");
    }

    @Test
    void unknownMethodsAndTokensAreRefused() throws Exception {
        var unknown = client.call("sendNothing", "{}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().path("error_code").intValue()).isEqualTo(404);
        assertThat(client.send("POST", "/telegram/botnonsense/getMe", "").status())
                .isEqualTo(404);
        bot.revoked(true);
        var unauthorized = client.call("getMe", "");
        assertThat(unauthorized.status()).isEqualTo(401);
        assertThat(unauthorized.body()).isEqualTo(sample("api-error-401"));
    }

    @Test
    void whatACustomerDoesArrivesAsTelegramWritesIt() throws Exception {
        assertUpdate("update-message-text", "\"text\":\"Hi, boleh tengok the product?\"}");
        assertUpdate("update-message-start-deeplink", "\"text\":\"/start ref_campaign-42\"}");
        assertUpdate("update-message-photo", "\"photo\":true,\"caption\":\"Warna ini ada?\"}");
        assertUpdate("update-callback-query-inaccessible-message", "\"callbackData\":\"pkg:basic\",\"messageId\":12}");
        assertUpdate("update-my-chat-member-blocked", "\"blocked\":true}");
        assertUpdate("update-my-chat-member-unblocked", "\"blocked\":false}");

        long shown = client.call("sendMessage", """
                        {"chat_id":5550000101,"text":"Pilih pakej",
                         "reply_markup":{"inline_keyboard":[[{"text":"Premium","callback_data":"pkg:premium"}]]}}""")
                .body()
                .path("result")
                .path("message_id")
                .longValue();
        assertUpdate("update-callback-query", "\"callbackData\":\"pkg:premium\",\"messageId\":" + shown + "}");
    }

    @Test
    void aBlockedBotIsToldSo() throws Exception {
        client.control("POST", "/messages", FROM_AINA + "\"blocked\":true}");
        assertThat(client.call("sendMessage", message("Hai")).body()).isEqualTo(sample("api-error-403-blocked"));
    }

    @Test
    void aCustomersPhotoCanBeDownloaded() throws Exception {
        var update = Simulator.JSON.readTree(
                bot.customer(AINA, "Aina").sendsPhoto("Ini").json());
        var sizes = update.path("message").path("photo");
        var largest = sizes.get(sizes.size() - 1);
        assertThat(largest.path("width").intValue()).isEqualTo(640);

        var file = client.call(
                        "getFile", "{\"file_id\":\"" + largest.path("file_id").stringValue() + "\"}")
                .body();
        assertThat(shape(file)).isEqualTo(shape(sample("api-get-file")));
        var path = file.path("result").path("file_path").stringValue();
        assertThat(client.download("/telegram/file/bot" + BotClient.TOKEN + "/" + path))
                .isEqualTo(PhonePage.resource("photo.jpg"));
        assertThat(refusal("getFile", "{\"file_id\":\"nothing\"}")).isEqualTo("Bad Request: invalid file_id");
    }

    @Test
    void photosAndDocumentsAreSentByUrlByUploadAndById() throws Exception {
        var byUrl =
                client.call("sendPhoto", sampleText("api-send-photo")).body().path("result");
        assertThat(byUrl.path("caption").stringValue()).isEqualTo("Pakej Premium");

        var form = """
                --edge\r
                Content-Disposition: form-data; name="chat_id"\r
                \r
                5550000101\r
                --edge\r
                Content-Disposition: form-data; name="document"; filename="harga.pdf"\r
                Content-Type: application/pdf\r
                \r
                %PDF-1.7\r
                --edge--\r
                """;
        var uploaded = client.raw(client.to("/telegram/bot" + BotClient.TOKEN + "/sendDocument")
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofString(form, StandardCharsets.UTF_8)));
        var document = Simulator.JSON.readTree(uploaded.body()).path("result").path("document");
        assertThat(document.path("file_name").stringValue()).isEqualTo("harga.pdf");
        assertThat(document.path("file_size").intValue()).isEqualTo(8);

        var again = "{\"chat_id\":5550000101,\"document\":\""
                + document.path("file_id").stringValue() + "\"}";
        assertThat(client.call("sendDocument", again).status()).isEqualTo(200);
        assertThat(refusal("sendDocument", "{\"chat_id\":1,\"document\":\"nothing\"}"))
                .isEqualTo("Bad Request: wrong file identifier/HTTP URL specified");
    }

    @Test
    void aButtonIsAnsweredOnceItWasTapped() throws Exception {
        assertThat(client.call("answerCallbackQuery", sampleText("api-answer-callback-query"))
                        .body()
                        .path("description")
                        .stringValue())
                .startsWith("Bad Request: query is too old");
        var tap = Simulator.JSON.readTree(
                bot.customer(AINA, "Aina").taps(12, "pkg:basic").json());
        var id = tap.path("callback_query").path("id").stringValue();
        assertThat(client.call("answerCallbackQuery", "{\"callback_query_id\":\"" + id + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.call("sendChatAction", sampleText("api-send-chat-action"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMessageIsEditedAndAnEmptyChangeRefused() throws Exception {
        client.call("sendMessage", message("Pilih"));
        long id = bot.sentTo(AINA).getFirst().messageId();
        var edit = "{\"chat_id\":5550000101,\"message_id\":" + id + ",\"text\":\"Anda pilih Premium\"}";
        assertThat(client.call("editMessageText", edit).status()).isEqualTo(200);
        assertThat(client.call("editMessageText", edit).body()).isEqualTo(sample("api-error-400-not-modified"));
        assertThat(bot.sentTo(AINA)).singleElement().satisfies(message -> {
            assertThat(message.text()).isEqualTo("Anda pilih Premium");
            assertThat(message.edited()).isTrue();
        });
        assertThat(refusal(
                        "editMessageText", sampleText("api-edit-message-text").replace("405", "9")))
                .isEqualTo("Bad Request: message to edit not found");
    }

    @Test
    void tooManyRequestsAndForbiddenReadLikeTheSamples() throws Exception {
        bot.fails(1, Fault.tooManyRequests(Duration.ofSeconds(17))).fails(1, Fault.cannotInitiate());
        assertThat(client.call("sendMessage", message("Hai")).body()).isEqualTo(sample("api-error-429"));
        assertThat(client.call("sendMessage", message("Hai")).body())
                .isEqualTo(sample("api-error-403-cannot-initiate"));
    }

    private void assertUpdate(String name, String rest) throws Exception {
        var accepted = client.control("POST", "/messages", FROM_AINA + rest);
        assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
        var update = Simulator.JSON.readTree(bot.updates().getLast().json());
        assertThat(shape(update)).as(name).isEqualTo(shape(sample(name)));
        assertThat(kind(update)).isEqualTo(kind(sample(name)));
    }

    private static String kind(JsonNode update) {
        return String.join(",", update.propertyNames());
    }

    private String refusal(String method, String json) throws Exception {
        var reply = client.call(method, json);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().path("ok").booleanValue()).isFalse();
        return reply.body().path("description").stringValue();
    }

    private static String message(String text) {
        return "{\"chat_id\":5550000101,\"text\":\"" + text + "\"}";
    }

    private static String withButton(String data) {
        return "{\"chat_id\":1,\"text\":\"x\",\"reply_markup\":{\"inline_keyboard\":[[{\"text\":\"x\",\"callback_data\":\""
                + data + "\"}]]}}";
    }
}

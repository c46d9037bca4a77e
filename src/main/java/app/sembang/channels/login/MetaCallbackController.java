package app.sembang.channels.login;

import app.sembang.channels.MetaSignature;
import app.sembang.channels.inbound.MetaApp;
import app.sembang.connections.ChannelAccounts;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What Meta asks of each app with a login: it tells when a person takes back the access given to it, and when
/// the person wants what is kept of that access deleted. Both are done before they are answered.
@Hidden
@RestController
@RequestMapping("/meta")
class MetaCallbackController {
    private static final int TIME_LENGTH = 8;
    private static final int PROOF_LENGTH = 24;
    private static final String WORDS =
            "Meta: the person who connected this has taken the access back. Connect it again by Meta's dialog.";

    private final ChannelAccounts accounts;
    private final MetaApp meta;
    private final JsonMapper json;
    private final Clock clock;
    private final String baseUrl;

    MetaCallbackController(
            ChannelAccounts accounts,
            MetaApp meta,
            JsonMapper json,
            Clock clock,
            @Value("${sembang.base-url}") String baseUrl) {
        this.accounts = accounts;
        this.meta = meta;
        this.json = json;
        this.clock = clock;
        this.baseUrl = baseUrl.replaceAll("/+$", "");
    }

    record Deletion(
            String url, @JsonProperty("confirmation_code") String confirmationCode) {}

    @PostMapping("/deauthorization")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deauthorize(@RequestParam("signed_request") String signedRequest) {
        accounts.accessTakenBack(person(signedRequest), WORDS);
    }

    @PostMapping("/data-deletion")
    Deletion delete(@RequestParam("signed_request") String signedRequest) {
        var person = person(signedRequest);
        accounts.accessTakenBack(person, WORDS);
        var code = code(
                "%08x".formatted(clock.instant().getEpochSecond()),
                meta.appSecrets().getFirst());
        return new Deletion(baseUrl + "/meta/data-deletion/" + code, code);
    }

    /// The time, and a proof that it was given out here, which is only done once all is deleted: nothing is to be kept.
    private static String code(String time, String appSecret) {
        var proof = MetaSignature.of(appSecret, ("data-deletion " + time).getBytes(StandardCharsets.US_ASCII));
        return time + proof.substring(proof.length() - PROOF_LENGTH);
    }

    @GetMapping(path = "/data-deletion/{code:[0-9a-f]{32}}", produces = MediaType.TEXT_PLAIN_VALUE)
    String status(@PathVariable String code) {
        if (meta.appSecrets().stream()
                .noneMatch(
                        secret -> code(code.substring(0, TIME_LENGTH), secret).equals(code))) {
            throw Refusal.notFound("data deletion", code);
        }
        return """
                Data deletion %s: done.

                The access you gave to this app at Meta, and what identified you here, are deleted. Messages between a
                business and its customers belong to that business; ask it about them.
                """.formatted(code);
    }

    private String person(String signedRequest) {
        try {
            return MetaSignature.signedRequest(signedRequest, meta.appSecrets())
                    .map(payload -> json.readTree(payload).path("user_id").asString(""))
                    .filter(person -> !person.isBlank())
                    .orElseThrow(MetaCallbackController::unsigned);
        } catch (JacksonException notJson) {
            throw unsigned();
        }
    }

    private static Refusal unsigned() {
        return new Refusal(Refusal.Kind.UNAUTHENTICATED, "not-signed", "This is not signed by an app of ours at Meta.");
    }
}

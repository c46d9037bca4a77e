package app.sembang.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A call that Meta answers with an error. Its code says what it is; the HTTP status says little, rate limits are 400.
final class MetaError extends RuntimeException {
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(4, "Application request limit reached"),
            Map.entry(10, "Application does not have permission for this action"),
            Map.entry(33, "Unsupported request. Object does not exist or cannot be loaded due to missing permissions"),
            Map.entry(100, "Invalid parameter"),
            Map.entry(190, "Invalid OAuth 2.0 Access Token"),
            Map.entry(200, "Permissions error"),
            Map.entry(368, "Temporarily blocked for policies violations"),
            Map.entry(80007, "Rate limit issues"),
            Map.entry(130429, "Rate limit hit"),
            Map.entry(130472, "User's number is part of an experiment"),
            Map.entry(131000, "Something went wrong"),
            Map.entry(131005, "Access denied"),
            Map.entry(131008, "Required parameter is missing"),
            Map.entry(131009, "Parameter value is not valid"),
            Map.entry(131016, "Service unavailable"),
            Map.entry(131026, "Message undeliverable"),
            Map.entry(131031, "Account has been locked"),
            Map.entry(131042, "Business eligibility payment issue"),
            Map.entry(131047, "Re-engagement message"),
            Map.entry(131048, "Spam rate limit hit"),
            Map.entry(131049, "This message was not delivered to maintain healthy ecosystem engagement."),
            Map.entry(131050, "User has stopped marketing messages"),
            Map.entry(131051, "Unsupported message type"),
            Map.entry(131053, "Media upload error"),
            Map.entry(131056, "(Business Account, Consumer Account) pair rate limit hit"),
            Map.entry(132000, "Number of parameters does not match the expected number of params"),
            Map.entry(132001, "Template name does not exist in the translation"),
            Map.entry(132015, "Template is paused"),
            Map.entry(132016, "Template is disabled"),
            Map.entry(133010, "Account not registered"));

    private final int code;
    private final int subcode;
    private final String details;

    MetaError(int code, String details) {
        this(code, 0, details);
    }

    MetaError(int code, int subcode, String details) {
        super(details, null, false, false);
        this.code = code;
        this.subcode = subcode;
        this.details = details;
    }

    static String titleOf(int code) {
        return TITLES.getOrDefault(code, "Something went wrong");
    }

    static int statusOf(int code) {
        return switch (code) {
            case 190 -> 401;
            case 10, 200, 131005, 131031 -> 403;
            case 132001 -> 404;
            case 131016 -> 503;
            case 1, 2, 131000 -> 500;
            default -> 400;
        };
    }

    int code() {
        return code;
    }

    Answer answer() {
        return answer(statusOf(code), code, subcode, titleOf(code), details);
    }

    static Answer answer(int status, int code, int subcode, String title, @Nullable String details) {
        var error = Simulator.JSON
                .createObjectNode()
                .put("message", "(#" + code + ") " + title)
                .put("type", "OAuthException")
                .put("code", code);
        if (subcode != 0) error.put("error_subcode", subcode).put("error_user_msg", details);
        if (details != null) {
            error.putObject("error_data").put("messaging_product", "whatsapp").put("details", details);
        }
        error.put("fbtrace_id", "Asimulated");
        var body = Simulator.JSON.createObjectNode();
        body.set("error", error);
        return Answer.json(status, body);
    }

    /// As a status that arrives later carries it.
    static ObjectNode inStatus(int code, String details) {
        var error = Simulator.JSON
                .createObjectNode()
                .put("code", code)
                .put("title", titleOf(code))
                .put("message", titleOf(code));
        error.putObject("error_data").put("details", details);
        return error.put("href", "/documentation/business-messaging/whatsapp/support/error-codes");
    }
}

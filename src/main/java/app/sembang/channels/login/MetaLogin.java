package app.sembang.channels.login;

import app.sembang.channels.VendorAddresses;
import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.channels.VendorHttp;
import app.sembang.channels.VendorHttp.Outcome;
import app.sembang.channels.meta.GraphApi;
import app.sembang.shared.Channel;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What Meta's dialogs are asked, and what their code is changed for. Sources: Meta, "Facebook Login for Business",
/// "Embedded Signup", "Business login for Instagram".
@Component
class MetaLogin {
    static final String PIN = "pin";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_PAGES = 20;
    private static final List<String> PAGE_PERMISSIONS =
            List.of("pages_show_list", "pages_manage_metadata", "pages_messaging", "pages_read_engagement");
    private static final List<String> WHATSAPP_PERMISSIONS =
            List.of("whatsapp_business_management", "whatsapp_business_messaging");
    private static final List<String> INSTAGRAM_PERMISSIONS =
            List.of("instagram_business_basic", "instagram_business_manage_messages");
    /// Without the second nobody may have the app listen to the page.
    private static final List<String> PAGE_TASKS = List.of("MESSAGING", "MODERATE");

    private final LoginSettings settings;
    private final VendorHttp http;
    private final VendorAddresses addresses;
    private final JsonMapper json;
    private final String version;
    private final Duration answerWithin;

    MetaLogin(
            LoginSettings settings,
            VendorHttp http,
            VendorAddresses addresses,
            JsonMapper json,
            @Value("${sembang.channels.meta.graph-version:v26.0}") String version,
            @Value("${sembang.channels.meta.answer-within:15s}") Duration answerWithin) {
        this.settings = settings;
        this.http = http;
        this.addresses = addresses;
        this.json = json;
        this.version = version;
        this.answerWithin = answerWithin;
    }

    /// A page, a number or a professional account one may connect.
    ///
    /// @param credentials what an account of it is connected with
    /// @param missing what the person may not do with it, in Meta's words; empty: it can be connected
    /// @param grantedBy Meta's id of who opened it to us
    record Asset(String id, String name, Map<String, String> credentials, List<String> missing, String grantedBy) {
        @Override
        public String toString() {
            return "Asset[%s]".formatted(id);
        }
    }

    /// A number's two-step PIN, which it is registered with; nobody has to know it.
    private static String newPin() {
        return "%06d".formatted(RANDOM.nextInt(1_000_000));
    }

    /// @param missing permissions that were not given, by Meta's names; with any, nothing can be connected
    record Granted(List<Asset> assets, List<String> missing) {}

    URI dialog(Channel channel, String returnTo, String state) {
        var asked = new LinkedHashMap<String, String>();
        asked.put("client_id", channel == Channel.INSTAGRAM ? settings.instagramAppId() : settings.appId());
        asked.put("redirect_uri", returnTo);
        asked.put("response_type", "code");
        asked.put("state", state);
        if (channel == Channel.INSTAGRAM) {
            asked.put("scope", String.join(",", INSTAGRAM_PERMISSIONS));
            return URI.create(settings.instagramDialogUrl() + "/oauth/authorize?" + form(asked));
        }
        asked.put(
                "config_id",
                channel == Channel.WHATSAPP ? settings.whatsappConfiguration() : settings.messengerConfiguration());
        asked.put("override_default_response_type", "true");
        return URI.create("%s/%s/dialog/oauth?%s".formatted(settings.dialogUrl(), version, form(asked)));
    }

    /// Changes the code for tokens and looks what they open. A code is good for one time, and for half a minute.
    Granted exchange(Channel channel, String code, String returnTo) {
        return switch (channel) {
            case MESSENGER -> pages(code, returnTo);
            case WHATSAPP -> numbers(code, returnTo);
            case INSTAGRAM -> professional(code, returnTo);
            case TELEGRAM, WEBCHAT -> throw new IllegalArgumentException("No dialog: " + channel);
        };
    }

    private Granted pages(String code, String returnTo) {
        var vendor = Vendor.MESSENGER;
        var brief = token(vendor, Map.of("redirect_uri", returnTo, "code", code));
        // Tokens of pages have no end where that of the person is one of the long kind.
        var person = token(vendor, Map.of("grant_type", "fb_exchange_token", "fb_exchange_token", brief));
        var inspected = inspect(vendor, person);
        var missing = missing(PAGE_PERMISSIONS, texts(inspected.path("scopes")));
        var assets = new ArrayList<Asset>();
        for (var page : list(vendor, person, "me/accounts?fields=id,name,access_token,tasks&limit=100")) {
            assets.add(new Asset(
                    text(page, "id"),
                    text(page, "name"),
                    Map.of("pageId", text(page, "id"), "pageAccessToken", text(page, "access_token")),
                    missing(PAGE_TASKS, texts(page.path("tasks"))),
                    text(inspected, "user_id")));
        }
        return new Granted(assets, missing);
    }

    private Granted numbers(String code, String returnTo) {
        var vendor = Vendor.WHATSAPP;
        var token = token(vendor, Map.of("redirect_uri", returnTo, "code", code));
        var inspected = inspect(vendor, token);
        var missing = missing(WHATSAPP_PERMISSIONS, texts(inspected.path("scopes")));
        var assets = new ArrayList<Asset>();
        // The browser's word for which accounts were chosen could be forged; the token's is Meta's.
        for (var scope : inspected.path("granular_scopes")) {
            if (!text(scope, "scope").equals("whatsapp_business_management")) {
                continue;
            }
            for (var waba : texts(scope.path("target_ids"))) {
                var path = GraphApi.encoded(waba)
                        + "/phone_numbers?fields=id,display_phone_number,verified_name&limit=100";
                for (var number : list(vendor, token, path)) {
                    assets.add(new Asset(
                            text(number, "id"),
                            "%s %s"
                                    .formatted(text(number, "verified_name"), text(number, "display_phone_number"))
                                    .strip(),
                            Map.of(
                                    "wabaId",
                                    waba,
                                    "phoneNumberId",
                                    text(number, "id"),
                                    "accessToken",
                                    token,
                                    PIN,
                                    newPin()),
                            List.of(),
                            text(inspected, "user_id")));
                }
            }
        }
        return new Granted(assets, missing);
    }

    private Granted professional(String code, String returnTo) {
        var vendor = Vendor.INSTAGRAM;
        var asked = Map.of(
                "client_id",
                settings.instagramAppId(),
                "client_secret",
                settings.instagramAppSecret(),
                "grant_type",
                "authorization_code",
                "redirect_uri",
                returnTo,
                "code",
                // Instagram puts this behind it.
                code.replaceFirst("#_$", ""));
        var answer = call(
                vendor,
                HttpRequest.newBuilder(URI.create(settings.instagramTokenUrl() + "/oauth/access_token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(asked))));
        // In a list or by itself: both are seen.
        var brief = answer.path("data").isArray() ? answer.path("data").path(0) : answer;
        var granted = brief.path("permissions");
        var missing = missing(
                INSTAGRAM_PERMISSIONS,
                granted.isArray()
                        ? texts(granted)
                        : List.of(granted.asString("").split(",")));
        var token = text(
                get(
                        vendor,
                        "access_token?"
                                + form(Map.of(
                                        "grant_type",
                                        "ig_exchange_token",
                                        "client_secret",
                                        settings.instagramAppSecret(),
                                        "access_token",
                                        text(brief, "access_token"))),
                        ""),
                "access_token");
        var me = get(vendor, version + "/me?fields=user_id,username", token);
        var id = text(me, "user_id");
        return new Granted(
                List.of(new Asset(
                        id,
                        text(me, "username"),
                        Map.of("instagramUserId", id, "accessToken", token),
                        List.of(),
                        text(brief, "user_id"))),
                missing);
    }

    private String token(Vendor vendor, Map<String, String> given) {
        var asked = new LinkedHashMap<>(given);
        asked.put("client_id", settings.appId());
        asked.put("client_secret", settings.appSecret());
        return text(get(vendor, version + "/oauth/access_token?" + form(asked), ""), "access_token");
    }

    private JsonNode inspect(Vendor vendor, String token) {
        return get(
                        vendor,
                        version + "/debug_token?input_token=" + GraphApi.encoded(token),
                        settings.appId() + "|" + settings.appSecret())
                .path("data");
    }

    private List<JsonNode> list(Vendor vendor, String token, String path) {
        var found = new ArrayList<JsonNode>();
        var after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            var answer = get(
                    vendor, version + "/" + path + (after.isEmpty() ? "" : "&after=" + GraphApi.encoded(after)), token);
            answer.path("data").forEach(found::add);
            after = answer.path("paging").path("cursors").path("after").asString("");
            if (after.isEmpty() || !answer.path("paging").has("next")) {
                break;
            }
        }
        return found;
    }

    private JsonNode get(Vendor vendor, String path, String token) {
        var request = HttpRequest.newBuilder(URI.create("%s/%s".formatted(addresses.of(vendor), path)))
                .GET();
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return call(vendor, request);
    }

    private JsonNode call(Vendor vendor, HttpRequest.Builder request) {
        return switch (http.call(vendor, request.timeout(answerWithin).build(), answerWithin)) {
            case Outcome.Answered(var response) -> {
                var body = read(response.body());
                if (response.statusCode() >= 400 || body.path("error").isObject() || !body.isObject()) {
                    // Instagram's token service has words of its own.
                    var words = body.path("error").isObject()
                            ? GraphApi.words(vendor, body.path("error"))
                            : vendor.title() + ": "
                                    + Texts.storable(
                                            body.path("error_message").asString("answered " + response.statusCode()));
                    throw new Refusal(Refusal.Kind.INVALID, "vendor-refused", words);
                }
                yield body;
            }
            case Outcome.NeverSent(var reason) ->
                throw new Refusal(Refusal.Kind.UNAVAILABLE, "vendor-unreachable", reason);
            case Outcome.NoAnswer(var reason) ->
                throw new Refusal(Refusal.Kind.UNAVAILABLE, "vendor-unreachable", reason);
        };
    }

    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException notJson) {
            return json.createObjectNode();
        }
    }

    private static List<String> missing(List<String> wanted, List<String> granted) {
        return wanted.stream().filter(one -> !granted.contains(one)).toList();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(one -> one.asString("")).toList();
    }

    private static String text(JsonNode node, String field) {
        return Texts.storable(node.path(field).asString(""));
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + GraphApi.encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }
}

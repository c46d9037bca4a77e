package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Meta's dialogs and what changes their codes for tokens. In the dialog one grants all there is, or says
/// no; a test grants what it likes. Any app is known whose secret is `secret-of-<app id>`.
public final class MetaLogins {
    private static final List<String> ALL = List.of(
            "pages_show_list",
            "pages_manage_metadata",
            "pages_messaging",
            "pages_read_engagement",
            "business_management",
            "whatsapp_business_management",
            "whatsapp_business_messaging",
            "instagram_business_basic",
            "instagram_business_manage_messages");

    private final Simulator simulator;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, Grant> tokens = new ConcurrentHashMap<>();

    MetaLogins(Simulator simulator) {
        this.simulator = simulator;
    }

    /// @param assets pages, WhatsApp Business Accounts, or one professional account
    /// @param tasks what the person may do with the pages
    public record Grant(List<String> permissions, List<String> assets, List<String> tasks) {
        public static Grant of(String... assets) {
            return new Grant(ALL, List.of(assets), List.of("MESSAGING", "MODERATE"));
        }

        public Grant without(String what) {
            var some = new ArrayList<>(permissions);
            some.remove(what);
            var fewer = new ArrayList<>(tasks);
            fewer.remove(what);
            return new Grant(some, assets, fewer);
        }
    }

    /// Somebody says yes in the dialog; gives the code that comes back.
    public String grant(Grant grant) {
        var code = "AQ" + ids.incrementAndGet() + "sim";
        codes.put(code, grant);
        return code;
    }

    boolean takes(String path, HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        return path.endsWith("/dialog/oauth")
                || path.endsWith("/oauth/authorize")
                || path.endsWith("/oauth/access_token")
                || path.equals("/instagram/access_token")
                || path.endsWith("/me/accounts")
                || (path.endsWith("/debug_token") && header != null && header.contains("|"));
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        try {
            var given = given(exchange);
            var answer = path.endsWith("/dialog/oauth") || path.endsWith("/oauth/authorize")
                    ? dialog(path, given)
                    : Answer.json(200, result(exchange, path, given));
            answer.send(exchange);
        } catch (MetaError error) {
            error.answer().send(exchange);
        }
    }

    /// Of the address or of a form.
    private static Map<String, String> given(HttpExchange exchange) throws IOException {
        var given = new HashMap<String, String>();
        try {
            Parameters.read(exchange)
                    .values()
                    .propertyStream()
                    .forEach(one -> given.put(one.getKey(), one.getValue().asString("")));
        } catch (TelegramRefusal | JacksonException unreadable) {
            throw new MetaError(100, "The request could not be read");
        }
        return given;
    }

    private ObjectNode result(HttpExchange exchange, String path, Map<String, String> given) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        var bearer = header == null ? "" : header.replaceFirst("^Bearer ", "");
        if (path.endsWith("/debug_token")) {
            return inspection(known(given.getOrDefault("input_token", "")));
        }
        if (path.endsWith("/me/accounts")) {
            return pages(known(bearer));
        }
        if (path.equals("/instagram/access_token")) {
            var token = token(known(given.getOrDefault("access_token", "")));
            open(token, true);
            return Simulator.JSON.createObjectNode().put("access_token", token).put("expires_in", 5_183_944);
        }
        requireApp(given);
        if (given.containsKey("fb_exchange_token")) {
            return withToken(token(known(given.getOrDefault("fb_exchange_token", ""))));
        }
        var grant = codes.remove(given.getOrDefault("code", ""));
        if (grant == null) {
            throw new MetaError(100, 36009, "This authorization code has been used.");
        }
        var token = token(grant);
        if (given.containsKey("grant_type")) {
            var answer = Simulator.JSON.createObjectNode();
            answer.putArray("data")
                    .addObject()
                    .put("access_token", token)
                    .put("user_id", grant.assets().getFirst())
                    .put("permissions", String.join(",", grant.permissions()));
            return answer;
        }
        open(token, false);
        return withToken(token);
    }

    private static void requireApp(Map<String, String> given) {
        if (!("secret-of-" + given.get("client_id")).equals(given.get("client_secret"))) {
            throw new MetaError(1, "Error validating client secret.");
        }
    }

    /// Numbers and professional accounts are opened by the person's own token.
    private void open(String token, boolean instagram) {
        for (var asset : known(token).assets()) {
            if (instagram) {
                simulator.instagram(asset).opensWith(token);
            } else {
                simulator.numbersOf(asset).forEach(number -> number.opensWith(token));
            }
        }
    }

    private static ObjectNode withToken(String token) {
        return Simulator.JSON.createObjectNode().put("access_token", token).put("token_type", "bearer");
    }

    private String token(Grant grant) {
        var token = "EAAL" + ids.incrementAndGet() + "-of-a-person";
        tokens.put(token, grant);
        return token;
    }

    private Grant known(String token) {
        var grant = tokens.get(token);
        if (grant == null) {
            throw new MetaError(190, 463, "Error validating access token");
        }
        return grant;
    }

    private static ObjectNode inspection(Grant grant) {
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putObject("data")
                .put("is_valid", true)
                .put("expires_at", 0)
                .put("user_id", "person-of-" + grant.assets().getFirst());
        var scopes = data.putArray("scopes");
        var granular = data.putArray("granular_scopes");
        for (var permission : grant.permissions()) {
            scopes.add(permission);
            var targets = granular.addObject().put("scope", permission).putArray("target_ids");
            grant.assets().forEach(targets::add);
        }
        return answer;
    }

    private ObjectNode pages(Grant grant) {
        var answer = Simulator.JSON.createObjectNode();
        var data = answer.putArray("data");
        for (var asset : grant.assets()) {
            var page = simulator.messenger(asset);
            if (page.token().isEmpty()) {
                page.opensWith("EAAP" + asset + "-of-the-page");
            }
            var tasks = data.addObject()
                    .put("id", asset)
                    .put("name", page.name())
                    .put("access_token", page.token())
                    .putArray("tasks");
            grant.tasks().forEach(tasks::add);
        }
        return answer;
    }

    private Answer dialog(String path, Map<String, String> given) {
        var code = grant(Grant.of(all(path, given)));
        var back = given.getOrDefault("redirect_uri", "");
        var state = encoded(given.getOrDefault("state", ""));
        var page = """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Simulated Meta</title>
                <h1>Simulated Meta</h1><p>The app %s asks for your pages, numbers and accounts.</p>
                <p><a href="%s?code=%s&amp;state=%s">Continue</a>
                <a href="%s?error=access_denied&amp;state=%s">Cancel</a></p></html>
                """.formatted(html(given.getOrDefault("client_id", "")), html(back), code, state, html(back), state);
        return new Answer(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private String[] all(String path, Map<String, String> given) {
        if (path.endsWith("/oauth/authorize")) {
            return simulator.metaAssets(true).stream()
                    .limit(1)
                    .map(MetaAsset::id)
                    .toArray(String[]::new);
        }
        return given.getOrDefault("config_id", "").contains("whatsapp")
                ? simulator.numbers().stream()
                        .map(WhatsAppNumber::wabaId)
                        .distinct()
                        .toArray(String[]::new)
                : simulator.metaAssets(false).stream().map(MetaAsset::id).toArray(String[]::new);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}

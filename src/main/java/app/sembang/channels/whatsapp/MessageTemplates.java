package app.sembang.channels.whatsapp;

import app.sembang.channels.meta.GraphApi;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.channels.whatsapp.MessageTemplateStore.Row;
import app.sembang.channels.whatsapp.TemplateDraft.Above;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.media.Uploads;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.FieldError;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The templates of a company's WhatsApp accounts. Meta has them and decides on them; what is kept here
/// follows it, so a crash between the two is put right by the next [#refresh].
@Component
class MessageTemplates {
    private static final int PAGE = 100;

    /// Meta lets an account have 6,000.
    private static final int MOST_PAGES = 70;

    /// What one request may bring.
    private static final long MOST_BYTES = 10L << 20;

    private static final long MOST_OF_PICTURE = 5L << 20;

    private static final String FIELDS = "name,status,category,language,quality_score,components,rejected_reason";

    private final MessageTemplateStore store;
    private final WhatsAppApi api;
    private final ChannelAccounts accounts;
    private final MediaFiles files;
    private final Uploads uploads;
    private final CompanyTransactions transactions;
    private final JsonMapper json;
    private final Clock clock;

    MessageTemplates(
            MessageTemplateStore store,
            WhatsAppApi api,
            ChannelAccounts accounts,
            MediaFiles files,
            Uploads uploads,
            CompanyTransactions transactions,
            JsonMapper json,
            Clock clock) {
        this.store = store;
        this.api = api;
        this.accounts = accounts;
        this.files = files;
        this.uploads = uploads;
        this.transactions = transactions;
        this.json = json;
        this.clock = clock;
    }

    /// Takes in a file that shall stand above the text of a template.
    MediaFile take(
            CompanyId company, ChannelAccountId account, MemberId member, @Nullable String fileName, InputStream body)
            throws IOException {
        connection(company, account);
        try {
            var id = uploads.begin(company, member.toString());
            var stored = files.store(company, id, fileName, body, MOST_BYTES);
            var format = Above.Format.of(stored.contentType());
            if (format.isEmpty()) {
                throw Refusal.invalid("file", "Use a JPEG or PNG picture, an MP4 film or a PDF.");
            }
            if (format.get() == Above.Format.IMAGE && stored.size() > MOST_OF_PICTURE) {
                throw Refusal.invalid("file", "A picture above a template can have at most 5 MB.");
            }
            return stored;
        } catch (TooLarge tooLarge) {
            throw Refusal.invalid("file", "A file above a template can have at most 10 MB.");
        }
    }

    /// Submits a template for review.
    ///
    /// @param file that was taken in to stand above its text
    Row create(CompanyId company, ChannelAccountId account, MemberId member, TemplateDraft words, @Nullable UUID file) {
        var connection = connection(company, account);
        demand(TemplateRules.broken(words));
        var draft = under(connection, member, words, file);
        var answer = done(api.post(connection, waba(connection) + "/message_templates", draft.wire()));
        var row = new Row(
                Ids.next(),
                answer.path("id").asString(""),
                draft.name(),
                draft.language(),
                words(answer.path("category").asString(draft.category().name())),
                words(answer.path("status").asString("pending")),
                null,
                null,
                json.writeValueAsString(draft.components()),
                file,
                now());
        transactions.run(company, () -> {
            keep(company, file);
            store.save(company, account, row);
        });
        return require(company, account, draft.name(), draft.language());
    }

    /// Replaces the parts Sembang shows; Meta reviews it anew.
    Row edit(CompanyId company, ChannelAccountId account, MemberId member, TemplateDraft words, @Nullable UUID file) {
        var connection = connection(company, account);
        var before = require(company, account, words.name(), words.language());
        demand(TemplateRules.broken(words));
        var draft = under(connection, member, words, file);
        var components = draft.componentsInsteadOf(json.readTree(before.components()));
        done(api.post(connection, GraphApi.encoded(before.vendorId()), Map.of("components", components)));
        refresh(company, account);
        if (file != null) {
            transactions.run(company, () -> {
                keep(company, file);
                store.stands(company, before.id(), file);
            });
        }
        return require(company, account, draft.name(), draft.language());
    }

    private void keep(CompanyId company, @Nullable UUID file) {
        if (file != null) {
            uploads.keep(company, file);
        }
    }

    /// Meta is given the file as an example for its reviewers. Only what the member handed in, or what
    /// stands above another template: a customer's file must be able to go.
    private TemplateDraft under(Connection connection, MemberId member, TemplateDraft words, @Nullable UUID file) {
        if (file == null) {
            return words;
        }
        if (words.header() != null) {
            throw Refusal.invalid("header", "Use either words or a file above the text.");
        }
        var found = Optional.of(file)
                .filter(one -> uploads.handedIn(connection.company(), member.toString(), one)
                        || transactions.in(connection.company(), () -> store.stands(connection.company(), one)))
                .flatMap(one -> files.find(connection.company(), one))
                .orElseThrow(() -> Refusal.invalid("headerFile", "is no file of this company"));
        var format = Above.Format.of(found.file().contentType())
                .orElseThrow(() -> Refusal.invalid("headerFile", "Use a JPEG or PNG picture, an MP4 film or a PDF."));
        var handle = done(api.example(connection, found)).path("h").asString("");
        if (handle.isEmpty()) {
            throw new Refusal(Refusal.Kind.UNAVAILABLE, "vendor-unreachable", "WhatsApp's answer names no file.");
        }
        return words.under(new Above(format, handle));
    }

    /// Of this language only; the others of the same name stay.
    void delete(CompanyId company, ChannelAccountId account, String name, String language) {
        var connection = connection(company, account);
        var row = require(company, account, name, language);
        var path = "%s/message_templates?name=%s&hsm_id=%s"
                .formatted(waba(connection), GraphApi.encoded(row.name()), GraphApi.encoded(row.vendorId()));
        done(api.delete(connection, path));
        transactions.run(company, () -> store.delete(company, row.id()));
    }

    /// Takes over what Meta has now.
    void refresh(CompanyId company, ChannelAccountId account) {
        var connection = connection(company, account);
        var found = new ArrayList<Row>();
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            var path = "%s/message_templates?fields=%s&limit=%d".formatted(waba(connection), FIELDS, PAGE)
                    + (after.isEmpty() ? "" : "&after=" + GraphApi.encoded(after));
            var answer = done(api.get(connection, path));
            answer.path("data").forEach(template -> found.add(row(template)));
            after = answer.path("paging").path("cursors").path("after").asString("");
            if (after.isEmpty() || !answer.path("paging").has("next")) {
                break;
            }
        }
        transactions.run(company, () -> {
            found.forEach(row -> store.save(company, account, row));
            store.keepOnly(company, account, found.stream().map(Row::vendorId).toList());
        });
    }

    List<Row> list(CompanyId company, ChannelAccountId account) {
        known(company, account);
        return transactions.in(company, () -> store.list(company, account));
    }

    /// Every status of each template, oldest first.
    Map<UUID, List<MessageTemplateStore.Change>> history(CompanyId company, ChannelAccountId account) {
        return transactions.in(company, () -> store.history(company, account));
    }

    private Row require(CompanyId company, ChannelAccountId account, String name, String language) {
        return transactions
                .in(company, () -> store.find(company, account, name, language))
                .orElseThrow(() -> Refusal.invalid(
                        "name", "The account has no template '%s' in the language '%s'.".formatted(name, language)));
    }

    private Row row(JsonNode template) {
        var reason = template.path("rejected_reason").asString("NONE");
        var quality = template.path("quality_score").path("score").asString("");
        return new Row(
                Ids.next(),
                template.path("id").asString(""),
                Texts.storable(template.path("name").asString("")),
                Texts.storable(template.path("language").asString("")),
                words(template.path("category").asString("")),
                words(template.path("status").asString("")),
                quality.isEmpty() ? null : words(quality),
                reason.equals("NONE") ? null : Texts.storable(reason),
                json.writeValueAsString(template.path("components")),
                null,
                now());
    }

    private static String words(String vendors) {
        return Texts.storable(vendors.toLowerCase(Locale.ROOT));
    }

    private Connection connection(CompanyId company, ChannelAccountId account) {
        known(company, account);
        return accounts.connection(company, Channel.WHATSAPP, account)
                .filter(connection -> connection.capabilities().vendorTemplates())
                .orElseThrow(() -> Refusal.invalid("id", "Only a connected WhatsApp account has templates."));
    }

    /// An account of somebody else's is as absent as one that never was.
    void known(CompanyId company, ChannelAccountId account) {
        if (accounts.find(company, account).isEmpty()) {
            throw Refusal.notFound("channel account", account);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String waba(Connection account) {
        return GraphApi.encoded(account.credential(WhatsAppDoor.WABA_ID));
    }

    private static void demand(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "validation",
                    "WhatsApp would not accept this template.",
                    Map.of("errors", errors));
        }
    }

    private static JsonNode done(Reply reply) {
        return switch (reply) {
            case Reply.Done(var result) -> result;
            case Reply.Refused refused -> throw new Refusal(Refusal.Kind.INVALID, "vendor-refused", refused.words());
            case Reply.NeverSent never ->
                throw new Refusal(Refusal.Kind.UNAVAILABLE, "vendor-unreachable", never.reason());
            case Reply.NoAnswer none ->
                throw new Refusal(Refusal.Kind.UNAVAILABLE, "vendor-unreachable", none.reason());
        };
    }
}

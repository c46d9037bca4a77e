package app.sembang.templates;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Texts people send again and again, some with answers to tap and files: the company's, which its admins keep, and
/// each member's own.
@Component
public class CannedReplies {
    private static final TypeReference<TreeMap<Language, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<TreeMap<Language, List<String>>> BUTTONS = new TypeReference<>() {};
    private static final TypeReference<List<CannedFile>> FILES = new TypeReference<>() {};
    private static final int MOST = 500;
    private static final int MOST_FILES = 5;
    private static final long LARGEST_FILE = 10 << 20;

    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final MediaFiles media;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    CannedReplies(
            CompanyTransactions transactions,
            AuditLog audit,
            MediaFiles media,
            JdbcClient jdbc,
            JsonMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.media = media;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// @param own mine, and seen by nobody else
    /// @param shortcut what is typed after the slash
    /// @param texts with placeholders, in each language there is one; none where it only acts
    /// @param acts null: it is words alone
    /// @param buttons answers to tap, by language
    /// @param files which go with it; who sends it sends copies
    public record CannedReply(
            UUID id,
            boolean own,
            String title,
            String shortcut,
            Map<Language, String> texts,
            @Nullable Acts acts,
            Map<Language, List<String>> buttons,
            List<CannedFile> files,
            Instant updatedAt) {}

    /// @param url signed and short-lived; never stored, filled in when it is shown
    public record CannedFile(
            UUID id,
            String contentType,
            long size,
            @Nullable String fileName,
            @Nullable String url) {}

    /// What is done with a conversation after the words have been sent, in this order.
    ///
    /// @param tags which are put on
    /// @param fields what own fields of the conversation say from then on; checked when it is done
    /// @param priority low, normal, high or urgent
    /// @param snoozeHours for how long it is put off
    @Schema(name = "CannedActs")
    public record Acts(
            @NotNull @Size(max = 20) List<@NotNull UUID> tags,

            @Nullable @Size(max = 20) Map<@NotNull UUID, @NotBlank @Size(max = 500) String> fields,

            @Nullable @Pattern(regexp = "low|normal|high|urgent")
            String priority,

            @Nullable @Min(1) @Max(8760) Integer snoozeHours,
            @NotNull Boolean close) {
        Acts storable() {
            var kept = new TreeMap<UUID, String>();
            if (fields != null) {
                fields.forEach((id, value) -> kept.put(id, Texts.storable(value.strip())));
            }
            return new Acts(tags, kept, priority, snoozeHours, close);
        }

        boolean none() {
            return tags.isEmpty()
                    && (fields == null || fields.isEmpty())
                    && priority == null
                    && snoozeHours == null
                    && !close;
        }
    }

    /// The company's and the member's own, by shortcut. Those that have the words come in the
    /// order of where: shortcut, title, text.
    List<CannedReply> list(Member me, @Nullable String words) {
        return transactions.as(
                me.access(),
                () -> jdbc.sql("""
                        select id, owner_id, title, shortcut, texts, acts, buttons, files, updated_at from canned_reply
                         where company_id = :company and (owner_id is null or owner_id = :me)
                           and (:words::text is null
                                or position(lower(:words) in lower(shortcut || ' ' || title || ' ' || texts::text)) > 0)
                         order by case when :words::text is null then 0
                                       when position(lower(:words) in shortcut) = 1 then 0
                                       when position(lower(:words) in lower(title)) > 0 then 1
                                       else 2 end,
                                  shortcut collate "C", owner_id is null, id
                         limit :most
                        """)
                        .param("company", me.company().value())
                        .param("me", me.id().value())
                        .param("words", words)
                        .param("most", MOST)
                        .query((row, number) -> reply(me.company(), row))
                        .list());
    }

    /// Empty where it is not the company's and not the member's own.
    public Optional<CannedReply> find(Member me, UUID id) {
        return transactions.as(me.access(), () -> read(me, id));
    }

    CannedReply add(Member me, CannedReplyDraft draft) {
        requireMay(me, draft.own());
        return transactions.as(me.access(), () -> {
            var id = Ids.next();
            unique(
                    draft,
                    () -> jdbc.sql("""
                    insert into canned_reply (company_id, id, owner_id, title, shortcut, texts, acts, buttons, updated_at)
                    values (:company, :id, :owner, :title, :shortcut, :texts::jsonb, :acts::jsonb, :buttons::jsonb, :now)
                    """)
                            .param("company", me.company().value())
                            .param("id", id)
                            .param("owner", draft.own() ? me.id().value() : null)
                            .param("title", draft.title())
                            .param("shortcut", draft.shortcut())
                            .param("texts", json.writeValueAsString(draft.texts()))
                            .param("acts", draft.acts() == null ? null : json.writeValueAsString(draft.acts()))
                            .param("buttons", json.writeValueAsString(draft.buttons()))
                            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                            .update());
            record(me, "canned_reply_added", id, draft.own(), draft.title());
            return read(me, id).orElseThrow();
        });
    }

    /// Whose it is does not change.
    CannedReply change(Member me, UUID id, CannedReplyDraft draft) {
        return transactions.as(me.access(), () -> {
            var before = read(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
            requireMay(me, before.own());
            if (draft.acts() != null && !before.files().isEmpty()) {
                throw Refusal.invalid("acts", "A reply with files does nothing besides.");
            }
            unique(
                    draft,
                    () -> jdbc.sql("""
                    update canned_reply set title = :title, shortcut = :shortcut, texts = :texts::jsonb, acts = :acts::jsonb,
                                            buttons = :buttons::jsonb, updated_at = :now
                     where company_id = :company and id = :id
                    """)
                            .param("company", me.company().value())
                            .param("id", id)
                            .param("title", draft.title())
                            .param("shortcut", draft.shortcut())
                            .param("texts", json.writeValueAsString(draft.texts()))
                            .param("acts", draft.acts() == null ? null : json.writeValueAsString(draft.acts()))
                            .param("buttons", json.writeValueAsString(draft.buttons()))
                            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                            .update());
            record(me, "canned_reply_changed", id, before.own(), draft.title());
            return read(me, id).orElseThrow();
        });
    }

    void remove(Member me, UUID id) {
        var removed = transactions.as(me.access(), () -> {
            var before = read(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
            requireMay(me, before.own());
            jdbc.sql("delete from canned_reply where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            record(me, "canned_reply_removed", id, before.own(), before.title());
            return before;
        });
        media.remove(me.company(), removed.files().stream().map(CannedFile::id).toList());
    }

    /// What the file is, its bytes say.
    CannedReply attach(Member me, UUID id, @Nullable String fileName, InputStream body) throws IOException {
        requireRoom(me, id);
        MediaFile file;
        try {
            file = media.store(me.company(), fileName, body, LARGEST_FILE);
        } catch (TooLarge tooLarge) {
            throw Refusal.invalid("file", "Use a file of at most %d MB.".formatted(LARGEST_FILE >> 20));
        }
        try {
            if (!file.known()) {
                throw Refusal.invalid("file", "Use a picture, PDF, recording, video or office document.");
            }
            return attached(me, id, file);
        } catch (RuntimeException refused) {
            media.remove(me.company(), List.of(file.id()));
            throw refused;
        }
    }

    private void requireRoom(Member me, UUID id) {
        var reply = find(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
        requireMay(me, reply.own());
        if (reply.acts() != null) {
            throw Refusal.invalid("file", "A reply that does something besides has no files.");
        }
        if (reply.files().size() >= MOST_FILES) {
            throw tooMany();
        }
    }

    private CannedReply attached(Member me, UUID id, MediaFile file) {
        var one = new CannedFile(file.id(), file.contentType(), file.size(), file.fileName(), null);
        return transactions.as(me.access(), () -> {
            int changed = jdbc.sql("""
                    update canned_reply set files = files || :file::jsonb, updated_at = :now
                     where company_id = :company and id = :id and acts is null and jsonb_array_length(files) < :most
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("file", json.writeValueAsString(List.of(one)))
                    .param("most", MOST_FILES)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            if (changed == 0) throw tooMany();
            var after = read(me, id).orElseThrow();
            record(me, "canned_reply_changed", id, after.own(), after.title());
            return after;
        });
    }

    private static Refusal tooMany() {
        return Refusal.invalid("file", "A reply has at most %d files.".formatted(MOST_FILES));
    }

    CannedReply detach(Member me, UUID id, UUID file) {
        var after = transactions.as(me.access(), () -> {
            var before = read(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
            requireMay(me, before.own());
            if (before.files().stream().noneMatch(one -> one.id().equals(file))) {
                throw Refusal.notFound("file", file);
            }
            jdbc.sql("""
                    update canned_reply
                       set files = jsonb_path_query_array(files, '$[*] ? (@.id != $gone)', jsonb_build_object('gone', :file::text)),
                           updated_at = :now
                     where company_id = :company and id = :id
                    """)
                    .param("company", me.company().value())
                    .param("id", id)
                    .param("file", file.toString())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            record(me, "canned_reply_changed", id, before.own(), before.title());
            return read(me, id).orElseThrow();
        });
        media.remove(me.company(), List.of(file));
        return after;
    }

    private static void requireMay(Member me, boolean own) {
        if (!own && !me.role().administers()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN, "forbidden", "Only an admin keeps the replies of the whole company.");
        }
    }

    private static void unique(CannedReplyDraft draft, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw Refusal.invalid("shortcut", "The shortcut %s is taken.".formatted(draft.shortcut()));
        }
    }

    /// What is a member's own is nobody else's business.
    private void record(Member me, String kind, UUID id, boolean own, String title) {
        if (!own) {
            audit.record(me.company(), me.id(), kind, id, Map.of(), Map.of("title", title));
        }
    }

    private Optional<CannedReply> read(Member me, UUID id) {
        return jdbc.sql("""
                select id, owner_id, title, shortcut, texts, acts, buttons, files, updated_at from canned_reply
                 where company_id = :company and id = :id and (owner_id is null or owner_id = :me)
                """)
                .param("company", me.company().value())
                .param("id", id)
                .param("me", me.id().value())
                .query((row, number) -> reply(me.company(), row))
                .optional();
    }

    private CannedFile shown(CompanyId company, CannedFile file) {
        return new CannedFile(
                file.id(), file.contentType(), file.size(), file.fileName(), media.urlOf(company, file.id()));
    }

    private CannedReply reply(CompanyId company, ResultSet row) throws SQLException {
        var owner = row.getObject("owner_id", UUID.class);
        var acts = row.getString("acts");
        return new CannedReply(
                row.getObject("id", UUID.class),
                owner != null,
                row.getString("title"),
                row.getString("shortcut"),
                json.readValue(row.getString("texts"), TEXTS),
                acts == null ? null : json.readValue(acts, Acts.class),
                json.readValue(row.getString("buttons"), BUTTONS),
                json.readValue(row.getString("files"), FILES).stream()
                        .map(file -> shown(company, file))
                        .toList(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}

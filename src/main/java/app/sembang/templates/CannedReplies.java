package app.sembang.templates;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
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

/// Texts people send again and again: the company's, which its admins keep, and each member's own.
@Component
public class CannedReplies {
    private static final TypeReference<TreeMap<Language, String>> TEXTS = new TypeReference<>() {};
    private static final int MOST = 500;

    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    CannedReplies(CompanyTransactions transactions, AuditLog audit, JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// @param own mine, and seen by nobody else
    /// @param shortcut what is typed after the slash
    /// @param texts with placeholders, in each language there is one; none where it only acts
    /// @param acts null: it is words alone
    public record CannedReply(
            UUID id,
            boolean own,
            String title,
            String shortcut,
            Map<Language, String> texts,
            @Nullable Acts acts,
            Instant updatedAt) {}

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
                        select id, owner_id, title, shortcut, texts, acts, updated_at from canned_reply
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
                        .query(this::reply)
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
                    insert into canned_reply (company_id, id, owner_id, title, shortcut, texts, acts, updated_at)
                    values (:company, :id, :owner, :title, :shortcut, :texts::jsonb, :acts::jsonb, :now)
                    """)
                            .param("company", me.company().value())
                            .param("id", id)
                            .param("owner", draft.own() ? me.id().value() : null)
                            .param("title", draft.title())
                            .param("shortcut", draft.shortcut())
                            .param("texts", json.writeValueAsString(draft.texts()))
                            .param("acts", draft.acts() == null ? null : json.writeValueAsString(draft.acts()))
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
            unique(
                    draft,
                    () -> jdbc.sql("""
                    update canned_reply set title = :title, shortcut = :shortcut, texts = :texts::jsonb, acts = :acts::jsonb, updated_at = :now
                     where company_id = :company and id = :id
                    """)
                            .param("company", me.company().value())
                            .param("id", id)
                            .param("title", draft.title())
                            .param("shortcut", draft.shortcut())
                            .param("texts", json.writeValueAsString(draft.texts()))
                            .param("acts", draft.acts() == null ? null : json.writeValueAsString(draft.acts()))
                            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                            .update());
            record(me, "canned_reply_changed", id, before.own(), draft.title());
            return read(me, id).orElseThrow();
        });
    }

    void remove(Member me, UUID id) {
        transactions.as(me.access(), () -> {
            var before = read(me, id).orElseThrow(() -> Refusal.notFound("canned reply", id));
            requireMay(me, before.own());
            jdbc.sql("delete from canned_reply where company_id = :company and id = :id")
                    .param("company", me.company().value())
                    .param("id", id)
                    .update();
            record(me, "canned_reply_removed", id, before.own(), before.title());
            return id;
        });
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
                select id, owner_id, title, shortcut, texts, acts, updated_at from canned_reply
                 where company_id = :company and id = :id and (owner_id is null or owner_id = :me)
                """)
                .param("company", me.company().value())
                .param("id", id)
                .param("me", me.id().value())
                .query(this::reply)
                .optional();
    }

    private CannedReply reply(ResultSet row, int number) throws SQLException {
        var owner = row.getObject("owner_id", UUID.class);
        var acts = row.getString("acts");
        return new CannedReply(
                row.getObject("id", UUID.class),
                owner != null,
                row.getString("title"),
                row.getString("shortcut"),
                json.readValue(row.getString("texts"), TEXTS),
                acts == null ? null : json.readValue(acts, Acts.class),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}

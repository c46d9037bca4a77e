package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.time;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a member has begun to write and not sent: theirs alone, found again wherever they sign in. The last to write
/// wins, but only who knows what it replaces: a tab that was left open does not undo what was written elsewhere since.
@RestController
@RequestMapping("/api/v1/conversations/{id}/drafts")
@Tag(name = "Messages")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class Drafts {
    private final CompanyTransactions transactions;
    private final ConversationStore conversations;
    private final StreamEvents stream;
    private final JdbcClient jdbc;
    private final Clock clock;

    Drafts(
            CompanyTransactions transactions,
            ConversationStore conversations,
            StreamEvents stream,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.stream = stream;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Schema(name = "DraftKind")
    enum Kind {
        REPLY,
        NOTE;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param version what the next one is based on
    @Schema(name = "Draft")
    record Draft(Kind kind, String text, UUID version, Instant at) {}

    /// @param basedOn the version it replaces; absent for the first
    @Schema(name = "NewDraft")
    record NewDraft(
            @NotBlank @Size(max = 20_000) String text,
            @Nullable UUID basedOn) {}

    /// What the member's other tabs are told, without words.
    record Changed(
            ConversationId conversationId,
            Kind kind,
            @Nullable UUID version) {}

    @GetMapping
    @Operation(summary = "Read what I have begun to write in a conversation")
    Page<Draft> list(Member me, @PathVariable ConversationId id) {
        return transactions.as(me.access(), () -> {
            requireSeen(me, id);
            return new Page<>(
                    jdbc.sql("""
                            select kind, text, version, at from draft
                             where company_id = :company and conversation_id = :id and member_id = :me
                             order by kind
                            """)
                            .param("company", me.company().value())
                            .param("id", id.value())
                            .param("me", me.id().value())
                            .query((row, number) -> new Draft(
                                    Kind.from(row.getString("kind")),
                                    row.getString("text"),
                                    uuid(row, "version"),
                                    instant(row, "at")))
                            .list(),
                    null);
        });
    }

    @PutMapping("/{kind}")
    @Operation(
            summary = "Keep what I have begun to write",
            description = "Refused with `draft-changed` and what is kept now, where that is not what it is based on.")
    Draft keep(
            Member me,
            @PathVariable ConversationId id,
            @Schema(allowableValues = {"reply", "note"}) @PathVariable("kind") String wanted,
            @Valid @RequestBody NewDraft begun) {
        var kind = kind(wanted);
        var text = Texts.storable(begun.text());
        var draft = new Draft(kind, text, Ids.next(), clock.instant());
        var kept = transactions.as(me.access(), () -> {
            requireSeen(me, id);
            if (begun.basedOn() == null ? insert(me, id, draft) : update(me, id, draft, begun.basedOn())) {
                return draft;
            }
            var now = find(me, id, kind);
            return now.filter(one -> one.text().equals(text)).orElseThrow(() -> changed(now));
        });
        if (kept.equals(draft)) {
            tell(me, new Changed(id, kind, kept.version()));
        }
        return kept;
    }

    @DeleteMapping("/{kind}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Throw away what I have begun to write")
    void drop(
            Member me,
            @PathVariable ConversationId id,
            @Schema(allowableValues = {"reply", "note"}) @PathVariable("kind") String wanted,
            @Parameter(description = "The version that is thrown away; absent: whatever there is")
                    @RequestParam(required = false)
                    @Nullable
                    UUID version) {
        var kind = kind(wanted);
        boolean dropped = transactions.as(me.access(), () -> {
            requireSeen(me, id);
            if (remove(me, id, kind, version)) {
                return true;
            }
            var now = find(me, id, kind);
            if (now.isPresent()) throw changed(now);
            return false;
        });
        if (dropped) {
            tell(me, new Changed(id, kind, null));
        }
    }

    /// What was begun is sent, in the transaction that stores it.
    ///
    /// @return whether there was a draft
    boolean sent(Member me, ConversationId id, Kind kind) {
        return remove(me, id, kind, null);
    }

    /// Outside of any transaction.
    void tellSent(Member me, ConversationId id, Kind kind) {
        tell(me, new Changed(id, kind, null));
    }

    private static Kind kind(String wanted) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.value().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("kind of draft", wanted));
    }

    private boolean insert(Member me, ConversationId id, Draft draft) {
        return jdbc.sql("""
                        insert into draft (company_id, conversation_id, member_id, kind, text, version, at)
                        values (:company, :id, :me, :kind, :text, :version, :at)
                        on conflict do nothing
                        """)
                        .param("company", me.company().value())
                        .param("id", id.value())
                        .param("me", me.id().value())
                        .param("kind", draft.kind().value())
                        .param("text", draft.text())
                        .param("version", draft.version())
                        .param("at", time(draft.at()))
                        .update()
                > 0;
    }

    private boolean update(Member me, ConversationId id, Draft draft, UUID basedOn) {
        return jdbc.sql("""
                        update draft set text = :text, version = :version, at = :at
                         where company_id = :company and conversation_id = :id and member_id = :me and kind = :kind
                           and version = :basedOn
                        """)
                        .param("company", me.company().value())
                        .param("id", id.value())
                        .param("me", me.id().value())
                        .param("kind", draft.kind().value())
                        .param("text", draft.text())
                        .param("version", draft.version())
                        .param("basedOn", basedOn)
                        .param("at", time(draft.at()))
                        .update()
                > 0;
    }

    private boolean remove(Member me, ConversationId id, Kind kind, @Nullable UUID version) {
        return jdbc.sql("""
                        delete from draft
                         where company_id = :company and conversation_id = :id and member_id = :me and kind = :kind
                           and (:version::uuid is null or version = :version::uuid)
                        """)
                        .param("company", me.company().value())
                        .param("id", id.value())
                        .param("me", me.id().value())
                        .param("kind", kind.value())
                        .param("version", version == null ? null : version.toString())
                        .update()
                > 0;
    }

    private Optional<Draft> find(Member me, ConversationId id, Kind kind) {
        return jdbc.sql("""
                select kind, text, version, at from draft
                 where company_id = :company and conversation_id = :id and member_id = :me and kind = :kind
                """)
                .param("company", me.company().value())
                .param("id", id.value())
                .param("me", me.id().value())
                .param("kind", kind.value())
                .query((row, number) ->
                        new Draft(kind, row.getString("text"), uuid(row, "version"), instant(row, "at")))
                .optional();
    }

    private static Refusal changed(Optional<Draft> now) {
        var facts = new HashMap<String, Object>();
        now.ifPresent(draft -> facts.put("draft", draft));
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "draft-changed",
                now.isPresent() ? "It was written on elsewhere since." : "It was sent or thrown away elsewhere.",
                Map.copyOf(facts));
    }

    private void tell(Member me, Changed changed) {
        stream.tell(me.company(), new Audience.OneMember(me.id()), "draft.changed", changed);
    }

    private void requireSeen(Member me, ConversationId id) {
        if (conversations.find(me.company(), id).isEmpty()) {
            throw Refusal.notFound("conversation", id);
        }
    }
}

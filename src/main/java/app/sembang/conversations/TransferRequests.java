package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.instant;
import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.time;
import static app.sembang.conversations.ConversationStore.uuid;

import app.sembang.conversations.Views.Person;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of `transfer_request`: who wants to give a conversation to somebody else, and what was
/// decided.
@Repository
class TransferRequests {
    private static final String ROWS = """
            select request.id, request.conversation_id, contact.name as contact_name, request.by_id, asker.name as by_name,
                   request.to_id, wanted.name as to_name, request.reason, request.state, request.decided_by,
                   decider.name as decided_by_name, request.given_id, given.name as given_name, request.answer, request.at,
                   request.decided_at
              from transfer_request request
              left join conversation on conversation.company_id = :company and conversation.id = request.conversation_id
              left join contact on contact.company_id = :company and contact.id = conversation.contact_id
              join member asker on asker.company_id = :company and asker.id = request.by_id
              left join member wanted on wanted.company_id = :company and wanted.id = request.to_id
              left join member decider on decider.company_id = :company and decider.id = request.decided_by
              left join member given on given.company_id = :company and given.id = request.given_id
             where request.company_id = :company
            """;

    private final JdbcClient jdbc;

    TransferRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Schema(name = "TransferState")
    enum State {
        OPEN,
        APPROVED,
        DECLINED,
        CANCELLED;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static State from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param contact the customer's name; null where it is not known, or not to be seen any more
    /// @param to whom the agent would have it go to
    /// @param given whom it went to
    @Schema(name = "TransferRequest")
    record TransferRequest(
            UUID id,
            ConversationId conversationId,
            @Nullable String contact,
            Person by,
            @Nullable Person to,
            String reason,
            State state,
            @Nullable Person decidedBy,
            @Nullable Person given,
            @Nullable String answer,
            Instant at,
            @Nullable Instant decidedAt) {}

    UUID open(
            CompanyId company,
            ConversationId conversation,
            MemberId by,
            @Nullable MemberId to,
            String reason,
            Instant now) {
        var id = Ids.next();
        try {
            jdbc.sql("""
                    insert into transfer_request (company_id, id, conversation_id, by_id, to_id, reason, at)
                    values (:company, :id, :conversation, :by, :to, :reason, :at)
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("conversation", conversation.value())
                    .param("by", by.value())
                    .param("to", to == null ? null : to.value())
                    .param("reason", reason)
                    .param("at", time(now))
                    .update();
        } catch (DuplicateKeyException another) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "transfer-open",
                    "A transfer of conversation %s is asked for already.".formatted(conversation),
                    Map.of("conversation", conversation));
        }
        return id;
    }

    /// The request of that id while it is open; its thread's lock is held.
    TransferRequest requireOpen(CompanyId company, UUID id) {
        var request = find(company, id).orElseThrow(() -> Refusal.notFound("transfer request", id));
        if (request.state() != State.OPEN) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "transfer-decided",
                    "Transfer request %s is %s already."
                            .formatted(id, request.state().value()),
                    Map.of("state", request.state().value()));
        }
        return request;
    }

    void decide(
            CompanyId company,
            UUID id,
            State state,
            @Nullable MemberId by,
            @Nullable MemberId given,
            @Nullable String answer,
            Instant now) {
        jdbc.sql("""
                update transfer_request
                   set state = :state, decided_by = :by, given_id = :given, answer = :answer, decided_at = :at
                 where company_id = :company and id = :id and state = 'open'
                """)
                .param("company", company.value())
                .param("id", id)
                .param("state", state.value())
                .param("by", by == null ? null : by.value())
                .param("given", given == null ? null : given.value())
                .param("answer", answer)
                .param("at", time(now))
                .update();
    }

    /// What has become pointless: the conversation is closed or somebody else's.
    void drop(CompanyId company, ConversationId conversation, Instant now) {
        jdbc.sql("""
                update transfer_request set state = 'cancelled', decided_at = :at
                 where company_id = :company and conversation_id = :conversation and state = 'open'
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("at", time(now))
                .update();
    }

    Optional<TransferRequest> find(CompanyId company, UUID id) {
        return jdbc.sql(ROWS + " and request.id = :id")
                .param("company", company.value())
                .param("id", id)
                .query(TransferRequests::request)
                .optional();
    }

    /// Newest first.
    List<TransferRequest> list(CompanyId company, @Nullable State state, int most) {
        return jdbc.sql(ROWS + """
                   and (:state::text is null or request.state = :state)
                 order by request.at desc, request.id desc
                 limit :most
                """)
                .param("company", company.value())
                .param("state", state == null ? null : state.value())
                .param("most", most)
                .query(TransferRequests::request)
                .list();
    }

    private static TransferRequest request(ResultSet row, int number) throws SQLException {
        return new TransferRequest(
                uuid(row, "id"),
                new ConversationId(uuid(row, "conversation_id")),
                row.getString("contact_name"),
                new Person(new MemberId(uuid(row, "by_id")), row.getString("by_name")),
                ConversationReader.person(row, "to_id", "to_name"),
                row.getString("reason"),
                State.from(row.getString("state")),
                ConversationReader.person(row, "decided_by", "decided_by_name"),
                ConversationReader.person(row, "given_id", "given_name"),
                row.getString("answer"),
                instant(row, "at"),
                optional(row.getObject("decided_at", OffsetDateTime.class), OffsetDateTime::toInstant));
    }
}

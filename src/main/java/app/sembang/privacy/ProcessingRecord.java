package app.sembang.privacy;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MessageId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Which messages went to which provider of a language model. Whoever sends one notes it, in the transaction before the
/// call: what was about to leave counts as gone. All methods need an open transaction of the company.
@Component
public class ProcessingRecord {
    private final JdbcClient jdbc;
    private final Clock clock;

    ProcessingRecord(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Schema(name = "ProcessingRecord")
    public record Processed(
            UUID id, UUID messageId, String provider, String model, String country, String purpose, Instant at) {}

    /// @param country where the provider works on it, ISO 3166-1
    /// @param purpose a term in lower_snake, such as `answer` or `suggestion`
    public void note(
            CompanyId company,
            Collection<MessageId> messages,
            String provider,
            String model,
            String country,
            String purpose) {
        jdbc.sql("""
                insert into processing_record (company_id, id, message_id, provider, model, country, purpose, at)
                select :company, sent.id, sent.message, :provider, :model, :country, :purpose, :now
                  from unnest(:ids::uuid[], :messages::uuid[]) as sent (id, message)
                """)
                .param("company", company.value())
                .param(
                        "ids",
                        messages.stream().map(message -> Ids.next().toString()).toArray(String[]::new))
                .param("messages", messages.stream().map(MessageId::toString).toArray(String[]::new))
                .param("provider", provider)
                .param("model", model)
                .param("country", country)
                .param("purpose", purpose)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Newest first.
    ///
    /// @param after the id of the last one already seen
    List<Processed> list(CompanyId company, @Nullable MessageId message, @Nullable UUID after, int most) {
        return jdbc.sql("""
                select id, message_id, provider, model, country, purpose, at
                  from processing_record
                 where company_id = :company
                   and (cast(:message as uuid) is null or message_id = cast(:message as uuid))
                   and (cast(:after as uuid) is null or id < cast(:after as uuid))
                 order by id desc
                 limit :most
                """)
                .param("company", company.value())
                .param("message", message == null ? null : message.toString())
                .param("after", after == null ? null : after.toString())
                .param("most", most)
                .query((row, number) -> new Processed(
                        row.getObject("id", UUID.class),
                        row.getObject("message_id", UUID.class),
                        row.getString("provider"),
                        row.getString("model"),
                        row.getString("country"),
                        row.getString("purpose"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }
}

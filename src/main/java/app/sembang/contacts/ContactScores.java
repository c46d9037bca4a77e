package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The score each contact had when it was last worked out. All methods need an open transaction of the company.
@Component
public class ContactScores {
    private static final TypeReference<List<Point>> POINTS = new TypeReference<>() {};
    /// From here down the next time in green counts as news again.
    private static final int ARMED_BELOW = 75;
    private static final Duration BETWEEN_NOTICES = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ContactScores(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// @param code why, as the rules name it
    /// @param message it was found in; null where it follows from the whole conversation
    /// @param start of the words in that message, in UTF-16 units
    /// @param end after the last of them
    public record Point(
            String code,
            int points,
            @Nullable ConversationId conversation,
            @Nullable MessageId message,
            @Nullable Integer start,
            @Nullable Integer end) {}

    /// @param contactNumber the contact's running number of messages it follows from
    public record Scored(
            ContactId contact, int score, boolean provisional, List<Point> points, int contactNumber, Instant at) {}

    /// @param contact whose score was stored now
    /// @param hot whether it went into green, and people have not heard so in the last day
    public record Change(ContactId contact, boolean hot) {}

    /// Stores each score unless one that follows from more, or as much at the same moment, is there already: the same
    /// again changes nothing and is not in the answer.
    public List<Change> store(CompanyId company, Collection<Scored> scores) {
        if (scores.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                insert into contact_score as known
                    (company_id, contact_id, score, provisional, points, contact_number, scored_at, armed, noticed_at, noticed_number)
                select :company, contact, score, provisional, points::jsonb, number, at, score < :green,
                       case when score >= :green then at end, case when score >= :green then number end
                  from unnest(:contacts::uuid[], :scores::int[], :provisional::boolean[], :points::text[], :numbers::int[],
                              :times::timestamptz[])
                       as fresh (contact, score, provisional, points, number, at)
                 order by contact
                on conflict (company_id, contact_id) do update
                   set score = excluded.score, provisional = excluded.provisional, points = excluded.points,
                       contact_number = excluded.contact_number, scored_at = excluded.scored_at,
                       armed = excluded.score < :green
                               and (known.armed or excluded.score < :armedBelow),
                       (noticed_at, noticed_number) =
                           (select case when told then excluded.scored_at else known.noticed_at end,
                                   case when told then excluded.contact_number else known.noticed_number end
                              from (select excluded.score >= :green and known.armed
                                           and (known.noticed_at is null
                                                or known.noticed_at <= excluded.scored_at - :between::interval)) as news (told))
                 where known.contact_number <= excluded.contact_number
                   and (known.contact_number < excluded.contact_number or known.scored_at < excluded.scored_at)
                returning contact_id,
                          coalesce((noticed_at, noticed_number) = (scored_at, contact_number), false) as hot
                """)
                .param("company", company.value())
                .param("contacts", texts(scores.stream().map(Scored::contact).toList()))
                .param("scores", texts(scores.stream().map(Scored::score).toList()))
                .param(
                        "provisional",
                        texts(scores.stream().map(Scored::provisional).toList()))
                .param(
                        "points",
                        scores.stream()
                                .map(one -> json.writeValueAsString(one.points()))
                                .toArray(String[]::new))
                .param(
                        "numbers",
                        texts(scores.stream().map(Scored::contactNumber).toList()))
                .param("times", texts(scores.stream().map(Scored::at).toList()))
                .param("green", ScoreColor.GREEN.least())
                .param("armedBelow", ARMED_BELOW)
                .param("between", BETWEEN_NOTICES.toString())
                .query((row, number) ->
                        new Change(new ContactId(row.getObject("contact_id", UUID.class)), row.getBoolean("hot")))
                .list();
    }

    /// Empty where none was worked out yet, or the transaction does not see the contact.
    public Optional<Scored> find(CompanyId company, ContactId contact) {
        return jdbc.sql("""
                select score, provisional, points, contact_number, scored_at
                  from contact_score where company_id = :company and contact_id = :contact
                """)
                .param("company", company.value())
                .param("contact", contact.value())
                .query((row, number) -> new Scored(
                        contact,
                        row.getInt("score"),
                        row.getBoolean("provisional"),
                        json.readValue(row.getString("points"), POINTS),
                        row.getInt("contact_number"),
                        row.getObject("scored_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    /// The score of whoever wrote these is to be worked out, whatever happens to this process.
    public void due(CompanyId company, Map<MessageId, ContactId> written) {
        if (written.isEmpty()) return;
        jdbc.sql("""
                insert into contact_score_due (company_id, message_id, contact_id)
                select :company, message, contact from unnest(:messages::uuid[], :contacts::uuid[]) as told (message, contact)
                """)
                .param("company", company.value())
                .param("messages", texts(written.keySet()))
                .param("contacts", texts(written.values()))
                .update();
    }

    /// Some of those whose score is to be worked out.
    public List<ContactId> due(CompanyId company, int most) {
        return jdbc.sql("""
                select distinct contact_id from contact_score_due where company_id = :company order by contact_id limit :most
                """)
                .param("company", company.value())
                .param("most", most)
                .query((row, number) -> new ContactId(row.getObject("contact_id", UUID.class)))
                .list();
    }

    /// What these have written until now is about to be read; what they write meanwhile stays due.
    public void taken(CompanyId company, Collection<ContactId> contacts) {
        jdbc.sql("delete from contact_score_due where company_id = :company and contact_id = any (:contacts::uuid[])")
                .param("company", company.value())
                .param("contacts", texts(contacts))
                .update();
    }

    /// Those whose number has passed a multiple of `every` since they were scored, among the ones seen since then.
    public List<ContactId> behind(CompanyId company, int every, Instant seenSince, int most) {
        return jdbc.sql("""
                select contact.id
                  from contact
                  left join contact_score known on known.company_id = :company and known.contact_id = contact.id
                 where contact.company_id = :company
                   and contact.merged_into is null
                   and contact.last_seen_at >= :since
                   and contact.message_count / :every > coalesce(known.contact_number, 0) / :every
                 order by contact.last_seen_at desc
                 limit :most
                """)
                .param("company", company.value())
                .param("since", seenSince.atOffset(ZoneOffset.UTC))
                .param("every", every)
                .param("most", most)
                .query((row, number) -> new ContactId(row.getObject("id", UUID.class)))
                .list();
    }
}

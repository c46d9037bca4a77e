package app.sembang.contacts;

import static app.sembang.contacts.ContactStore.texts;

import app.sembang.fields.FieldEquals;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import com.fasterxml.jackson.annotation.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Contacts as lists and exports show them, by the same question. Inside a transaction of the company or a member: the
/// policies decide whom it sees.
@Component
class ContactList {
    private static final TypeReference<List<ContactTag>> TAGS = new TypeReference<>() {};
    private static final TypeReference<Map<UUID, String>> FIELDS = new TypeReference<>() {};

    private static final String ROWS = """
            select contact.*, known.score, known.provisional,
                   array(select distinct account.channel
                           from contact_identity identity
                           join channel_account account on account.company_id = :company and account.id = identity.channel_account_id
                          where identity.company_id = :company and identity.contact_id = contact.id
                          order by account.channel) as channels,
                   (select coalesce(jsonb_agg(jsonb_build_object('id', tag.id, 'name', tag.name, 'color', tag.color)
                                              order by tag.name_key collate "C"), '[]')
                      from contact_tagging tagging
                      join contact_tag tag on tag.company_id = :company and tag.id = tagging.tag_id
                     where tagging.company_id = :company and tagging.contact_id = contact.id) as tags,
                   (select coalesce(jsonb_object_agg(field.field_id, field.value), '{}')
                      from contact_field_value field
                     where field.company_id = :company and field.contact_id = contact.id) as fields
              from contact
              left join contact_score known on known.company_id = :company and known.contact_id = contact.id
             where contact.company_id = :company and contact.merged_into is null
            """;

    private static final String WORDS = """
               and (contact.name ilike :words or contact.phone like :words or contact.email ilike :words
                    or exists (select from contact_identity identity
                                where identity.company_id = :company and identity.contact_id = contact.id
                                  and (identity.display_name ilike :words or identity.username ilike :words)))
            """;
    private static final String TAGGED = """
               and not exists (select from unnest(:tags::uuid[]) as wanted (tag)
                                where not exists (select from contact_tagging tagging
                                                   where tagging.company_id = :company and tagging.contact_id = contact.id
                                                     and tagging.tag_id = wanted.tag))
            """;
    private static final String ON_CHANNEL = """
               and exists (select from contact_identity identity
                             join channel_account account
                               on account.company_id = :company and account.id = identity.channel_account_id
                            where identity.company_id = :company and identity.contact_id = contact.id
                              and account.channel = :channel)
            """;
    private static final String WITH_VALUES = """
               and not exists (select from unnest(:fields::uuid[], :values::text[]) as wanted (field, value)
                                where not exists (select from contact_field_value field
                                                   where field.company_id = :company and field.contact_id = contact.id
                                                     and field.field_id = wanted.field
                                                     and lower(field.value) = lower(wanted.value)))
            """;

    /// A name of a value in a statement, not a cast.
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");

    private static final String HAS_SAID = """
               and contact.id in (select contact_id
                                    from (select distinct on (contact_id) contact_id, granted
                                            from contact_marketing
                                           where company_id = :company
                                             and (channel is null or :consentChannel::text is null or channel = :consentChannel)
                                           order by contact_id, id desc) newest
                                   where newest.granted = :granted)
            """;
    private static final String HAS_NOT_SAID = """
               and contact.id not in (select contact_id
                                        from contact_marketing
                                       where company_id = :company
                                         and (channel is null or :consentChannel::text is null or channel = :consentChannel))
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;

    ContactList(JdbcClient jdbc, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    enum Order {
        /// Who wrote last first.
        SEEN("""
               and (contact.last_seen_at, contact.id) < (:at::timestamptz, :id::uuid)
            """, " order by contact.last_seen_at desc, contact.id desc limit :limit"),
        /// The best score first, whoever has none last.
        SCORE("""
               and (coalesce(known.score, -1), contact.id) < (:at::int, :id::uuid)
            """, " order by coalesce(known.score, -1) desc, contact.id desc limit :limit");

        private final String after;
        private final String sql;

        Order(String after, String sql) {
            this.after = after;
            this.sql = sql;
        }

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Page<ContactRow> page(
            CompanyId company, List<ContactFilter> filters, Order order, @Nullable String after, int limit) {
        var cursor = after == null ? null : Cursor.from(after, order);
        var rows = filtered(ROWS, (cursor == null ? "" : order.after) + order.sql, company, filters)
                .param("at", cursor == null ? null : cursor.at())
                .param("id", cursor == null ? null : cursor.id().toString())
                .param("limit", limit + 1)
                .query(this::row)
                .list();
        return Page.of(rows, limit, last -> Cursor.of(last, order).text());
    }

    /// Those after one, the newest first: whoever writes meanwhile is neither missed nor there twice.
    ///
    /// @param after null: from the first one
    List<ContactRow> page(CompanyId company, List<ContactFilter> filters, @Nullable ContactId after, int limit) {
        var rest = (after == null ? "" : " and contact.id < :after") + " order by contact.id desc limit :limit";
        return filtered(ROWS, rest, company, filters)
                .param("after", after == null ? null : after.value(), Types.OTHER)
                .param("limit", limit)
                .query(this::row)
                .list();
    }

    /// At most so many, who wrote last first.
    List<ContactRow> first(CompanyId company, List<ContactFilter> filters, int most) {
        return page(company, filters, Order.SEEN, null, most).items();
    }

    int count(CompanyId company, ContactFilter filter) {
        return filtered("""
                select count(*)
                  from contact
                  left join contact_score known on known.company_id = :company and known.contact_id = contact.id
                 where contact.company_id = :company and contact.merged_into is null
                """, "", company, List.of(filter)).query(Integer.class).single();
    }

    ContactRow find(CompanyId company, ContactId contact) {
        return jdbc.sql(ROWS + " and contact.id = :id")
                .param("company", company.value())
                .param("id", contact.value())
                .query(this::row)
                .optional()
                .orElseThrow(() -> Refusal.notFound("contact", contact));
    }

    /// Only what is asked for stands in the statement: one that says `or :words is null` of everything is planned for
    /// the worst of all questions once it has been asked ten times. Each filter narrows what the others leave.
    private StatementSpec filtered(String rows, String rest, CompanyId company, List<ContactFilter> filters) {
        var sql = new StringBuilder(rows);
        var values = new HashMap<String, @Nullable Object>();
        values.put("company", company.value());
        for (int place = 0; place < filters.size(); place++) {
            narrow(sql, values, filters.get(place), String.valueOf(place));
        }
        var statement = jdbc.sql(sql.append(rest).toString());
        values.forEach(statement::param);
        return statement;
    }

    private void narrow(StringBuilder sql, Map<String, @Nullable Object> values, ContactFilter filter, String place) {
        var words = filter.words();
        var score = filter.score();
        var channel = filter.channel();
        var tags = filter.wantedTags();
        var fields = filter.wantedFields();
        var consent = filter.consent();
        var narrowed = new StringBuilder();
        var own = new HashMap<String, @Nullable Object>();
        if (words != null) {
            narrowed.append(WORDS);
            own.put("words", Words.anywhere(words));
        }
        if (!tags.isEmpty()) {
            narrowed.append(TAGGED);
            own.put("tags", texts(tags));
        }
        if (score != null) {
            narrowed.append(" and known.score between :least and :most");
            own.put("least", score.least());
            own.put("most", score.most());
        }
        if (channel != null) {
            narrowed.append(ON_CHANNEL);
            own.put("channel", channel.value());
        }
        if (!fields.isEmpty()) {
            narrowed.append(WITH_VALUES);
            own.put("fields", texts(fields.stream().map(FieldEquals::field).toList()));
            own.put("values", texts(fields.stream().map(FieldEquals::value).toList()));
        }
        if (filter.seenWithinDays() != null) {
            narrowed.append(" and contact.last_seen_at >= :seenSince::timestamptz");
            own.put("seenSince", ago(filter.seenWithinDays()));
        }
        if (filter.silentForDays() != null) {
            narrowed.append(" and contact.last_seen_at < :silentSince::timestamptz");
            own.put("silentSince", ago(filter.silentForDays()));
        }
        if (consent != null) {
            var on = filter.consentChannel();
            narrowed.append(consent == ConsentState.UNKNOWN ? HAS_NOT_SAID : HAS_SAID);
            own.put("consentChannel", on == null ? null : on.value());
            own.put("granted", consent == ConsentState.GIVEN);
        }
        sql.append(PARAMETER
                .matcher(narrowed)
                .replaceAll(name -> own.containsKey(name.group(1)) ? ":" + name.group(1) + place : name.group()));
        own.forEach((name, value) -> values.put(name + place, value));
    }

    private @Nullable String ago(@Nullable Integer days) {
        return days == null
                ? null
                : clock.instant().minus(Duration.ofDays(days)).toString();
    }

    private ContactRow row(ResultSet row, int number) throws SQLException {
        var language = row.getString("language");
        var score = row.getObject("score", Integer.class);
        return new ContactRow(
                new ContactId(row.getObject("id", UUID.class)),
                row.getString("name"),
                language == null ? null : Language.from(language),
                row.getString("phone"),
                row.getString("email"),
                Arrays.stream((String[]) row.getArray("channels").getArray())
                        .map(Channel::from)
                        .toList(),
                json.readValue(row.getString("tags"), TAGS),
                json.readValue(row.getString("fields"), FIELDS),
                score == null ? null : new Score(score, ScoreColor.of(score), row.getBoolean("provisional")),
                row.getInt("message_count"),
                row.getObject("first_seen_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant());
    }

    /// Where a page ends: what its last row is sorted by, and its id, in a form clients need not read.
    private record Cursor(Object at, UUID id) {
        static Cursor of(ContactRow row, Order order) {
            return new Cursor(
                    switch (order) {
                        case SEEN -> row.lastSeenAt();
                        case SCORE ->
                            row.score() == null
                                    ? -1
                                    : Objects.requireNonNull(row.score()).score();
                    },
                    row.id().value());
        }

        static Cursor from(String text, Order order) {
            try {
                var parts = text.split("_", 2);
                return new Cursor(
                        switch (order) {
                            case SEEN ->
                                Instant.parse(parts[0]).atOffset(ZoneOffset.UTC).toString();
                            case SCORE -> Integer.valueOf(parts[0]);
                        },
                        UUID.fromString(parts[1]));
            } catch (DateTimeParseException | IllegalArgumentException | ArrayIndexOutOfBoundsException unreadable) {
                throw Refusal.invalid("after", "is not a cursor of this list");
            }
        }

        String text() {
            return at + "_" + id;
        }
    }
}

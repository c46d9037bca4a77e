package app.sembang.conversations;

import app.sembang.contacts.Contacts;
import app.sembang.conversations.Conversations.Past;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What was said before an account was connected: rows of `past_message`. Needs an open transaction of the
/// company.
@Component
class PastMessages {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Contacts contacts;
    private final Clock clock;

    PastMessages(JdbcClient jdbc, JsonMapper json, Contacts contacts, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.contacts = contacts;
        this.clock = clock;
    }

    /// @param author the contact, or a member: nobody knows which
    record PastMessage(Author author, Content content, Instant at) {}

    /// Keeps each once, whatever pieces it comes in and however often. What is in a thread already is not
    /// past; what was not told at first is taken over when it is.
    void keep(CompanyId company, List<Past> told) {
        if (told.isEmpty()) {
            return;
        }
        var people = contacts.recognise(company, told.stream().map(Past::person).toList(), clock.instant());
        jdbc.sql("""
                insert into past_message as kept (company_id, channel_account_id, provider_id, contact_identity_id, by_contact, content, at)
                select distinct on (account, provider) :company, account, provider, identity, by_contact, content::jsonb, at
                  from unnest(:accounts::uuid[], :providers::text[], :identities::uuid[], :by::boolean[], :contents::text[], :times::timestamptz[])
                       as told (account, provider, identity, by_contact, content, at)
                 where not exists (select from message
                                    where message.company_id = :company
                                      and message.channel_account_id = told.account
                                      and message.provider_id = told.provider)
                 order by account, provider
                on conflict (company_id, channel_account_id, provider_id) do update
                   set content = excluded.content
                 where kept.content ->> 'type' = 'unsupported'
                """)
                .param("company", company.value())
                .param("accounts", texts(told, one -> one.person().account()))
                .param("providers", texts(told, Past::providerId))
                .param(
                        "identities",
                        people.stream().map(one -> one.identity().toString()).toArray(String[]::new))
                .param("by", texts(told, Past::byContact))
                .param("contents", texts(told, one -> json.writeValueAsString(one.content())))
                .param("times", texts(told, Past::at))
                .update();
    }

    private static String[] texts(List<Past> told, Function<Past, Object> part) {
        return told.stream().map(one -> String.valueOf(part.apply(one))).toArray(String[]::new);
    }

    /// Newest first, of the thread the conversation belongs to.
    ///
    /// @param next where the following page begins; null where there is none
    record Page(List<PastMessage> items, @Nullable String next) {}

    private record Row(PastMessage message, String providerId) {
        /// Many were said within one second.
        String place() {
            return message.at().toEpochMilli() + "~" + providerId;
        }
    }

    Page page(CompanyId company, ConversationId conversation, @Nullable Instant before, String beforeId, int limit) {
        var rows = jdbc.sql("""
                select past.by_contact, past.content, past.at, past.provider_id
                  from conversation
                  join past_message past on past.company_id = conversation.company_id
                                        and past.contact_identity_id = conversation.contact_identity_id
                 where conversation.company_id = :company
                   and conversation.id = :conversation
                   and (:all or (past.at, past.provider_id) < (:before, :beforeId))
                 order by past.at desc, past.provider_id desc
                 limit :limit
                """)
                .param("company", company.value())
                .param("conversation", conversation.value())
                .param("all", before == null)
                .param("before", Timestamp.from(before == null ? Instant.EPOCH : before))
                .param("beforeId", beforeId)
                .param("limit", limit + 1)
                .query((row, number) -> new Row(
                        new PastMessage(
                                row.getBoolean("by_contact") ? Author.CONTACT : Author.MEMBER,
                                json.readValue(row.getString("content"), Content.class),
                                row.getTimestamp("at").toInstant()),
                        row.getString("provider_id")))
                .list();
        var shown = rows.subList(0, Math.min(limit, rows.size()));
        return new Page(
                shown.stream().map(Row::message).toList(),
                rows.size() > limit ? shown.getLast().place() : null);
    }
}

package app.sembang.channels.whatsapp;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Reads and writes `message_template` and `message_template_status`.
@Repository
class MessageTemplateStore {
    private final JdbcClient jdbc;

    MessageTemplateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A template as the vendor has it.
    ///
    /// @param components JSON of the vendor's wire
    /// @param headerMedia the file above its text, where it was handed in here
    record Row(
            UUID id,
            String vendorId,
            String name,
            String language,
            String category,
            String status,
            @Nullable String quality,
            @Nullable String reason,
            String components,
            @Nullable UUID headerMedia,
            Instant updatedAt) {}

    record Change(Instant at, String status, @Nullable String reason) {}

    private record Of(UUID template, Change change) {}

    /// By name and language.
    List<Row> list(CompanyId company, ChannelAccountId account) {
        return jdbc.sql("""
                select id, vendor_id, name, language, category, status, quality, reason, components, header_media_id, updated_at
                  from message_template
                 where company_id = :company
                   and channel_account_id = :account
                 order by name collate "C", language collate "C"
                """)
                .param("company", company.value())
                .param("account", account.value())
                .query((row, number) -> row(row))
                .list();
    }

    Optional<Row> find(CompanyId company, ChannelAccountId account, String name, String language) {
        return jdbc.sql("""
                select id, vendor_id, name, language, category, status, quality, reason, components, header_media_id, updated_at
                  from message_template
                 where company_id = :company
                   and channel_account_id = :account
                   and name = :name
                   and language = :language
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("name", name)
                .param("language", language)
                .query((row, number) -> row(row))
                .optional();
    }

    /// In all its languages, by them.
    List<Row> named(CompanyId company, ChannelAccountId account, String name) {
        return jdbc.sql("""
                select id, vendor_id, name, language, category, status, quality, reason, components, header_media_id, updated_at
                  from message_template
                 where company_id = :company
                   and channel_account_id = :account
                   and name = :name
                 order by language collate "C"
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("name", name)
                .query((row, number) -> row(row))
                .list();
    }

    boolean hasAny(CompanyId company, ChannelAccountId account) {
        return jdbc.sql("""
                select exists (select from message_template where company_id = :company and channel_account_id = :account)
                """)
                .param("company", company.value())
                .param("account", account.value())
                .query(Boolean.class)
                .single();
    }

    Map<UUID, List<Change>> history(CompanyId company, ChannelAccountId account) {
        return jdbc
                .sql("""
                select s.message_template_id, s.at, s.status, s.reason
                  from message_template t
                  join message_template_status s on s.company_id = t.company_id
                                                and s.message_template_id = t.id
                 where t.company_id = :company
                   and t.channel_account_id = :account
                 order by s.at
                """)
                .param("company", company.value())
                .param("account", account.value())
                .query((row, number) -> new Of(
                        row.getObject("message_template_id", UUID.class),
                        new Change(
                                row.getTimestamp("at").toInstant(), row.getString("status"), row.getString("reason"))))
                .list()
                .stream()
                .collect(groupingBy(Of::template, mapping(Of::change, toList())));
    }

    /// Takes what the vendor has, and notes a status that is another than before. A file stays where the
    /// vendor tells of none, as it always does. Twice it is the same as once.
    void save(CompanyId company, ChannelAccountId account, Row row) {
        var saved = jdbc.sql("""
                insert into message_template as t (company_id, id, channel_account_id, vendor_id, name, language, category,
                       status, quality, reason, components, header_media_id, updated_at)
                values (:company, :id, :account, :vendor, :name, :language, :category, :status, :quality, :reason,
                       cast(:components as jsonb), :media, :at)
                on conflict (company_id, channel_account_id, name, language) do update
                   set vendor_id = excluded.vendor_id, category = excluded.category, status = excluded.status,
                       quality = excluded.quality, reason = excluded.reason,
                       components = excluded.components, updated_at = excluded.updated_at,
                       header_media_id = coalesce(excluded.header_media_id, t.header_media_id)
                returning id, (select s.status
                                 from message_template_status s
                                where s.company_id = t.company_id
                                  and s.message_template_id = t.id
                                order by s.at desc
                                limit 1) as before
                """)
                .param("company", company.value())
                .param("id", row.id())
                .param("account", account.value())
                .param("vendor", row.vendorId())
                .param("name", row.name())
                .param("language", row.language())
                .param("category", row.category())
                .param("status", row.status())
                .param("quality", row.quality())
                .param("reason", row.reason())
                .param("components", row.components())
                .param("media", row.headerMedia(), Types.OTHER)
                .param("at", Timestamp.from(row.updatedAt()))
                .query((saw, number) -> new Saved(saw.getObject("id", UUID.class), saw.getString("before")))
                .single();
        if (row.status().equals(saved.before())) {
            return;
        }
        jdbc.sql("""
                insert into message_template_status (company_id, message_template_id, at, status, reason)
                values (:company, :template, :at, :status, :reason)
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("template", saved.id())
                .param("at", Timestamp.from(row.updatedAt()))
                .param("status", row.status())
                .param("reason", row.reason())
                .update();
    }

    private record Saved(UUID id, @Nullable String before) {}

    /// Whether the file stands above some template's text.
    boolean stands(CompanyId company, UUID media) {
        return jdbc.sql("""
                select exists (select from message_template where company_id = :company and header_media_id = :media)
                """)
                .param("company", company.value())
                .param("media", media)
                .query(Boolean.class)
                .single();
    }

    /// What is handed in to stand above a template's text.
    void stands(CompanyId company, UUID id, UUID media) {
        jdbc.sql("update message_template set header_media_id = :media where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .param("media", media)
                .update();
    }

    /// Forgets those of the account that the vendor no longer has.
    void keepOnly(CompanyId company, ChannelAccountId account, List<String> vendorIds) {
        jdbc.sql("""
                delete from message_template
                 where company_id = :company
                   and channel_account_id = :account
                   and vendor_id <> all (:kept)
                """)
                .param("company", company.value())
                .param("account", account.value())
                .param("kept", vendorIds.toArray(String[]::new))
                .update();
    }

    void delete(CompanyId company, UUID id) {
        jdbc.sql("delete from message_template where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .update();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("vendor_id"),
                row.getString("name"),
                row.getString("language"),
                row.getString("category"),
                row.getString("status"),
                row.getString("quality"),
                row.getString("reason"),
                row.getString("components"),
                row.getObject("header_media_id", UUID.class),
                row.getTimestamp("updated_at").toInstant());
    }
}

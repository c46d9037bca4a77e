package app.sembang.models;

import app.sembang.shared.CompanyId;
import com.fasterxml.jackson.annotation.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Everything here runs inside a transaction of the company.
@Repository
class ModelProviderStore {
    private static final String COLUMNS = """
            select rank, kind, base_url, model, sealed_key, key_end, enabled, monthly_budget, daily_tokens, state,
                   last_error, last_error_at
              from model_provider
             where company_id = :company
            """;

    private final JdbcClient jdbc;

    ModelProviderStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum ProviderState {
        UNTESTED,
        WORKING,
        ERROR;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param baseUrl null: the vendor's own address
    /// @param sealedKey null: the platform's key, or none
    /// @param keyEnd what is shown of the key
    record Row(
            int rank,
            ProviderKind kind,
            @Nullable String baseUrl,
            String model,
            @Nullable String sealedKey,
            String keyEnd,
            boolean enabled,
            Budget budget,
            ProviderState state,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt) {
        Row with(ProviderState state, @Nullable String lastError, @Nullable Instant at) {
            return new Row(rank, kind, baseUrl, model, sealedKey, keyEnd, enabled, budget, state, lastError, at);
        }
    }

    List<Row> list(CompanyId company) {
        return jdbc.sql(COLUMNS + " order by rank")
                .param("company", company.value())
                .query(ModelProviderStore::row)
                .list();
    }

    Optional<Row> find(CompanyId company, int rank) {
        return jdbc.sql(COLUMNS + " and rank = :rank")
                .param("company", company.value())
                .param("rank", rank)
                .query(ModelProviderStore::row)
                .optional();
    }

    void put(CompanyId company, Row row, Instant now) {
        var errorAt = row.lastErrorAt();
        jdbc.sql("""
                insert into model_provider (company_id, rank, kind, base_url, model, sealed_key, key_end, enabled,
                                            monthly_budget, daily_tokens, state, last_error, last_error_at, changed_at)
                values (:company, :rank, :kind, :base, :model, :key, :end, :enabled, :monthly, :daily, :state, :error,
                        :errorAt, :now)
                on conflict (company_id, rank) do update
                   set kind = excluded.kind, base_url = excluded.base_url, model = excluded.model,
                       sealed_key = excluded.sealed_key, key_end = excluded.key_end, enabled = excluded.enabled,
                       monthly_budget = excluded.monthly_budget, daily_tokens = excluded.daily_tokens,
                       state = excluded.state, last_error = excluded.last_error,
                       last_error_at = excluded.last_error_at, changed_at = excluded.changed_at
                """)
                .param("company", company.value())
                .param("rank", row.rank())
                .param("kind", row.kind().value())
                .param("base", row.baseUrl())
                .param("model", row.model())
                .param("key", row.sealedKey())
                .param("end", row.keyEnd())
                .param("enabled", row.enabled())
                .param("monthly", row.budget().monthly())
                .param("daily", row.budget().dailyTokens())
                .param("state", row.state().value())
                .param("error", row.lastError())
                .param("errorAt", errorAt == null ? null : errorAt.atOffset(ZoneOffset.UTC))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// False where it was so before.
    boolean state(CompanyId company, int rank, ProviderState state, @Nullable String error, Instant now) {
        return jdbc.sql("""
                update model_provider
                   set state = :state, last_error = :error,
                       last_error_at = case when cast(:error as text) is null then null else :now end
                 where company_id = :company and rank = :rank
                   and (state, last_error) is distinct from (:state, cast(:error as text))
                """)
                        .param("company", company.value())
                        .param("rank", rank)
                        .param("state", state.value())
                        .param("error", error)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    void delete(CompanyId company, int rank) {
        jdbc.sql("delete from model_provider where company_id = :company and rank = :rank")
                .param("company", company.value())
                .param("rank", rank)
                .update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        var budget = new Budget(row.getBigDecimal("monthly_budget"), row.getObject("daily_tokens", Long.class));
        var errorAt = row.getObject("last_error_at", OffsetDateTime.class);
        return new Row(
                row.getInt("rank"),
                ProviderKind.from(row.getString("kind")),
                row.getString("base_url"),
                row.getString("model"),
                row.getString("sealed_key"),
                row.getString("key_end"),
                row.getBoolean("enabled"),
                budget,
                ProviderState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("last_error"),
                errorAt == null ? null : errorAt.toInstant());
    }
}

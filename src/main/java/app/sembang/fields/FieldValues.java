package app.sembang.fields;

import app.sembang.shared.CompanyId;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What own fields say of things that keep it in a table of its own, such as `contact_field_value`. Everything here
/// runs inside a transaction of the company.
public final class FieldValues {
    private final FieldPresets.Of of;
    private final JdbcClient jdbc;

    public FieldValues(FieldPresets.Of of, JdbcClient jdbc) {
        this.of = of;
        this.jdbc = jdbc;
    }

    /// @param values in the one form of their fields; an empty one removes
    public void fill(CompanyId company, UUID thing, Map<UUID, String> values) {
        jdbc.sql("""
                delete from %1$s_field_value
                 where company_id = :company and %1$s_id = :thing and field_id = any (:fields::uuid[])
                """.formatted(of.value()))
                .param("company", company.value())
                .param("thing", thing)
                .param("fields", values.keySet().toArray(UUID[]::new))
                .update();
        jdbc.sql("""
                insert into %1$s_field_value (company_id, %1$s_id, field_id, value)
                select :company, :thing, field, value
                  from unnest(:fields::uuid[], :values::text[]) as wanted (field, value)
                 where value <> ''
                """.formatted(of.value()))
                .param("company", company.value())
                .param("thing", thing)
                .param("fields", values.keySet().toArray(UUID[]::new))
                .param("values", values.values().toArray(String[]::new))
                .update();
    }

    /// Removes what the field says of everything.
    public void empty(CompanyId company, UUID field) {
        jdbc.sql("delete from %s_field_value where company_id = :company and field_id = :field".formatted(of.value()))
                .param("company", company.value())
                .param("field", field)
                .update();
    }
}

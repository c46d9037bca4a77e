package app.sembang.sales;

import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A sale that stands stays in the accounts when its contact is erased: it names products and who sold, nobody who
/// bought, and no word of how it came about.
@Component
class SaleData implements PersonalData {
    private final JdbcClient jdbc;

    SaleData(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, Long> detach(ContactTrail trail) {
        jdbc.sql("update sale set notes = null where company_id = :company and contact_id = :contact")
                .param("company", trail.company().value())
                .param("contact", trail.contact().value())
                .update();
        return Map.of();
    }

    @Override
    public Map<String, String> kept() {
        return Map.of("sale", "reversed_at is null", "sale_line", """
                exists (select from sale
                         where sale.company_id = sale_line.company_id and sale.id = sale_line.sale_id
                           and sale.reversed_at is null)
                """);
    }
}

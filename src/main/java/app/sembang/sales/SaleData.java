package app.sembang.sales;

import app.sembang.database.PersonalData;
import java.util.Map;
import org.springframework.stereotype.Component;

/// A sale that stands stays in the accounts when its contact is erased: it names products and who sold, nobody who
/// bought.
@Component
class SaleData implements PersonalData {
    @Override
    public Map<String, String> kept() {
        return Map.of("sale", "reversed_at is null", "sale_line", """
                exists (select from sale
                         where sale.company_id = sale_line.company_id and sale.id = sale_line.sale_id
                           and sale.reversed_at is null)
                """);
    }
}

package app.sembang.sales;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something was sold; published in that transaction, before the stocks are touched.
///
/// @param lead the one it was sold for; null: nobody named one
public record SaleMade(
        CompanyId company,
        UUID sale,
        ContactId contact,
        @Nullable UUID lead,
        Money amount,
        MemberId by) {}

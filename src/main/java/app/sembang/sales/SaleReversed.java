package app.sembang.sales;

import app.sembang.shared.CompanyId;
import java.util.UUID;

/// A sale was taken back; published in that transaction.
public record SaleReversed(CompanyId company, UUID sale) {}

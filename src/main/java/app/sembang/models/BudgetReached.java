package app.sembang.models;

import app.sembang.shared.CompanyId;
import java.math.BigDecimal;

/// At least four fifths of what a company may use up at a model's provider is used. Published with every call from then
/// on.
///
/// @param period the month or the day, such as `2026-11`
/// @param used and `allowed`: US dollars of a month, tokens of a day
public record BudgetReached(
        CompanyId company, Span span, int rank, String period, BigDecimal used, BigDecimal allowed) {
    /// What a budget is for.
    public enum Span {
        MONTH,
        DAY
    }
}

package app.sembang.companies;

import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A company as those who run the platform see it.
public record Tenant(
        CompanyId id,
        String name,
        String slug,
        Company.Status status,
        String country,
        String currency,
        ZoneId timeZone,
        Language preferredLanguage,
        @Nullable String industryCategory,
        Plan plan,
        Limits limits,
        @Nullable Suspension suspension,
        @Nullable Deletion deletion,
        Instant createdAt) {

    /// How many the company may have; null: no limit.
    @Schema(name = "TenantLimits")
    public record Limits(
            @Nullable @Min(1) @Max(100_000) Integer members,
            @Nullable @Min(1) @Max(100_000) Integer channelAccounts,
            @Nullable @Min(1) @Max(100_000) Integer outlets) {}

    /// @param returnsTo its state when the suspension is lifted
    @Schema(name = "TenantSuspension")
    public record Suspension(Instant since, String reason, Company.Status returnsTo) {}

    /// @param dueAt when its rows go
    @Schema(name = "TenantDeletion")
    public record Deletion(
            Instant requestedAt, Instant dueAt, @Nullable String reason) {}

    /// What of a company is to be other; null leaves it as it is. `limits` are replaced as a whole.
    @Schema(name = "TenantChange")
    public record Change(
            Company.@Nullable Status status,
            @Nullable Plan plan,
            @Nullable @Valid Limits limits) {}

    /// Which companies are wanted.
    ///
    /// @param words in the name or the short name
    /// @param deleting only those that are to be deleted
    public record Filter(@Nullable String words, Company.@Nullable Status status, boolean deleting) {}
}

package app.sembang.companies;

import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A shop, a branch, a clinic of a company.
///
/// @param state where it lies, ISO 3166-2; null: as the company
/// @param timeZone null: the company's
/// @param businessHours its own; null: the company's
/// @param active whether new things may be attached to it
public record Outlet(
        OutletId id,
        String name,
        @Nullable String address,
        @Nullable String phone,
        @Nullable String state,
        @Nullable ZoneId timeZone,
        @Nullable Week businessHours,
        boolean active) {

    /// An outlet somebody wants to add.
    ///
    /// @param memberIds who works there, for who keeps members
    @Schema(name = "NewOutlet")
    public record Draft(
            @NotBlank @Size(max = 200) String name,
            @Nullable @Size(max = 500) String address,

            @Nullable @Pattern(regexp = "\\+?[0-9 ()-]{3,30}")
            String phone,

            @Nullable String state,
            @Nullable ZoneId timeZone,
            @Nullable Week businessHours,
            @Nullable @Size(max = 500) List<MemberId> memberIds) {}

    /// What is to be other; null leaves it as it is, an empty text removes it.
    ///
    /// @param ownHours false takes the outlet back to the company's hours
    /// @param ownTimeZone false takes it back to the company's time zone
    /// @param memberIds who works there, for who keeps members
    @Schema(name = "OutletChange")
    public record Change(
            @Nullable @Size(max = 200) @Pattern(regexp = ".*\\S.*", message = "must not be blank")
            String name,

            @Nullable @Size(max = 500) String address,

            @Nullable @Pattern(regexp = "|\\+?[0-9 ()-]{3,30}")
            String phone,

            @Nullable String state,
            @Nullable ZoneId timeZone,
            @Nullable Boolean ownTimeZone,
            @Nullable Week businessHours,
            @Nullable Boolean ownHours,
            @Nullable Boolean active,
            @Nullable @Size(max = 500) List<MemberId> memberIds) {}
}

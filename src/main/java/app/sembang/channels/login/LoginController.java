package app.sembang.channels.login;

import app.sembang.channels.login.MetaLogin.Asset;
import app.sembang.connections.ChannelAccount;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Channels")
@RequestMapping("/api/v1/channel-accounts/logins")
@AllowedTo(Role.COMPANY_ADMIN)
class LoginController {
    private final Logins logins;

    LoginController(Logins logins) {
        this.logins = logins;
    }

    /// @param channels that can be connected by Meta's dialogs here
    record LoginOffer(List<Channel> channels) {}

    record WantedLogin(@NotNull Channel channel) {}

    /// @param url of Meta's dialog; it comes back to `/company/channels/connected` with `code` and `state`
    record LoginDialog(String url) {}

    record LoginCode(@NotBlank @Size(max = 2000) String code) {}

    /// @param missing what the person may not do with it, in Meta's words; empty: it can be connected
    record LoginAsset(String id, String name, List<String> missing) {
        static LoginAsset of(Asset asset) {
            return new LoginAsset(asset.id(), asset.name(), asset.missing());
        }
    }

    /// @param missingPermissions that were not given, by Meta's names
    record LoginChoice(Channel channel, List<LoginAsset> assets, List<String> missingPermissions) {}

    record LoginChosen(
            @NotEmpty @Size(max = 100) List<@NotBlank String> assetIds,
            @Nullable OutletId outletId) {}

    /// @param lastError the vendor's words where it did not become connected
    record LoginAccount(
            ChannelAccountId id,
            String name,
            ChannelAccount.Status status,
            @Nullable String lastError) {
        static LoginAccount of(ChannelAccount account) {
            return new LoginAccount(account.id(), account.name(), account.status(), account.lastError());
        }
    }

    @GetMapping
    @Operation(summary = "List the channels that can be connected by Meta's own dialogs")
    LoginOffer offer(Member me) {
        return new LoginOffer(logins.offered());
    }

    @PostMapping
    @Operation(
            summary = "Begin to connect accounts by Meta's dialog",
            description = "Open the address. Good for ten minutes, for the person who began, and once.")
    @ResponseStatus(HttpStatus.CREATED)
    LoginDialog begin(Member me, @Valid @RequestBody WantedLogin wanted) {
        return new LoginDialog(logins.begin(me, wanted.channel()).toString());
    }

    @PostMapping("/{state}/completion")
    @Operation(
            summary = "Bring back the code of Meta's dialog",
            description = "Answers what may be connected, and names the permissions that are missing.")
    LoginChoice complete(Member me, @PathVariable UUID state, @Valid @RequestBody LoginCode given) {
        var choice = logins.complete(me, state, given.code());
        return new LoginChoice(
                choice.channel(),
                choice.granted().assets().stream().map(LoginAsset::of).toList(),
                choice.granted().missing());
    }

    @PostMapping("/{state}/accounts")
    @Operation(
            summary = "Connect what was chosen",
            description =
                    "One that is connected already gets the new access. What Meta refuses is kept with its words.")
    @ResponseStatus(HttpStatus.CREATED)
    Page<LoginAccount> connect(Member me, @PathVariable UUID state, @Valid @RequestBody LoginChosen chosen) {
        return new Page<>(
                logins.connect(me, state, chosen.assetIds(), chosen.outletId()).stream()
                        .map(LoginAccount::of)
                        .toList(),
                null);
    }
}

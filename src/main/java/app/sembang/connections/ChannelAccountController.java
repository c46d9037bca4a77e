package app.sembang.connections;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Channels")
@RequestMapping("/api/v1/channel-accounts")
class ChannelAccountController {
    private final ChannelAccounts accounts;

    ChannelAccountController(ChannelAccounts accounts) {
        this.accounts = accounts;
    }

    /// @param webhookSecret only in the answer that makes it
    /// @param credentials masked; empty for who is not an admin
    /// @param credentialsExpireAt null where no end is known
    record ChannelAccountView(
            ChannelAccountId id,
            Channel channel,
            @Nullable String provider,
            String name,
            ChannelAccount.Status status,
            @Nullable String lastError,
            @Nullable Instant lastEventAt,
            @Nullable String webhookUrl,
            @Nullable String webhookSecret,
            @Nullable String siteKey,
            boolean simulated,
            @Nullable OutletId outletId,
            Map<String, String> credentials,
            @Nullable Instant credentialsExpireAt,
            Map<String, Object> settings,
            @Nullable String notice,
            @Nullable Instant noticeAt,
            @Nullable Instant refusedAt,
            ChannelCapabilities capabilities) {}

    /// @param credentials by the names the channel needs, such as `botToken`
    /// @param settings what the channel lets a company choose
    @Schema(name = "NewChannelAccount")
    record WantedChannelAccount(
            @NotNull Channel channel,
            @Nullable @Size(max = 40) String provider,
            @NotBlank @Size(max = 200) String name,
            @Nullable Map<String, String> credentials,
            @Nullable Map<String, Object> settings,
            @Nullable OutletId outletId) {}

    /// @param settings only those that shall change; null takes one away
    @Schema(name = "ChannelAccountChange")
    record Change(
            @Nullable @Size(min = 1, max = 200) String name,
            @Nullable Map<String, @Nullable Object> settings) {}

    /// @param credentials only those that shall change
    @Schema(name = "ChannelAccountCredentials")
    record WantedCredentials(@NotEmpty Map<String, @NotBlank @Size(max = 2000) String> credentials) {}

    @Schema(name = "CredentialCheckRequest")
    record WantedCheck(
            @NotNull Channel channel,
            @Nullable @Size(max = 40) String provider,
            @NotEmpty Map<String, @NotBlank @Size(max = 2000) String> credentials) {}

    /// @param words the vendor's, where it refused
    record CredentialCheck(boolean passed, @Nullable String words) {}

    record WantedOutlet(@Nullable OutletId outletId) {}

    @GetMapping
    @Operation(summary = "List the company's channel accounts; secrets are masked")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    Page<ChannelAccountView> list(Member me) {
        var items = me.role().administers()
                ? accounts.describe(me.company()).stream()
                        .map(described -> answer(described, null))
                        .toList()
                : accounts.list(me.company()).stream()
                        .map(ChannelAccountController::withoutSecrets)
                        .toList();
        return new Page<>(items, null);
    }

    @PostMapping
    @Operation(summary = "Connect a channel account; what the vendor refuses is kept with its words")
    @ResponseStatus(HttpStatus.CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    ChannelAccountView create(Member me, @Valid @RequestBody WantedChannelAccount wanted) {
        var account = new NewChannelAccount(
                wanted.channel(),
                wanted.provider(),
                wanted.name(),
                wanted.credentials() == null ? Map.of() : wanted.credentials(),
                wanted.settings() == null ? Map.of() : wanted.settings(),
                false,
                wanted.outletId());
        var made = accounts.create(me.company(), account, me.id());
        return answer(accounts.describe(me.company(), made.account().id()), made.webhookSecret());
    }

    @PostMapping("/credential-checks")
    @Operation(
            summary = "Ask the vendor whether it takes these credentials",
            description = "Nothing is kept and nothing is changed at the vendor.")
    @AllowedTo(Role.COMPANY_ADMIN)
    CredentialCheck check(Member me, @Valid @RequestBody WantedCheck wanted) {
        return switch (accounts.check(me.company(), wanted.channel(), wanted.provider(), wanted.credentials())) {
            case ChannelConnector.Check.Passed passed -> new CredentialCheck(true, null);
            case ChannelConnector.Check.Refused refused -> new CredentialCheck(false, refused.words());
        };
    }

    @PatchMapping("/{id}")
    @Operation(
            summary = "Rename an account or change its settings",
            description = "Settings that are not named stay; null takes one away. Known everywhere within ten seconds.")
    @AllowedTo(Role.COMPANY_ADMIN)
    ChannelAccountView change(Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody Change change) {
        accounts.change(
                me.company(), id, change.name(), change.settings() == null ? Map.of() : change.settings(), me.id());
        return answer(accounts.describe(me.company(), id), null);
    }

    @PutMapping("/{id}/credentials")
    @Operation(
            summary = "Replace credentials",
            description = "Those that are not named stay. The vendor is asked first: what it refuses changes nothing. "
                    + "A replaced app secret is accepted for ten minutes more.")
    @AllowedTo(Role.COMPANY_ADMIN)
    ChannelAccountView replaceCredentials(
            Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody WantedCredentials wanted) {
        accounts.replaceCredentials(me.company(), id, wanted.credentials(), me.id());
        return answer(accounts.describe(me.company(), id), null);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Disconnect an account",
            description =
                    "Nothing comes in and nothing goes out any more; conversations stay. Testing it connects it again.")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @AllowedTo(Role.COMPANY_ADMIN)
    void disconnect(Member me, @PathVariable ChannelAccountId id) {
        accounts.disconnect(me.company(), id, me.id());
    }

    @PutMapping("/{id}/outlet")
    @Operation(
            summary = "Give an account to an outlet",
            description = "Null gives it back to the company. Conversations that have begun stay where they are.")
    @AllowedTo(Role.COMPANY_ADMIN)
    ChannelAccountView move(Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody WantedOutlet wanted) {
        accounts.move(me.company(), id, wanted.outletId(), me.id());
        return answer(accounts.describe(me.company(), id), null);
    }

    @PostMapping("/{id}/test")
    @Operation(summary = "Ask the vendor whether an account works, and connect it again where it was disconnected")
    @AllowedTo(Role.COMPANY_ADMIN)
    ChannelAccountView test(Member me, @PathVariable ChannelAccountId id) {
        accounts.test(me.company(), id, me.id());
        return answer(accounts.describe(me.company(), id), null);
    }

    @PostMapping("/{id}/webhook-secret")
    @Operation(summary = "Make a new webhook secret; the old one is accepted for ten minutes more")
    @AllowedTo(Role.COMPANY_ADMIN)
    ChannelAccountView rotate(Member me, @PathVariable ChannelAccountId id) {
        var made = accounts.rotateWebhookSecret(me.company(), id, me.id());
        return answer(accounts.describe(me.company(), id), made.webhookSecret());
    }

    private ChannelAccountView answer(ChannelAccounts.Described described, @Nullable String webhookSecret) {
        var account = described.account();
        var webhookUrl = account.channel() == Channel.WEBCHAT
                ? null
                : accounts.webhookUrl(account.company(), account.channel(), account.id())
                        .toString();
        return new ChannelAccountView(
                account.id(),
                account.channel(),
                account.provider(),
                account.name(),
                account.status(),
                account.lastError(),
                account.lastEventAt(),
                webhookUrl,
                webhookSecret,
                account.siteKey(),
                account.simulated(),
                account.outlet(),
                described.credentials(),
                described.credentialsExpireAt(),
                account.settings(),
                account.notice(),
                account.noticeAt(),
                account.refusedAt(),
                account.capabilities());
    }

    private static ChannelAccountView withoutSecrets(ChannelAccount account) {
        return new ChannelAccountView(
                account.id(),
                account.channel(),
                account.provider(),
                account.name(),
                account.status(),
                null,
                account.lastEventAt(),
                null,
                null,
                account.siteKey(),
                account.simulated(),
                account.outlet(),
                Map.of(),
                null,
                Map.of(),
                null,
                null,
                null,
                account.capabilities());
    }
}

package app.sembang.connections;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
@RequestMapping("/api/v1/channel-accounts")
class ChannelAccountController {
    private final ChannelAccounts accounts;

    ChannelAccountController(ChannelAccounts accounts) {
        this.accounts = accounts;
    }

    record Page(List<Answer> items, @Nullable String next) {}

    /// @param webhookSecret only in the answer that makes it
    /// @param credentials masked; empty for who is not an admin
    record Answer(
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
            Map<String, String> credentials) {}

    record Wanted(
            @NotNull Channel channel,
            @Nullable @Size(max = 40) String provider,
            @NotBlank @Size(max = 200) String name,
            @Nullable Map<String, String> credentials,
            @Nullable Map<String, Object> settings) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    Page list(Member me) {
        var items = me.role().administers()
                ? accounts.describe(me.company()).stream()
                        .map(described -> answer(described, null))
                        .toList()
                : accounts.list(me.company()).stream()
                        .map(ChannelAccountController::withoutSecrets)
                        .toList();
        return new Page(items, null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    Answer create(Member me, @Valid @RequestBody Wanted wanted) {
        var account = new NewChannelAccount(
                wanted.channel(),
                wanted.provider(),
                wanted.name(),
                wanted.credentials() == null ? Map.of() : wanted.credentials(),
                wanted.settings() == null ? Map.of() : wanted.settings(),
                false);
        var made = accounts.create(me.company(), account, me.id());
        return answer(accounts.describe(me.company(), made.account().id()), made.webhookSecret());
    }

    @PostMapping("/{id}/test")
    @AllowedTo(Role.COMPANY_ADMIN)
    Answer test(Member me, @PathVariable ChannelAccountId id) {
        accounts.test(me.company(), id, me.id());
        return answer(accounts.describe(me.company(), id), null);
    }

    @PostMapping("/{id}/webhook-secret")
    @AllowedTo(Role.COMPANY_ADMIN)
    Answer rotate(Member me, @PathVariable ChannelAccountId id) {
        var made = accounts.rotateWebhookSecret(me.company(), id, me.id());
        return answer(accounts.describe(me.company(), id), made.webhookSecret());
    }

    private Answer answer(ChannelAccounts.Described described, @Nullable String webhookSecret) {
        var account = described.account();
        var webhookUrl = account.channel() == Channel.WEBCHAT
                ? null
                : accounts.webhookUrl(account.company(), account.channel(), account.id())
                        .toString();
        return new Answer(
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
                described.credentials());
    }

    private static Answer withoutSecrets(ChannelAccount account) {
        return new Answer(
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
                Map.of());
    }
}

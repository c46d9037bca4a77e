package app.sembang.channels.webchat;

import app.sembang.audit.AuditLog;
import app.sembang.channels.webchat.SiteSettings.Verification;
import app.sembang.channels.webchat.SiteSettings.Wording;
import app.sembang.channels.webchat.SiteSettingsStore.Secret;
import app.sembang.channels.webchat.SiteSettingsStore.Stored;
import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.secrets.Secrets;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a company chooses for the chat of its website, and the secret its server proves visitors with.
@Component
class SiteSetup {
    /// So long a server may take until it signs with the new secret.
    static final Duration PREVIOUS_SECRET_LASTS = Duration.ofDays(7);

    private static final String SECRET_PREFIX = "wid_";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ChannelAccounts accounts;
    private final SiteSettingsStore store;
    private final CompanyTransactions transactions;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Clock clock;

    SiteSetup(
            ChannelAccounts accounts,
            SiteSettingsStore store,
            CompanyTransactions transactions,
            Secrets secrets,
            AuditLog audit,
            Clock clock) {
        this.accounts = accounts;
        this.store = store;
        this.transactions = transactions;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /// A site nobody has set up here yet looks as the settings of its account say.
    Stored of(ChannelAccount account) {
        return transactions
                .inside(account.company(), () -> store.find(account.company(), account.id()))
                .orElseGet(() -> new Stored(untouched(account), null));
    }

    Stored read(CompanyId company, ChannelAccountId id) {
        return of(website(company, id));
    }

    Stored change(Member me, ChannelAccountId id, SiteSettings wanted) {
        var account = website(me.company(), id);
        var settings = clean(wanted);
        transactions.run(me.company(), () -> {
            var before = of(account);
            if (settings.identityVerification() != Verification.OFF && before.secret() == null) {
                throw Refusal.invalid("identityVerification", "Make an identity secret first.");
            }
            store.save(me.company(), id, settings);
            audit.recordChange(me.company(), me.id(), "website_chat_changed", id, before.settings(), settings);
        });
        return of(account);
    }

    /// @return the new secret, shown this once; the one before it is accepted for seven days more
    String newSecret(Member me, ChannelAccountId id) {
        website(me.company(), id);
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        var fresh = SECRET_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        transactions.run(me.company(), () -> {
            store.secret(
                    me.company(),
                    id,
                    secrets.seal(me.company(), field(id), fresh),
                    fresh.substring(fresh.length() - 4),
                    clock.instant().plus(PREVIOUS_SECRET_LASTS));
            audit.record(me.company(), me.id(), "website_chat_secret_rotated", id);
        });
        return fresh;
    }

    /// How the site proves who its visitors are, as it is this very moment: a new secret works at once.
    Proving proving(CompanyId company, ChannelAccountId id) {
        return transactions
                .in(company, () -> store.find(company, id))
                .map(stored ->
                        new Proving(stored.settings().identityVerification(), secrets(company, id, stored.secret())))
                .orElse(new Proving(Verification.OFF, List.of()));
    }

    /// @param secrets those a visitor may be proved with, the current one first
    record Proving(Verification mode, List<String> secrets) {
        @Override
        public String toString() {
            return "Proving[mode=%s]".formatted(mode);
        }
    }

    private List<String> secrets(CompanyId company, ChannelAccountId id, @Nullable Secret kept) {
        if (kept == null) {
            return List.of();
        }
        var until = kept.previousUntil();
        boolean honoured = until != null && clock.instant().isBefore(until);
        return Stream.of(kept.secret(), honoured ? kept.previous() : null)
                .filter(Objects::nonNull)
                .map(text -> secrets.open(company, field(id), text))
                .toList();
    }

    private ChannelAccount website(CompanyId company, ChannelAccountId id) {
        return accounts.find(company, id)
                .filter(account -> account.channel() == Channel.WEBCHAT)
                .orElseThrow(() -> Refusal.notFound("website chat", id));
    }

    private static SiteSettings untouched(ChannelAccount account) {
        var settings = account.settings();
        var none = SiteSettings.UNTOUCHED;
        return new SiteSettings(
                settings.get("brandName") instanceof String name && !name.isBlank() ? name : null,
                settings.get("color") instanceof String color && color.matches("#[0-9a-fA-F]{6}") ? color : null,
                none.side(),
                none.language(),
                none.texts(),
                none.askName(),
                none.askEmail(),
                none.askPhone(),
                none.rating(),
                none.identityVerification(),
                none.ending(),
                none.transcript(),
                none.whenClosed(),
                none.askWhen());
    }

    private static SiteSettings clean(SiteSettings wanted) {
        var texts = wanted.texts().stream()
                .map(text -> new Wording(
                        text.language(), clean(text.greeting()), clean(text.launcherLabel()), clean(text.consent())))
                .filter(text -> text.greeting() != null || text.launcherLabel() != null || text.consent() != null)
                .sorted((one, other) ->
                        one.language().tag().compareTo(other.language().tag()))
                .toList();
        if (texts.stream().map(Wording::language).distinct().count() < texts.size()) {
            throw Refusal.invalid("texts", "Give each language once.");
        }
        return new SiteSettings(
                clean(wanted.title()),
                wanted.color() == null ? null : wanted.color().toLowerCase(Locale.ROOT),
                wanted.side(),
                wanted.language(),
                texts,
                wanted.askName(),
                wanted.askEmail(),
                wanted.askPhone(),
                wanted.rating(),
                wanted.identityVerification(),
                wanted.mayEnd(),
                wanted.givesTranscript(),
                Objects.requireNonNullElse(wanted.whenClosed(), SiteSettings.WhenClosed.ANSWER),
                Objects.requireNonNullElse(wanted.askWhen(), SiteSettings.AskWhen.BEFORE));
    }

    private static @Nullable String clean(@Nullable String text) {
        var words = Texts.blankAsNull(text);
        return words == null ? null : Texts.storable(words);
    }

    private static String field(ChannelAccountId id) {
        return "webchat_site.identity_secret." + id;
    }
}

package app.sembang.channels.webchat;

import app.sembang.channels.webchat.SiteSettingsStore.Stored;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ChannelAccountId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How a company sets up the chat of its website.
@RestController
@Tag(name = "Channels")
@RequestMapping("/api/v1/channel-accounts/{id}")
@AllowedTo(Role.COMPANY_ADMIN)
class SiteSettingsController {
    private final SiteSetup setup;
    private final Sites sites;
    private final VisitorNews news;

    SiteSettingsController(SiteSetup setup, Sites sites, VisitorNews news) {
        this.setup = setup;
        this.sites = sites;
        this.news = news;
    }

    /// @param identitySecret masked; null where there is none
    /// @param previousSecretUntil how long the one before it is accepted too
    @Schema(name = "WebsiteChat")
    record View(
            SiteSettings settings,
            @Nullable String identitySecret,
            @Nullable Instant previousSecretUntil) {
        static View of(Stored stored) {
            var secret = stored.secret();
            return new View(
                    stored.settings(),
                    secret == null ? null : "****" + secret.end(),
                    secret == null ? null : secret.previousUntil());
        }
    }

    /// @param secret for the website's own server; shown this once
    @Schema(name = "IdentitySecret")
    record Made(String secret, View website) {}

    @GetMapping("/website")
    @Operation(summary = "Read how the chat of a website looks and what it asks of its visitors")
    View read(Member me, @PathVariable ChannelAccountId id) {
        return View.of(setup.read(me.company(), id));
    }

    @PutMapping("/website")
    @Operation(
            summary = "Set how the chat of a website looks and what it asks of its visitors",
            description = "Known everywhere within a minute and ten seconds.")
    View change(Member me, @PathVariable ChannelAccountId id, @Valid @RequestBody SiteSettings wanted) {
        var changed = setup.change(me, id, wanted);
        sites.forget(id);
        news.configChanged(me.company(), id);
        return View.of(changed);
    }

    @PostMapping("/identity-secret")
    @Operation(
            summary = "Make a new identity secret",
            description = "The one before it is accepted for seven days more. Make two to end all that was known.")
    Made newSecret(Member me, @PathVariable ChannelAccountId id) {
        var secret = setup.newSecret(me, id);
        return new Made(secret, View.of(setup.read(me.company(), id)));
    }
}

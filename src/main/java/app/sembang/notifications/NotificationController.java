package app.sembang.notifications;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a member was told of, and how the member wants it. Everybody has their own.
@RestController
@RequestMapping("/api/v1/notifications")
@Tag(name = "Notifications")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class NotificationController {
    private static final int MOST_MUTED = 200;

    private final CompanyTransactions transactions;
    private final NoticeStore notices;
    private final Notices news;
    private final Preferences preferences;
    private final Pushes pushes;
    private final StreamEvents stream;
    private final InstantSource clock;

    NotificationController(
            CompanyTransactions transactions,
            NoticeStore notices,
            Notices news,
            Preferences preferences,
            Pushes pushes,
            StreamEvents stream,
            InstantSource clock) {
        this.transactions = transactions;
        this.notices = notices;
        this.news = news;
        this.preferences = preferences;
        this.pushes = pushes;
        this.stream = stream;
        this.clock = clock;
    }

    @Schema(name = "UnreadNotifications")
    record Unread(int count) {}

    /// @param upTo the newest one that was seen
    @Schema(name = "NotificationsRead")
    record ReadUpTo(@NotNull UUID upTo) {}

    @Schema(name = "NotificationTest")
    record Test(@NotNull Outside.Way way) {}

    /// What a browser gives when it subscribes; all but the address in base64url.
    @Schema(name = "PushSubscription")
    record Subscription(
            @NotBlank @Size(max = 2000) String endpoint,
            @NotBlank @Size(max = 100) String p256dh,
            @NotBlank @Size(max = 40) String auth) {}

    @Schema(name = "PushUnsubscription")
    record Unsubscription(@NotBlank @Size(max = 2000) String endpoint) {}

    @GetMapping
    @Operation(summary = "List my notifications, newest first")
    Page<Notice> list(
            Member me,
            @RequestParam(defaultValue = "false") boolean unread,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        return transactions.as(
                me.access(),
                () -> Page.of(
                        notices.list(me.company(), me.id(), unread, after, limit + 1),
                        limit,
                        notice -> notice.id().toString()));
    }

    @GetMapping("/unread")
    @Operation(summary = "Count my unread notifications")
    Unread countUnread(Member me) {
        return transactions.as(me.access(), () -> new Unread(notices.unread(me.company(), me.id())));
    }

    @PutMapping("/read")
    @Operation(summary = "Mark all up to one as read")
    Unread readUpTo(Member me, @Valid @RequestBody ReadUpTo read) {
        return changing(me, () -> notices.readUpTo(me.company(), me.id(), read.upTo(), clock.instant()));
    }

    @PutMapping("/{id}/read")
    @Operation(summary = "Mark one as read")
    Unread read(Member me, @PathVariable UUID id) {
        return changing(me, () -> mark(me, id, clock.instant()));
    }

    @DeleteMapping("/{id}/read")
    @Operation(summary = "Mark one as unread again")
    Unread markUnread(Member me, @PathVariable UUID id) {
        return changing(me, () -> mark(me, id, null));
    }

    private void mark(Member me, UUID id, @Nullable Instant at) {
        if (!notices.read(me.company(), me.id(), id, at)) throw Refusal.notFound("notification", id);
    }

    /// The member's other windows hear how many are left.
    private Unread changing(Member me, Runnable change) {
        return transactions.as(me.access(), () -> {
            change.run();
            int left = notices.unread(me.company(), me.id());
            stream.append(me.company(), List.of(NoticeStream.read(me.id(), left)));
            return new Unread(left);
        });
    }

    @Schema(name = "MutedConversations")
    record Muted(List<ConversationId> items) {}

    @GetMapping("/muted")
    @Operation(
            summary = "List conversations I do not want to be told of",
            description = "At most 200, the most lately active first.")
    Muted muted(Member me) {
        return transactions.as(me.access(), () -> new Muted(notices.muted(me.company(), me.id(), MOST_MUTED)));
    }

    @PutMapping("/muted/{conversationId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Be told nothing of a conversation any more",
            description =
                    "What is meant for me alone still comes: that I am responsible, mentioned, or have a task due.")
    void mute(Member me, @PathVariable ConversationId conversationId) {
        mute(me, conversationId, true);
    }

    @DeleteMapping("/muted/{conversationId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Be told of a conversation again")
    void unmute(Member me, @PathVariable ConversationId conversationId) {
        mute(me, conversationId, false);
    }

    private void mute(Member me, ConversationId conversation, boolean on) {
        if (!transactions.as(me.access(), () -> notices.mute(me.company(), me.id(), conversation, on))) {
            throw Refusal.notFound("conversation", conversation);
        }
    }

    @GetMapping("/preferences")
    @Operation(summary = "Read how I want to be told")
    Preferences.All preferences(Member me) {
        return preferences.of(me);
    }

    @PutMapping("/preferences")
    @Operation(summary = "Change how I want to be told; a kind that is left out stays as it is")
    Preferences.All change(Member me, @Valid @RequestBody Preferences.Change change) {
        return preferences.change(me, change);
    }

    @Schema(name = "NotificationRules")
    record Rules(@NotNull @Size(max = 20) List<Preferences.@Valid @NotNull Rule> kinds) {}

    @GetMapping("/rules")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Read how the company wants its people to be told")
    Rules rules(Member me) {
        return new Rules(preferences.rules(me));
    }

    @PutMapping("/rules")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Change how the company wants its people to be told; a kind that is left out stays as it is",
            description = "What is `fixed` holds for everybody, the rest for those who have chosen nothing.")
    Rules changeRules(Member me, @Valid @RequestBody Rules rules) {
        return new Rules(preferences.changeRules(me, rules.kinds()));
    }

    @PostMapping("/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send myself a test, whatever my preferences are")
    void test(Member me, @Valid @RequestBody Test test) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            news.test(me, test.way());
            return null;
        });
    }

    @PutMapping("/push-subscription")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Let a browser of mine take notifications while no page is open")
    void subscribe(Member me, @Valid @RequestBody Subscription wanted) {
        pushes.subscribe(me, wanted.endpoint(), wanted.p256dh(), wanted.auth());
    }

    @DeleteMapping("/push-subscription")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take that back")
    void unsubscribe(Member me, @Valid @RequestBody Unsubscription unwanted) {
        pushes.unsubscribe(me, unwanted.endpoint());
    }
}

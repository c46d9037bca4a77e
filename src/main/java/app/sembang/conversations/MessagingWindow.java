package app.sembang.conversations;

import app.sembang.connections.ReplyWindow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a channel lets a company write now. Asked when a member writes, when the assistant answers, and
/// once more before the vendor is called. Everything is counted by the channel's clock, from when the
/// contact wrote, not from when it arrived here.
public final class MessagingWindow {
    /// Whom an advertisement brought must be answered this soon for the longer window to begin.
    private static final Duration ENTRY_ANSWERED_WITHIN = Duration.ofHours(24);

    private MessagingWindow() {}

    static boolean takesEntry(Instant entryAt, Instant answeredAt) {
        return answeredAt.isBefore(entryAt.plus(ENTRY_ANSWERED_WITHIN));
    }

    /// When it closes for what this author writes; null: it never does.
    public static @Nullable Instant closesAt(
            @Nullable ReplyWindow window,
            @Nullable Instant contactWroteAt,
            @Nullable Instant entryAnsweredAt,
            Author author) {
        if (window == null) {
            return null;
        }
        var wrote = contactWroteAt == null ? Instant.EPOCH : contactWroteAt;
        int hours = author == Author.MEMBER ? Math.max(window.hours(), window.personHours()) : window.hours();
        var closes = wrote.plus(Duration.ofHours(hours));
        if (entryAnsweredAt == null) {
            return closes;
        }
        var afterEntry = entryAnsweredAt.plus(Duration.ofHours(window.entryHours()));
        return afterEntry.isAfter(closes) ? afterEntry : closes;
    }

    /// What the vendor approved before may always be sent.
    public static boolean allows(Content content, @Nullable Instant closesAt, Instant now) {
        return closesAt == null || now.isBefore(closesAt) || content instanceof Content.VendorTemplate;
    }
}

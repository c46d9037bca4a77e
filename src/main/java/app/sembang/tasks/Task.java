package app.sembang.tasks;

import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something a member means to do.
///
/// @param conversationId the one it is about, where the reader sees it; so with the contact
/// @param overdue open, and its time has come
record Task(
        UUID id,
        String title,
        Instant dueAt,
        boolean overdue,
        @Nullable ConversationId conversationId,
        @Nullable ContactId contactId,
        @Nullable String contactName,
        MemberId assigneeId,
        String assigneeName,
        Instant createdAt,
        @Nullable Instant doneAt) {
    /// Which tasks a list shows.
    @Schema(name = "TaskState")
    enum State {
        OPEN,
        DONE;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static State from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// Until when open tasks are due: by the end of today, which includes what is overdue, or after it.
    @Schema(name = "TaskTime")
    enum Time {
        TODAY,
        LATER;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Time from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// @param conversationId or the contact, or neither; not both
    /// @param assigneeId null: who adds it
    @Schema(name = "NewTask")
    record Draft(
            @NotBlank @Size(max = 200) String title,
            @NotNull Instant dueAt,
            @Nullable ConversationId conversationId,
            @Nullable ContactId contactId,
            @Nullable MemberId assigneeId) {}

    /// What is to be other; null leaves it.
    @Schema(name = "TaskChange")
    record Change(
            @Nullable @Size(min = 1, max = 200) String title,
            @Nullable Instant dueAt,
            @Nullable MemberId assigneeId) {}
}

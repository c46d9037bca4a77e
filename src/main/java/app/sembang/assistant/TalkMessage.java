package app.sembang.assistant;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody said in a talk that is made up, or copied.
///
/// @param at when it was written; not needed
record TalkMessage(
        @NotNull From from,
        @NotNull @Size(max = 20_000) String text,
        @Nullable Instant at) {
    @Schema(name = "TalkSpeaker")
    enum From {
        contact,
        agent,
        assistant
    }

    static List<Asked.Said> said(List<TalkMessage> talk) {
        return talk.stream()
                .map(message -> new Asked.Said(message.from() == From.contact, message.text()))
                .toList();
    }
}

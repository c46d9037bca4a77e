package app.sembang.realtime;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What happens, as it happens, in the scope of the member who asks.
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Live updates")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class StreamController {
    private final StaffStreams staff;
    private final EventStreams streams;
    private final JwtDecoder tokens;
    private final Clock clock;

    StreamController(StaffStreams staff, EventStreams streams, JwtDecoder tokens, Clock clock) {
        this.staff = staff;
        this.streams = streams;
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Ends with the access token that opened it.
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "Follow what happens", description = """
                    Server-sent events. Each has a name and a JSON object as `data`; a comment comes every 25 seconds. The \
                    stream ends with the access token that opened it. An event with an `id` names in the field `after` the \
                    one before it: where that is not the last one seen, something is missing and is fetched anew.

                    | event | data |
                    | --- | --- |
                    | `ready` | {}: from here on nothing is missed |
                    | `message.created`, `message.changed` | { message: Message } |
                    | `conversation.changed` | { conversation: ConversationRow }, its `unread` is of no meaning |
                    | `conversation.removed` | { id }: no longer visible to the member |
                    | `note.created` | { note: Note } |
                    | `activity.created` | { conversationId, activity: Activity } |
                    | `notification.created` | { notification: Notification, unread } |
                    | `notification.read` | { unread }: one or all were read, or marked as unread |
                    | `typing` | { conversationId, who: "contact", on, ttlSeconds } |
                    | `presence` | { conversationId, member, state, ttlSeconds }: who has it open, writes or has left |
                    | `draft.changed` | { conversationId, kind, version }: of the member, in another tab; null: sent or thrown away |
                    | `resync` | {}: too much was missed; fetch anew what is shown and follow without Last-Event-ID |
                    """)
    @ApiResponse(
            responseCode = "200",
            description = "Events, without end",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    void follow(
            Member me,
            @Parameter(hidden = true) @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
            @Parameter(description = "The `id` of the last event seen: the stream begins after it")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var place = blankAsNull(lastEventId);
        streams.serve(request, response, staff.open(me.access(), place), place, validity(authorization), me.id());
    }

    /// The same events for where streams are blocked. Without `after` it answers at once with the place to ask from.
    @GetMapping("/events")
    @Operation(
            summary = "Ask what has happened since, waiting for it up to 25 seconds",
            description =
                    "The events of the stream, for where streams are blocked. Without `after` it answers at once with"
                            + " the place to ask from.")
    Events missed(
            Member me,
            @RequestParam(required = false) @Nullable String after,
            @Parameter(description = "Seconds; more than 25 are 25") @RequestParam(defaultValue = "25") int wait) {
        var place = blankAsNull(after);
        var events = streams.await(staff.open(me.access(), place), Duration.ofSeconds(Math.clamp(wait, 0, 25)));
        var last = events.stream().map(Event::id).filter(Objects::nonNull).reduce((earlier, later) -> later);
        boolean resync = events.stream().anyMatch(event -> event.name().equals("resync"));
        return new Events(events, resync ? null : last.orElse(place));
    }

    /// @param last what to pass as `after` next; null when everything is to be fetched anew
    record Events(List<Event> events, @Nullable String last) {}

    private Duration validity(String authorization) {
        var expires = tokens.decode(authorization.substring(authorization.indexOf(' ') + 1))
                .getExpiresAt();
        return expires == null ? Duration.ZERO : Duration.between(clock.instant(), expires);
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}

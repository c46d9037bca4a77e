package app.sembang.realtime;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What happens, as it happens, in the scope of the member who asks.
@RestController
@RequestMapping("/api/v1")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class StreamController {
    private final StaffStreams staff;
    private final EventStreams streams;
    private final Clock clock;

    StreamController(StaffStreams staff, EventStreams streams, Clock clock) {
        this.staff = staff;
        this.streams = streams;
        this.clock = clock;
    }

    /// Ends with the access token that opened it.
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "Follow what happens", description = "Server-sent events; resumes after Last-Event-ID.")
    void stream(
            Member me,
            @Parameter(hidden = true) Authentication authentication,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        streams.serve(request, response, staff.open(me.access(), blankAsNull(lastEventId)), validity(authentication));
    }

    /// The same events for where streams are blocked. Without `after` it answers at once with the place to ask from.
    @GetMapping("/events")
    @Operation(summary = "Ask what has happened since, waiting for it up to 25 seconds")
    Told events(
            Member me,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "25") int wait) {
        var place = blankAsNull(after);
        var events = streams.await(staff.open(me.access(), place), Duration.ofSeconds(Math.clamp(wait, 0, 25)));
        var last = events.stream().map(Event::id).filter(Objects::nonNull).reduce((earlier, later) -> later);
        boolean resync = events.stream().anyMatch(event -> event.name().equals("resync"));
        return new Told(events, resync ? null : last.orElse(place));
    }

    /// @param last what to pass as `after` next; null when everything is to be fetched anew
    record Told(List<Event> events, @Nullable String last) {}

    private Duration validity(Authentication authentication) {
        if (authentication.getCredentials() instanceof AbstractOAuth2Token token && token.getExpiresAt() != null) {
            return Duration.between(clock.instant(), Objects.requireNonNull(token.getExpiresAt()));
        }
        return Duration.between(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofMinutes(10)));
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}

package app.sembang.conversations;

import app.sembang.conversations.Views.Person;
import app.sembang.identity.Member;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Who has a conversation open, and who writes in it. Nothing is stored: each process keeps what it has heard over the
/// stream, its own and the others', and forgets whoever has not said so again in time. A word that is lost is put right
/// by the next.
@Component
class Presences {
    /// Browsers say every 20 seconds that they are still there.
    private static final Duration STAYS = Duration.ofSeconds(45);

    private static final Duration WRITES = Duration.ofSeconds(6);
    private static final String EVENT = "presence";

    private final StreamEvents stream;
    private final JsonMapper json;
    private final Clock clock;
    private final Cache<Place, Map<MemberId, Here>> places = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterWrite(STAYS.multipliedBy(4))
            .build();

    Presences(StreamEvents stream, JsonMapper json, Clock clock) {
        this.stream = stream;
        this.json = json;
        this.clock = clock;
        stream.hear(EVENT, this::heard);
    }

    @Schema(name = "PresenceState")
    enum State {
        VIEWING,
        REPLYING,
        NOTING,
        GONE;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static State from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }

        private Duration lasts() {
            return switch (this) {
                case VIEWING -> STAYS;
                case REPLYING, NOTING -> WRITES;
                case GONE -> Duration.ZERO;
            };
        }
    }

    /// @param ttlSeconds how long it holds unless it is said again; whoever has written is still there after it
    @Schema(name = "Presence")
    record Presence(Person member, State state, int ttlSeconds) {}

    /// The event: what somebody does in a conversation.
    record Told(ConversationId conversationId, Person member, State state, int ttlSeconds) {}

    private record Place(CompanyId company, ConversationId conversation) {}

    private record Here(Person member, State state, Instant until, Instant hereUntil) {
        boolean isHereAt(Instant now) {
            return hereUntil.isAfter(now);
        }

        Presence at(Instant now) {
            boolean holds = until.isAfter(now);
            var left = Duration.between(now, holds ? until : hereUntil);
            return new Presence(member, holds ? state : State.VIEWING, Math.toIntExact(left.toSeconds()));
        }
    }

    /// Tells those who may see the conversation, outside of any transaction.
    ///
    /// @param assignee who is responsible; where nobody is, those who look at it are told
    void tell(Member me, ConversationId conversation, @Nullable MemberId assignee, State state) {
        var person = new Person(me.id(), me.name());
        var told = new Told(
                conversation, person, state, Math.toIntExact(state.lasts().toSeconds()));
        var members = new HashSet<MemberId>();
        if (assignee != null) {
            members.add(assignee);
        } else {
            others(me, conversation).forEach(one -> members.add(one.member().id()));
        }
        stream.tell(me.company(), new Audience.Company(), EVENT, told);
        members.forEach(member -> stream.tell(me.company(), new Audience.OneMember(member), EVENT, told));
    }

    /// Whether a member is known to have it open already.
    boolean isHere(CompanyId company, MemberId member, ConversationId conversation) {
        var here = places.getIfPresent(new Place(company, conversation));
        var mine = here == null ? null : here.get(member);
        return mine != null && mine.isHereAt(clock.instant());
    }

    /// Who else is there, by name.
    List<Presence> others(Member me, ConversationId conversation) {
        var here = places.getIfPresent(new Place(me.company(), conversation));
        if (here == null) {
            return List.of();
        }
        var now = clock.instant();
        return here.values().stream()
                .filter(one -> !one.member().id().equals(me.id()) && one.isHereAt(now))
                .map(one -> one.at(now))
                .sorted(Comparator.comparing((Presence one) -> one.member().name())
                        .thenComparing(one -> one.member().id().value()))
                .toList();
    }

    /// Comes once for each audience, which changes nothing.
    private void heard(CompanyId company, String data) {
        var told = json.readValue(data, Told.class);
        var now = clock.instant();
        places.asMap().compute(new Place(company, told.conversationId()), (place, known) -> {
            var here = known == null ? new ConcurrentHashMap<MemberId, Here>() : known;
            here.values().removeIf(one -> !one.isHereAt(now));
            if (told.state() == State.GONE) {
                here.remove(told.member().id());
            } else {
                here.put(
                        told.member().id(),
                        new Here(
                                told.member(),
                                told.state(),
                                now.plus(told.state().lasts()),
                                now.plus(STAYS)));
            }
            return here.isEmpty() ? null : here;
        });
    }
}

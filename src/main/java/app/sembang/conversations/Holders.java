package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Whom it concerns that a customer writes. Whoever has the conversation on the screen sees it without being told.
@Component
class Holders {
    private final ReadMarks marks;
    private final Presences presences;
    private final ApplicationEventPublisher events;

    Holders(ReadMarks marks, Presences presences, ApplicationEventPublisher events) {
        this.marks = marks;
        this.presences = presences;
        this.events = events;
    }

    void tell(CompanyId company, Map<ConversationId, MemberId> holders, Instant now) {
        var away = new LinkedHashMap<>(holders);
        away.entrySet().removeIf(held -> presences.isHere(company, held.getValue(), held.getKey()));
        if (away.isEmpty()) {
            return;
        }
        var read = marks.of(company, away);
        var items = away.entrySet().stream()
                .map(held ->
                        new HoldersConcerned.Item(held.getKey(), held.getValue(), read.getOrDefault(held.getKey(), 0)))
                .toList();
        events.publishEvent(new HoldersConcerned(company, items, now));
    }
}

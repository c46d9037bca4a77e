package app.sembang.notifications;

import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvent;
import app.sembang.realtime.StreamView;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// What the staff's stream says of notices.
@Component
class NoticeStream implements StreamView {
    static final String CREATED = "notification.created";
    /// One was read, or all, in some window of the member: `{unread}`.
    static final String READ = "notification.read";

    static StreamEvent read(MemberId member, int unread) {
        return new StreamEvent(new Audience.OneMember(member), READ, null, "{\"unread\":%d}".formatted(unread), null);
    }

    private final NoticeStore notices;

    NoticeStream(NoticeStore notices) {
        this.notices = notices;
    }

    record Created(Notice notification, int unread) {}

    @Override
    public Set<String> kinds() {
        return Set.of(CREATED);
    }

    @Override
    public Map<UUID, List<Sent>> read(CompanyId company, String kind, Audience audience, Collection<UUID> subjects) {
        if (!(audience instanceof Audience.OneMember(var member))) {
            return Map.of();
        }
        int unread = notices.unread(company, member);
        return notices.find(company, member, subjects).stream()
                .collect(Collectors.toMap(
                        Notice::id, notice -> List.of(new Sent(CREATED, new Created(notice, unread)))));
    }
}

package app.sembang.audit;

import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One thing that happened. `kind` is a term such as `conversation_assigned`; `facts` are small and never hold what
/// somebody wrote or a secret. `seq` is the message it speaks of, `member` who did it (null: the product itself).
public record Event(
        Instant at,
        String kind,
        @Nullable MemberId member,
        @Nullable ConversationId conversation,
        @Nullable Long seq,
        Map<String, ?> facts) {

    public static Event of(Instant at, String kind, @Nullable MemberId member, Map<String, ?> facts) {
        return new Event(at, kind, member, null, null, facts);
    }
}

package app.sembang.realtime;

import app.sembang.shared.CompanyId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Reads what an event tells of, at the moment it is sent. Called inside a transaction in the audience's own
/// scope, so that the stream cannot show what the list would hide: a subject that is absent from the answer is
/// not sent.
public interface StreamView {
    /// The kinds of events this view can read.
    Set<String> kinds();

    /// For each subject that is visible, the events to send in order; their names may differ from the stored
    /// kind, as a new message also changes its conversation's row in the list.
    Map<UUID, List<Sent>> read(CompanyId company, String kind, Audience audience, Collection<UUID> subjects);

    record Sent(String event, Object data) {}
}

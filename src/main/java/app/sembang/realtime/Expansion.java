package app.sembang.realtime;

import app.sembang.realtime.StreamStore.Row;
import app.sembang.realtime.StreamView.Sent;
import app.sembang.shared.CompanyId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Turns stored hints into what is sent, with one read per kind. Runs in a transaction of the audience's scope.
@Component
class Expansion {
    private final ObjectProvider<StreamView> views;
    private final JsonMapper json;

    Expansion(ObjectProvider<StreamView> views, JsonMapper json) {
        this.views = views;
        this.json = json;
    }

    /// The events of each row, in order; nothing for what the audience does not see.
    Map<Row, List<Event>> expand(CompanyId company, Audience audience, List<Row> rows, Function<Row, String> id) {
        var subjects = new LinkedHashMap<String, Set<UUID>>();
        for (var row : rows) {
            if (row.payload() == null && row.subject() != null) {
                subjects.computeIfAbsent(row.kind(), kind -> new LinkedHashSet<>())
                        .add(row.subject());
            }
        }
        var seen = new HashMap<String, Map<UUID, List<Sent>>>();
        subjects.forEach((kind, of) -> seen.put(kind, view(kind).read(company, kind, audience, of)));

        var events = new LinkedHashMap<Row, List<Event>>();
        for (var row : rows) {
            if (row.payload() != null) {
                events.put(row, List.of(new Event(id.apply(row), row.kind(), row.payload(), row.subject())));
            } else {
                var sent = seen.getOrDefault(row.kind(), Map.of()).get(row.subject());
                if (sent != null) {
                    events.put(row, events(row, sent, id.apply(row)));
                }
            }
        }
        return events;
    }

    private List<Event> events(Row row, List<Sent> sent, String id) {
        var events = new ArrayList<Event>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            @Nullable String place = i == sent.size() - 1 ? id : null;
            events.add(new Event(
                    place,
                    sent.get(i).event(),
                    json.writeValueAsString(sent.get(i).data()),
                    row.subject()));
        }
        return events;
    }

    private StreamView view(String kind) {
        return views.stream()
                .filter(view -> view.kinds().contains(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing reads events of kind " + kind));
    }
}

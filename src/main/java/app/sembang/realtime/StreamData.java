package app.sembang.realtime;

import app.sembang.database.CompanyEraser;
import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import app.sembang.shared.ContactIdentityId;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Hints that told of a contact's messages, and those the contact was to be told.
@Component
class StreamData implements PersonalData {
    private final CompanyEraser eraser;

    StreamData(CompanyEraser eraser) {
        this.eraser = eraser;
    }

    @Override
    public Map<String, Long> forget(ContactTrail trail) {
        var subjects = new ArrayList<UUID>();
        trail.ids().values().forEach(subjects::addAll);
        var audiences = trail.of("contact_identity").stream()
                .map(identity -> new Audience.Visitor(new ContactIdentityId(identity)).key())
                .toArray(String[]::new);
        return Map.of(
                "stream_event",
                eraser.erase(
                        trail.company(),
                        "stream_event",
                        "subject = any (?) or audience = any (?)",
                        subjects.toArray(UUID[]::new),
                        audiences));
    }
}

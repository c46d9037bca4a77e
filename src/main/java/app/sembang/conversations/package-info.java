/// The heart: what was said, who answers next, who is responsible, what is waiting. Owns `conversation`,
/// `message`, `message_part`, `past_message`, `note`, `draft`, `assignment`, `read_mark`, `transfer_request`,
/// `scheduled_message`, `conversation_view`, `conversation_rating`, `conversation_tagging`, `conversation_field`,
/// `conversation_field_value`, `sla_policy` and `sla_event`. Publishes [MessagesReceived], [RepliesQueued] and other
/// events. Knows nothing of
/// vendors and nothing of the assistant.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "audit",
            "realtime",
            "jobs",
            "media",
            "companies",
            "identity",
            "connections",
            "catalog",
            "fields",
            "contacts"
        })
@NullMarked
package app.sembang.conversations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

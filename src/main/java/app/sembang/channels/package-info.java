/// The doors: webhooks and wire formats of each channel, the inbound queue, and the delivery that sends.
/// Owns `inbound_event`, `stray_delivery`, `delivery`, `lane`, `process`, `message_template`.
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "database",
            "audit",
            "secrets",
            "mail",
            "media",
            "jobs",
            "realtime",
            "billing",
            "companies",
            "identity",
            "connections",
            "contacts",
            "conversations",
            "privacy"
        })
@NullMarked
package app.sembang.channels;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

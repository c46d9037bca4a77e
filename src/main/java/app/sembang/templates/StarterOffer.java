package app.sembang.templates;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// A new installation has answers to offer to its first company.
@Component
class StarterOffer {
    private final Templates templates;
    private final boolean wanted;

    StarterOffer(Templates templates, @Value("${sembang.templates.offer-starters:true}") boolean wanted) {
        this.templates = templates;
        this.wanted = wanted;
    }

    @EventListener(ApplicationReadyEvent.class)
    void offer() {
        if (wanted) {
            templates.offerStarters();
        }
    }
}

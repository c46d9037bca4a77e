package app.sembang.templates;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// A new installation has answers to offer to its first company.
@Component
@ConditionalOnProperty(name = "sembang.templates.offer-starters", matchIfMissing = true)
class StarterOffer {
    private final Templates templates;

    StarterOffer(Templates templates) {
        this.templates = templates;
    }

    @EventListener(ApplicationReadyEvent.class)
    void offer() {
        templates.offerStarters();
    }
}

package app.sembang.conversations;

import app.sembang.companies.CompanyReactivated;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Lets a company's conversations go on when its suspension is lifted, in the same commit.
@Component
class Suspensions {
    private final Conversations conversations;

    Suspensions(Conversations conversations) {
        this.conversations = conversations;
    }

    @EventListener
    void on(CompanyReactivated reactivated) {
        conversations.goOn(reactivated.company());
    }
}

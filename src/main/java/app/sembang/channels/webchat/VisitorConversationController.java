package app.sembang.channels.webchat;

import app.sembang.contacts.Contacts;
import app.sembang.conversations.ContactEndings;
import app.sembang.conversations.VisitorThreads;
import app.sembang.database.CompanyTransactions;
import app.sembang.mail.Mails;
import app.sembang.shared.ContactIdentityId;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a visitor may do with the whole conversation: end it, and have it by e-mail.
@Hidden
@RestController
@RequestMapping("/widget/v1/conversation")
class VisitorConversationController {
    /// Who is written to has perhaps not asked for it.
    private static final int MAILS_A_DAY = 3;

    private static final int MOST_MESSAGES = 500;

    private final Doorkeeper doorkeeper;
    private final Limits limits;
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final VisitorThreads threads;
    private final ContactEndings endings;
    private final Transcripts transcripts;
    private final Mails mails;
    private final Clock clock;

    VisitorConversationController(
            Doorkeeper doorkeeper,
            Limits limits,
            CompanyTransactions transactions,
            Contacts contacts,
            VisitorThreads threads,
            ContactEndings endings,
            Transcripts transcripts,
            Mails mails,
            Clock clock) {
        this.doorkeeper = doorkeeper;
        this.limits = limits;
        this.transactions = transactions;
        this.contacts = contacts;
        this.threads = threads;
        this.endings = endings;
        this.transcripts = transcripts;
        this.mails = mails;
        this.clock = clock;
    }

    /// @param mayEnd whether there is an open conversation the visitor may end
    /// @param transcriptTo the address it would be mailed to, as far as it is shown; null: it cannot be
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(
            @JsonProperty("may_end") boolean mayEnd,
            @JsonProperty("transcript_to") @Nullable String transcriptTo) {}

    @GetMapping
    ResponseEntity<State> state(HttpServletRequest request, HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        var settings = visitor.site().settings();
        var state = transactions.in(
                visitor.company(),
                () -> identity(visitor)
                        .flatMap(identity -> threads.current(visitor.company(), identity)
                                .map(current -> new State(
                                        settings.mayEnd() && current.open(),
                                        settings.givesTranscript() && mails.available()
                                                ? email(visitor, identity)
                                                        .map(VisitorConversationController::masked)
                                                        .orElse(null)
                                                : null)))
                        .orElse(new State(false, null)));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(state);
    }

    @PostMapping("/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(HttpServletRequest request, HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        if (!visitor.site().settings().mayEnd()) {
            throw new WidgetError(HttpStatus.FORBIDDEN, "ending_off", "This site ends conversations itself");
        }
        limits.identify(visitor.key());
        boolean ended = transactions.in(
                visitor.company(),
                () -> identity(visitor)
                        .map(identity -> endings.end(visitor.company(), identity))
                        .orElse(false));
        if (!ended) {
            throw new WidgetError(HttpStatus.CONFLICT, "no_conversation", "There is no conversation to end");
        }
    }

    /// Only to the address that is known of the visitor, whom it was written by or who was proved.
    @PostMapping("/transcript")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void transcript(HttpServletRequest request, HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        if (!visitor.site().settings().givesTranscript() || !mails.available()) {
            throw new WidgetError(HttpStatus.FORBIDDEN, "transcript_off", "This site sends no transcripts");
        }
        limits.identify(visitor.key());
        var company = visitor.company();
        transactions.run(company, () -> {
            var identity = identity(visitor).orElseThrow(VisitorConversationController::noAddress);
            var email = email(visitor, identity).orElseThrow(VisitorConversationController::noAddress);
            if (mails.since(company, email, clock.instant().minus(Duration.ofDays(1))) >= MAILS_A_DAY) {
                throw WidgetError.rateLimited(
                        "Too many transcripts", Duration.ofDays(1).toSeconds());
            }
            var page = threads.page(company, identity, null, null, MOST_MESSAGES);
            mails.queue(company, transcripts.letter(email, visitor, page));
        });
    }

    private static WidgetError noAddress() {
        return new WidgetError(HttpStatus.CONFLICT, "no_email", "No e-mail address is known of this visitor");
    }

    private Optional<String> email(Visitor visitor, ContactIdentityId identity) {
        return contacts.email(visitor.company(), identity);
    }

    /// Somebody else may sit at this browser.
    private static String masked(String email) {
        int at = email.indexOf('@');
        return email.substring(0, Math.min(1, at)) + "•••" + email.substring(at);
    }

    private Optional<ContactIdentityId> identity(Visitor visitor) {
        return contacts.identity(
                visitor.company(), visitor.site().account(), visitor.session().visitor());
    }
}

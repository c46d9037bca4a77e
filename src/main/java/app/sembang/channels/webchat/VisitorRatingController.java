package app.sembang.channels.webchat;

import app.sembang.contacts.Contacts;
import app.sembang.conversations.Ratings;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
import tools.jackson.databind.json.JsonMapper;

/// How the visitor found the conversation that has ended.
@Hidden
@RestController
@RequestMapping("/widget/v1/rating")
class VisitorRatingController {
    private static final int LONGEST_COMMENT = 1000;

    private final Doorkeeper doorkeeper;
    private final Limits limits;
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final Ratings ratings;
    private final JsonMapper json;

    VisitorRatingController(
            Doorkeeper doorkeeper,
            Limits limits,
            CompanyTransactions transactions,
            Contacts contacts,
            Ratings ratings,
            JsonMapper json) {
        this.doorkeeper = doorkeeper;
        this.limits = limits;
        this.transactions = transactions;
        this.contacts = contacts;
        this.ratings = ratings;
        this.json = json;
    }

    /// @param open whether there is a conversation to be rated
    /// @param conversation which
    /// @param score as the visitor has rated it
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(
            boolean open,
            @Nullable String conversation,
            @Nullable Integer score,
            @Nullable String comment) {}

    @GetMapping
    ResponseEntity<State> state(HttpServletRequest request, HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        var ended = !visitor.site().settings().rating()
                ? Optional.<Ratings.Ended>empty()
                : transactions.in(
                        visitor.company(),
                        () -> identity(visitor).flatMap(identity -> ratings.ended(visitor.company(), identity)));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(ended.map(VisitorRatingController::state).orElse(new State(false, null, null, null)));
    }

    private static State state(Ratings.Ended ended) {
        var rating = ended.rating();
        return new State(
                true,
                ended.conversation().toString(),
                rating == null ? null : rating.score(),
                rating == null ? null : rating.comment());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        if (!visitor.site().settings().rating()) {
            throw new WidgetError(HttpStatus.FORBIDDEN, "rating_off", "This site does not ask for ratings");
        }
        var body = WidgetBody.read(request, json);
        int score = body.number("score");
        if (score < 1 || score > 5) {
            throw WidgetError.validation("score", "Send a number from 1 to 5");
        }
        var comment = Texts.blankAsNull(body.text("comment"));
        if (comment != null && comment.codePointCount(0, comment.length()) > LONGEST_COMMENT) {
            throw WidgetError.validation("comment", "Use at most %d characters".formatted(LONGEST_COMMENT));
        }
        var words = comment == null ? null : Texts.storable(comment);
        limits.identify(visitor.key());
        boolean rated = transactions.in(
                visitor.company(),
                () -> identity(visitor)
                        .map(identity -> ratings.rate(visitor.company(), identity, score, words))
                        .orElse(false));
        if (!rated) {
            throw new WidgetError(HttpStatus.CONFLICT, "conversation_open", "There is no conversation that has ended");
        }
    }

    private Optional<ContactIdentityId> identity(Visitor visitor) {
        return contacts.identity(
                visitor.company(), visitor.site().account(), visitor.session().visitor());
    }
}

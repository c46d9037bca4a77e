package app.sembang.assistant;

import app.sembang.conversations.ContactThreads;
import app.sembang.conversations.ContactThreads.Talk;
import app.sembang.database.Access;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.shared.OutletId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is to be answered: the contact's words since somebody of the company last wrote, with the talk before.
///
/// @param said oldest first; the last is the contact's
/// @param language the conversation is held in so far; null: decided by what was said
/// @param outlet whose customer asks; null where the conversation belongs to none
/// @param messages the contact's own among them, where they are stored ones
/// @param known what is remembered of the contact from earlier
/// @param turn the number of the message in its conversation, which chooses among a template's variations
/// @param customer whose own orders may be told; null where nobody's
record Asked(
        CompanyId company,
        List<Said> said,
        @Nullable Language language,
        @Nullable OutletId outlet,
        @Nullable String contactName,
        long turn,
        List<MessageId> messages,
        List<Remembered> known,
        @Nullable Customer customer) {
    Asked(
            CompanyId company,
            List<Said> said,
            @Nullable Language language,
            @Nullable OutletId outlet,
            @Nullable String contactName,
            long turn,
            List<MessageId> messages) {
        this(company, said, language, outlet, contactName, turn, messages, List.of(), null);
    }

    /// So many lines a model is shown as they were said.
    static final int VERBATIM = 12;

    record Said(boolean byContact, String text) {}

    /// Whom a conversation is with.
    ///
    /// @param reader what of the customer's may be seen
    record Customer(ConversationId conversation, Access reader) {}

    Asked {
        said = List.copyOf(said);
        messages = List.copyOf(messages);
        known = List.copyOf(known);
    }

    /// A conversation as it stands.
    ///
    /// @param known all that is remembered; what was said just now is left out
    static Asked in(CompanyId company, Talk talk, List<Remembered> known) {
        return in(Access.company(company), talk, known);
    }

    /// The same for a member, who is told of what the member may see.
    static Asked in(Access reader, Talk talk, List<Remembered> known) {
        var said = talk.said().stream()
                .map(line -> new Asked.Said(
                        line.fromContact(),
                        line.fromContact()
                                ? Assistant.words(line.content())
                                : line.content().preview()))
                .filter(line -> !line.text().isBlank())
                .toList();
        var messages = talk.said().stream()
                .filter(ContactThreads.Line::fromContact)
                .map(ContactThreads.Line::message)
                .toList();
        var lines = talk.said();
        var recent = lines.subList(Math.max(0, lines.size() - VERBATIM), lines.size()).stream()
                .map(ContactThreads.Line::message)
                .collect(Collectors.toSet());
        var earlier =
                known.stream().filter(one -> !recent.contains(one.messageId())).toList();
        return new Asked(
                reader.company(),
                said,
                talk.language(),
                talk.outlet(),
                talk.contactName(),
                talk.lastSeq(),
                messages,
                earlier,
                new Customer(talk.conversation(), reader));
    }

    /// Several messages in a row are one question.
    String text() {
        return String.join("\n", latest());
    }

    private List<String> latest() {
        int from = said.size();
        while (from > 0 && said.get(from - 1).byContact()) from--;
        return said.subList(from, said.size()).stream().map(Said::text).toList();
    }

    List<Said> before() {
        return said.subList(0, said.size() - latest().size());
    }

    /// What the contact wrote earlier, the newest first.
    List<String> earlier() {
        return new ArrayList<>(before().stream()
                        .filter(Said::byContact)
                        .map(Said::text)
                        .toList())
                .reversed();
    }

    /// What we said last; a repetition helps nobody.
    @Nullable
    String lastAnswer() {
        var ours = before().stream().filter(one -> !one.byContact()).toList();
        return ours.isEmpty() ? null : ours.getLast().text();
    }

    String whole() {
        return said.stream().map(Said::text).collect(Collectors.joining("\n"));
    }
}

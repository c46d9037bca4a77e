package app.sembang.channels.webchat;

import app.sembang.companies.OpeningHours;
import app.sembang.conversations.Author;
import app.sembang.conversations.Content;
import app.sembang.conversations.VisitorThreads;
import app.sembang.conversations.VisitorThreads.Shown;
import app.sembang.mail.Letter;
import app.sembang.mail.LetterTexts;
import app.sembang.shared.Language;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// A conversation as the visitor saw it, as plain text in the visitor's language.
@Component
class Transcripts {
    private final LetterTexts texts = new LetterTexts(Transcripts.class, "transcript");
    private final OpeningHours hours;

    Transcripts(OpeningHours hours) {
        this.hours = hours;
    }

    Letter letter(String to, Visitor visitor, VisitorThreads.Page page) {
        var site = visitor.site();
        var language = Objects.requireNonNullElse(
                visitor.session().language(),
                Objects.requireNonNullElse(site.settings().language(), Language.EN));
        var zone = hours.now(site.company(), site.outlet()).zone();
        var lines = page.messages().stream()
                .map(message -> line(message, site.title(), language, zone))
                .collect(Collectors.joining("\n\n"));
        return new Letter(
                to,
                language,
                texts.in(language, "subject").formatted(site.title()),
                texts.in(language, "body").formatted(site.title(), lines));
    }

    private String line(Shown message, String site, Language language, ZoneId zone) {
        var time = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(Locale.forLanguageTag(language.tag()))
                .withZone(zone)
                .format(message.at());
        var who = message.author() == Author.CONTACT
                ? texts.in(language, "you")
                : message.author() == Author.ASSISTANT
                        ? texts.in(language, "automatic")
                        : Objects.requireNonNullElse(message.sender(), site);
        return "%s, %s:\n%s".formatted(time, who, words(message.content(), language));
    }

    private String words(Content content, Language language) {
        var words = content instanceof Content.Cards cards ? cards.words() : content.preview();
        if (content instanceof Content.Media media
                && media.media() != null
                && media.media().fileName() != null) {
            return (words + "\n[" + media.media().fileName() + "]").strip();
        }
        return words.isBlank() ? texts.in(language, "other") : words;
    }
}

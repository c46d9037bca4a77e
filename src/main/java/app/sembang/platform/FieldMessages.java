package app.sembang.platform;

import app.sembang.shared.Language;
import app.sembang.shared.Refusal.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What is said of a field, in the language the caller asks for by `Accept-Language`. The English
/// sentence is the key, as in gettext, with `%s` for what differs; one that nobody has translated
/// stays English.
@Component
class FieldMessages {
    private final List<Sentence> sentences;

    private record Sentence(Pattern english, Map<Language, String> translations) {}

    FieldMessages(JsonMapper json) {
        try (var file = FieldMessages.class.getResourceAsStream("field-messages.json")) {
            Map<String, Map<Language, String>> read = json.readValue(file, new TypeReference<>() {});
            // The one with more words first: "… at most %s networks." before "… at most %s."
            sentences = read.entrySet().stream()
                    .sorted(Collections.reverseOrder(
                            Comparator.comparingInt(entry -> entry.getKey().length())))
                    .map(entry -> new Sentence(pattern(entry.getKey()), Map.copyOf(entry.getValue())))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<FieldError> in(HttpServletRequest request, List<FieldError> errors) {
        var language = language(request);
        return language.isEmpty()
                ? errors
                : errors.stream()
                        .map(error -> new FieldError(error.field(), in(language.get(), error.message())))
                        .toList();
    }

    String in(Language language, String english) {
        for (var sentence : sentences) {
            var match = sentence.english().matcher(english);
            var translation = sentence.translations().get(language);
            if (translation != null && match.matches()) {
                var values = IntStream.rangeClosed(1, match.groupCount())
                        .mapToObj(match::group)
                        .toArray();
                return translation.formatted(values);
            }
        }
        return english;
    }

    /// Empty for English, and for who asks for no language of ours.
    private static Optional<Language> language(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null) {
            return Optional.empty();
        }
        return Collections.list(request.getLocales()).stream()
                .map(Locale::toLanguageTag)
                .flatMap(tag -> Language.find(tag).stream())
                .findFirst()
                .filter(language -> language != Language.EN);
    }

    private static Pattern pattern(String english) {
        return Pattern.compile(
                Arrays.stream(english.split("%s", -1)).map(Pattern::quote).collect(Collectors.joining("(.+)")),
                Pattern.DOTALL);
    }
}

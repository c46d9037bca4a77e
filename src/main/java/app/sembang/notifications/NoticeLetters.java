package app.sembang.notifications;

import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.mail.Letter;
import app.sembang.shared.Language;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// What is told outside of the product, in the reader's language; never what somebody wrote.
@Component
class NoticeLetters {
    private final Map<Language, Properties> texts = new EnumMap<>(Language.class);
    private final String base;

    NoticeLetters(@Value("${sembang.base-url}") URI base) {
        this.base = base.toString().replaceFirst("/$", "");
        for (var language : Language.values()) {
            texts.put(language, read(language));
        }
    }

    /// @param path of the page that shows it
    record Line(Language language, String text, String path) {}

    Line line(Member reader, Notice notice) {
        var text = text(reader, notice.kind().value())
                .formatted(
                        called(reader, notice.contactName()),
                        called(reader, notice.channelAccountName()),
                        called(reader, notice.taskTitle()),
                        called(reader, notice.actorName()));
        return new Line(reader.language(), text, path(reader, notice));
    }

    private String called(Member reader, @Nullable String name) {
        return name == null || name.isBlank() ? text(reader, "nameless") : name;
    }

    private static String path(Member reader, Notice notice) {
        var area = reader.role() == Role.COMPANY_USER ? "/agent" : "/company";
        if (notice.conversationId() != null) return area + "/conversations/" + notice.conversationId();
        if (notice.channelAccountId() != null) return "/company/channels";
        if (notice.taskId() != null) return area + "/tasks";
        return area + "/profile";
    }

    Letter letter(Member reader, String address, List<Notice> notices) {
        var lines = notices.stream().map(notice -> line(reader, notice)).toList();
        var list = lines.stream()
                .map(line -> "- %s\n  %s%s".formatted(line.text(), base, line.path()))
                .collect(Collectors.joining("\n\n"));
        var settings = base + (reader.role() == Role.COMPANY_USER ? "/agent" : "/company") + "/profile#notifications";
        return new Letter(
                address,
                reader.language(),
                lines.size() == 1
                        ? lines.getFirst().text()
                        : text(reader, "mail.subject").formatted(lines.size()),
                text(reader, "mail.body").formatted(reader.name(), list, settings));
    }

    private String text(Member reader, String key) {
        var known = texts.get(reader.language());
        var text = known == null ? null : known.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("No text for %s in %s".formatted(key, reader.language()));
        }
        return text;
    }

    private static Properties read(Language language) {
        var name = "notices_" + language.tag() + ".properties";
        try (var stream = NoticeLetters.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing in the build");
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

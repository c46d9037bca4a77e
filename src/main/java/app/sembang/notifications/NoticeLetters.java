package app.sembang.notifications;

import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.mail.Letter;
import app.sembang.mail.LetterTexts;
import app.sembang.shared.Language;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// What is told outside of the product, in the reader's language; never what somebody wrote.
@Component
class NoticeLetters {
    private final LetterTexts texts = new LetterTexts(NoticeLetters.class, "notices");
    private final String base;

    NoticeLetters(@Value("${sembang.base-url}") URI base) {
        this.base = base.toString().replaceFirst("/$", "");
    }

    /// @param path of the page that shows it
    record Line(Language language, String text, String path) {}

    Line line(Member reader, Notice notice) {
        var quota = notice.quota();
        var text = text(
                        reader,
                        quota != null && quota.reached()
                                ? "quota_reached"
                                : notice.kind().value())
                .formatted(
                        called(reader, notice.contactName()),
                        called(reader, notice.channelAccountName()),
                        called(reader, notice.taskTitle()),
                        called(reader, notice.actorName()),
                        quota == null ? "" : text(reader, "quota." + quota.of().value()),
                        quota == null ? "" : figure(quota, quota.used()),
                        quota == null ? "" : figure(quota, quota.allowed()));
        return new Line(reader.language(), text, path(reader, notice));
    }

    private static String figure(Notice.Quota quota, BigDecimal amount) {
        return quota.of() == Notice.Quota.Of.MODEL_MONTH
                ? "US$" + amount.setScale(2, RoundingMode.HALF_UP)
                : String.format(Locale.ROOT, "%,d", amount.longValue());
    }

    private String called(Member reader, @Nullable String name) {
        return name == null || name.isBlank() ? text(reader, "nameless") : name;
    }

    private static String path(Member reader, Notice notice) {
        var area = reader.role() == Role.COMPANY_USER ? "/agent" : "/company";
        if (notice.conversationId() != null) return area + "/conversations/" + notice.conversationId();
        if (notice.channelAccountId() != null) return "/company/channels";
        if (notice.quota() != null) {
            return switch (notice.quota().of()) {
                case MODEL_MONTH, MODEL_DAY -> "/company/assistant/providers";
                case MEMBERS -> "/company/users";
                case CHANNEL_ACCOUNTS -> "/company/channels";
                case OUTLETS -> "/company/outlets";
            };
        }
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
        return texts.in(reader.language(), key);
    }
}

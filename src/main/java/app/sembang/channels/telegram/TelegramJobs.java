package app.sembang.channels.telegram;

import app.sembang.channels.telegram.TelegramUpdate.File;
import app.sembang.conversations.AssistantThinks;
import app.sembang.conversations.FilePlace;
import app.sembang.conversations.MemberTyping;
import app.sembang.jobs.Jobs;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Texts;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What is done besides storing an update, after its commit and off the message path.
@Component
class TelegramJobs {
    static final TaskDescriptor<Download> DOWNLOAD = TaskDescriptor.of("telegram_download", Download.class);
    static final TaskDescriptor<Tap> TAP = TaskDescriptor.of("telegram_answer_tap", Tap.class);

    static final TaskDescriptor<Typing> TYPING = TaskDescriptor.of("telegram_typing", Typing.class);
    /// Telegram shows it for five seconds, or until a message comes.
    private static final Duration TYPING_AGAIN = Duration.ofSeconds(4);

    private final Jobs jobs;
    private final Clock clock;

    TelegramJobs(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /// A file of a message that is to be fetched.
    ///
    /// @param place in its album; null where the message is the file
    /// @param source see [FilePlace]
    /// @param attempt counted from 1
    record Download(
            CompanyId company,
            ChannelAccountId account,
            MessageId message,
            @Nullable Long place,
            @Nullable String source,
            String fileId,
            @Nullable String fileName,
            @Nullable Long size,
            int attempt) {
        Download again() {
            return new Download(company, account, message, place, source, fileId, fileName, size, attempt + 1);
        }

        FilePlace at() {
            return new FilePlace(message, place, source);
        }
    }

    /// A person who shall see that somebody of the company types.
    record Typing(CompanyId company, ContactIdentityId identity) {}

    @EventListener
    void on(MemberTyping event) {
        if (event.channel() == Channel.TELEGRAM && event.on()) {
            typing(event.company(), event.identity());
        }
    }

    @EventListener
    void on(AssistantThinks event) {
        if (event.channel() == Channel.TELEGRAM) {
            typing(event.company(), event.identity());
        }
    }

    private void typing(CompanyId company, ContactIdentityId identity) {
        var now = clock.instant();
        jobs.schedule(
                TYPING.instance(identity + "/" + now.getEpochSecond() / TYPING_AGAIN.toSeconds())
                        .data(new Typing(company, identity))
                        .build(),
                now);
    }

    /// A tapped button whose spinner is to stop.
    record Tap(CompanyId company, ChannelAccountId account, String callbackId) {}

    void download(CompanyId company, ChannelAccountId account, FilePlace place, File file) {
        schedule(
                new Download(
                        company,
                        account,
                        place.message(),
                        place.place(),
                        place.source(),
                        Objects.requireNonNullElse(file.fileId(), ""),
                        file.fileName() == null ? null : Texts.storable(file.fileName()),
                        file.fileSize(),
                        1),
                Duration.ZERO);
    }

    void schedule(Download download, Duration delay) {
        jobs.schedule(
                DOWNLOAD.instance(download.message()
                                + (download.place() == null ? "" : "/" + download.place())
                                + (download.source() == null ? "" : "/" + download.source())
                                + "-" + download.attempt())
                        .data(download)
                        .build(),
                clock.instant().plus(delay));
    }

    void answerTap(CompanyId company, ChannelAccountId account, String callbackId) {
        jobs.schedule(
                TAP.instance(account + "-" + callbackId)
                        .data(new Tap(company, account, callbackId))
                        .build(),
                clock.instant());
    }
}

package app.sembang.channels.telegram;

import app.sembang.channels.telegram.TelegramUpdate.File;
import app.sembang.jobs.Jobs;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import app.sembang.shared.Texts;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What is done besides storing an update, after its commit and off the message path.
@Component
class TelegramJobs {
    static final TaskDescriptor<Download> DOWNLOAD = TaskDescriptor.of("telegram_download", Download.class);
    static final TaskDescriptor<Tap> TAP = TaskDescriptor.of("telegram_answer_tap", Tap.class);

    private final Jobs jobs;
    private final Clock clock;

    TelegramJobs(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /// A file of a message that is to be fetched.
    ///
    /// @param attempt counted from 1
    record Download(
            CompanyId company,
            ChannelAccountId account,
            MessageId message,
            String fileId,
            @Nullable String fileName,
            @Nullable Long size,
            int attempt) {
        Download again() {
            return new Download(company, account, message, fileId, fileName, size, attempt + 1);
        }
    }

    /// A tapped button whose spinner is to stop.
    record Tap(CompanyId company, ChannelAccountId account, String callbackId) {}

    void download(CompanyId company, ChannelAccountId account, MessageId message, File file) {
        schedule(
                new Download(
                        company,
                        account,
                        message,
                        Objects.requireNonNullElse(file.fileId(), ""),
                        file.fileName() == null ? null : Texts.storable(file.fileName()),
                        file.fileSize(),
                        1),
                Duration.ZERO);
    }

    void schedule(Download download, Duration delay) {
        jobs.schedule(
                DOWNLOAD.instance(download.message() + "-" + download.attempt())
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

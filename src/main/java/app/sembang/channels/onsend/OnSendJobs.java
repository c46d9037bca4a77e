package app.sembang.channels.onsend;

import app.sembang.channels.IncomingFiles;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.ChannelConnector;
import app.sembang.jobs.Jobs;
import app.sembang.media.TooLarge;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/// Fetches the files that customers send.
@Component
class OnSendJobs {
    private static final TaskDescriptor<Download> DOWNLOAD = TaskDescriptor.of("onsend-download", Download.class);
    private static final long MOST_BYTES = 100L << 20;

    private final Jobs jobs;
    private final Clock clock;

    OnSendJobs(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /// @param attempt counted from 1
    record Download(CompanyId company, ChannelAccountId account, MessageId message, String url, int attempt) {
        Download again() {
            return new Download(company, account, message, url, attempt + 1);
        }
    }

    void download(CompanyId company, ChannelAccountId account, MessageId message, String url) {
        schedule(new Download(company, account, message, url, 1), Duration.ZERO);
    }

    private void schedule(Download download, Duration delay) {
        jobs.schedule(
                DOWNLOAD.instance(download.message() + "-" + download.attempt())
                        .data(download)
                        .build(),
                clock.instant().plus(delay));
    }

    private void fetch(Download wanted, OnSendApi api, ChannelAccounts accounts, IncomingFiles files) {
        var account = accounts.connection(wanted.company(), Channel.WHATSAPP, wanted.account());
        if (account.isEmpty()) {
            files.fail(wanted.company(), wanted.message(), "The channel account is no longer connected.");
            return;
        }
        try {
            var body = api.download(account.get(), URI.create(wanted.url()));
            if (body.isEmpty()) {
                files.fail(wanted.company(), wanted.message(), "OnSend did not give the file.");
                return;
            }
            files.keep(wanted.company(), wanted.message(), null, body.get(), MOST_BYTES);
        } catch (TooLarge e) {
            files.fail(wanted.company(), wanted.message(), "The file is larger than 100 MB.");
        } catch (IllegalArgumentException notAnAddress) {
            files.fail(wanted.company(), wanted.message(), "OnSend named no address for the file.");
        } catch (IOException e) {
            IncomingFiles.pauseAfter(wanted.attempt())
                    .ifPresentOrElse(
                            pause -> schedule(wanted.again(), pause),
                            () -> files.fail(wanted.company(), wanted.message(), "OnSend did not give the file."));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Task<Download> onsendDownload(OnSendJobs jobs, OnSendApi api, ChannelAccounts accounts, IncomingFiles files) {
            return Tasks.oneTime(DOWNLOAD).execute((job, context) -> jobs.fetch(job.getData(), api, accounts, files));
        }

        @Bean
        ChannelConnector onsendGateway(OnSendApi api) {
            return new OnSendConnector(OnSendWire.GATEWAY, api);
        }

        @Bean
        ChannelConnector onsendDevice(OnSendApi api) {
            return new OnSendConnector(OnSendWire.DEVICE, api);
        }
    }
}

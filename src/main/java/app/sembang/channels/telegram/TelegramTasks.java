package app.sembang.channels.telegram;

import app.sembang.channels.IncomingFiles;
import app.sembang.channels.telegram.TelegramApi.Reply;
import app.sembang.channels.telegram.TelegramJobs.Download;
import app.sembang.channels.telegram.TelegramJobs.Tap;
import app.sembang.channels.telegram.TelegramJobs.Typing;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.contacts.Contacts;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.TooLarge;
import app.sembang.shared.Channel;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TelegramTasks {
    /// What the Bot API lets a bot download.
    private static final long MOST_BYTES = 20L << 20;

    private static final String TOO_LARGE = "The file is larger than 20 MB, more than Telegram lets a bot download.";

    private final TelegramApi api;
    private final TelegramJobs jobs;
    private final ChannelAccounts accounts;
    private final IncomingFiles files;
    private final Contacts contacts;
    private final CompanyTransactions transactions;

    TelegramTasks(
            TelegramApi api,
            TelegramJobs jobs,
            ChannelAccounts accounts,
            IncomingFiles files,
            Contacts contacts,
            CompanyTransactions transactions) {
        this.api = api;
        this.jobs = jobs;
        this.accounts = accounts;
        this.files = files;
        this.contacts = contacts;
        this.transactions = transactions;
    }

    private record SendChatAction(@JsonProperty("chat_id") String chatId, String action) {}

    private record GetFile(@JsonProperty("file_id") String fileId) {}

    private record AnswerCallbackQuery(
            @JsonProperty("callback_query_id") String callbackQueryId) {}

    @Bean
    Task<Download> telegramDownload() {
        return Tasks.oneTime(TelegramJobs.DOWNLOAD).execute((job, context) -> download(job.getData()));
    }

    @Bean
    Task<Tap> telegramAnswerTap() {
        return Tasks.oneTime(TelegramJobs.TAP).execute((job, context) -> answer(job.getData()));
    }

    @Bean
    Task<Typing> telegramTyping() {
        return Tasks.oneTime(TelegramJobs.TYPING).execute((job, context) -> typing(job.getData()));
    }

    /// One that does not arrive is no loss.
    private void typing(Typing typing) {
        transactions
                .in(typing.company(), () -> contacts.sighting(typing.company(), typing.identity()))
                .ifPresent(person -> accounts.connection(typing.company(), Channel.TELEGRAM, person.account())
                        .ifPresent(account -> api.call(
                                account, "sendChatAction", new SendChatAction(person.externalId(), "typing"))));
    }

    private void download(Download wanted) {
        var account = accounts.connection(wanted.company(), Channel.TELEGRAM, wanted.account());
        if (account.isEmpty()) {
            fail(wanted, "The channel account is no longer connected.");
            return;
        }
        if (wanted.size() != null && wanted.size() > MOST_BYTES) {
            fail(wanted, TOO_LARGE);
            return;
        }
        switch (api.call(account.get(), "getFile", new GetFile(wanted.fileId()))) {
            case Reply.Done done ->
                fetch(account.get(), wanted, done.result().path("file_path").asString(""));
            case Reply.Refused refused
            when refused.status() != 429 && refused.status() < 500 ->
                fail(wanted, "Telegram: " + refused.description());
            case Reply.Refused refused -> later(wanted, refused.retryAfter());
            case Reply.NeverSent never -> later(wanted, null);
            case Reply.NoAnswer none -> later(wanted, null);
        }
    }

    private void fetch(Connection account, Download wanted, String filePath) {
        try {
            var body = api.download(account, filePath);
            if (body.isEmpty()) {
                fail(wanted, "Telegram no longer has the file.");
                return;
            }
            files.keep(wanted.company(), wanted.at(), wanted.fileName(), body.get(), MOST_BYTES);
        } catch (TooLarge e) {
            fail(wanted, TOO_LARGE);
        } catch (IOException e) {
            later(wanted, null);
        }
    }

    private void fail(Download wanted, String reason) {
        files.fail(wanted.company(), wanted.at(), reason);
    }

    private void later(Download wanted, @Nullable Duration asked) {
        IncomingFiles.pauseAfter(wanted.attempt())
                .ifPresentOrElse(
                        pause -> jobs.schedule(
                                wanted.again(), asked != null && asked.compareTo(pause) > 0 ? asked : pause),
                        () -> fail(wanted, "Telegram did not give the file."));
    }

    /// Too late is refused by Telegram and does no harm; the customer has stopped looking.
    private void answer(Tap tap) {
        accounts.connection(tap.company(), Channel.TELEGRAM, tap.account())
                .ifPresent(
                        account -> api.call(account, "answerCallbackQuery", new AnswerCallbackQuery(tap.callbackId())));
    }
}

package app.sembang.channels.whatsapp;

import app.sembang.channels.IncomingFiles;
import app.sembang.channels.meta.GraphApi;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.channels.whatsapp.WhatsAppJobs.Download;
import app.sembang.channels.whatsapp.WhatsAppJobs.Seen;
import app.sembang.channels.whatsapp.WhatsAppJobs.Typing;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.conversations.Conversations;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.TooLarge;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WhatsAppTasks {
    /// What Meta takes from a customer.
    private static final long MOST_BYTES = 100L << 20;

    private static final String TOO_LARGE = "The file is larger than 100 MB, more than WhatsApp passes on.";

    private final WhatsAppApi api;
    private final WhatsAppJobs jobs;
    private final ChannelAccounts accounts;
    private final IncomingFiles files;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final MessageTemplates templates;

    WhatsAppTasks(
            WhatsAppApi api,
            WhatsAppJobs jobs,
            ChannelAccounts accounts,
            IncomingFiles files,
            Conversations conversations,
            CompanyTransactions transactions,
            MessageTemplates templates) {
        this.api = api;
        this.jobs = jobs;
        this.accounts = accounts;
        this.files = files;
        this.conversations = conversations;
        this.transactions = transactions;
        this.templates = templates;
    }

    @Bean
    Task<Download> whatsappDownload() {
        return Tasks.oneTime(WhatsAppJobs.DOWNLOAD).execute((job, context) -> download(job.getData()));
    }

    @Bean
    Task<Seen> whatsappSeen() {
        return Tasks.oneTime(WhatsAppJobs.SEEN).execute((job, context) -> seen(job.getData()));
    }

    @Bean
    Task<Typing> whatsappTyping() {
        return Tasks.oneTime(WhatsAppJobs.TYPING).execute((job, context) -> typing(job.getData()));
    }

    @Bean
    Task<WhatsAppJobs.Templates> whatsappTemplates() {
        return Tasks.oneTime(WhatsAppJobs.TEMPLATES).execute((job, context) -> refresh(job.getData()));
    }

    /// Fails, and so is tried again, only where Meta cannot be reached.
    private void refresh(WhatsAppJobs.Templates wanted) {
        try {
            templates.refresh(wanted.company(), wanted.account());
        } catch (Refusal refused) {
            if (refused.kind() == Refusal.Kind.UNAVAILABLE) {
                throw refused;
            }
        }
    }

    /// The address in the event lives five minutes; the id seven days, and gives a fresh address each time.
    private void download(Download wanted) {
        var account = accounts.connection(wanted.company(), Channel.WHATSAPP, wanted.account());
        if (account.isEmpty()) {
            fail(wanted, "The channel account is no longer connected.");
            return;
        }
        var path = GraphApi.encoded(wanted.mediaId()) + "?phone_number_id=" + WhatsAppApi.number(account.get());
        switch (api.get(account.get(), path)) {
            case Reply.Done done ->
                fetch(account.get(), wanted, done.result().path("url").asString(""));
            case Reply.Refused refused when !WhatsAppErrors.of(refused).mayRepeat() -> fail(wanted, refused.words());
            case Reply.Refused refused -> later(wanted);
            case Reply.NeverSent never -> later(wanted);
            case Reply.NoAnswer none -> later(wanted);
        }
    }

    private void fetch(Connection account, Download wanted, String url) {
        try {
            var body = api.download(account, URI.create(url));
            if (body.isEmpty()) {
                // The address may have died on the way; the next try asks for another.
                later(wanted);
                return;
            }
            files.keep(wanted.company(), wanted.message(), wanted.fileName(), body.get(), MOST_BYTES);
        } catch (TooLarge e) {
            fail(wanted, TOO_LARGE);
        } catch (IllegalArgumentException notAnAddress) {
            fail(wanted, "WhatsApp named no address for the file.");
        } catch (IOException e) {
            later(wanted);
        }
    }

    private void fail(Download wanted, String reason) {
        files.fail(wanted.company(), wanted.message(), reason);
    }

    private void later(Download wanted) {
        IncomingFiles.pauseAfter(wanted.attempt())
                .ifPresentOrElse(
                        pause -> jobs.schedule(wanted.again(), pause),
                        () -> fail(wanted, "WhatsApp did not give the file."));
    }

    /// A read mark that does not arrive is no loss: the next one says the same.
    private void seen(Seen seen) {
        transactions
                .in(seen.company(), () -> conversations.atVendor(seen.company(), seen.message()))
                .ifPresent(message -> marks(seen.company(), message, Map.of()));
    }

    /// WhatsApp knows no typing without a read mark.
    private void typing(Typing typing) {
        transactions
                .in(typing.company(), () -> conversations.newestOfContact(typing.company(), typing.conversation()))
                .ifPresent(message ->
                        marks(typing.company(), message, Map.of("typing_indicator", Map.of("type", "text"))));
    }

    private void marks(CompanyId company, Conversations.AtVendor message, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("messaging_product", "whatsapp");
        body.put("status", "read");
        body.put("message_id", message.providerId());
        body.putAll(more);
        accounts.connection(company, Channel.WHATSAPP, message.account())
                .filter(account -> account.capabilities().markRead())
                .ifPresent(account -> api.post(account, WhatsAppApi.number(account) + "/messages", body));
    }
}

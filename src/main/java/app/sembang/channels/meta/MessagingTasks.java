package app.sembang.channels.meta;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.IncomingFiles;
import app.sembang.channels.delivery.ChannelSender;
import app.sembang.channels.inbound.MetaApp;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.channels.meta.MessagingJobs.Action;
import app.sembang.channels.meta.MessagingJobs.Download;
import app.sembang.channels.meta.MessagingJobs.Name;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Sighting;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Both channels, and what is done besides for them.
@Configuration(proxyBeanMethods = false)
class MessagingTasks {
    private static final long MOST_BYTES = 100L << 20;

    private final GraphApi graph;
    private final MessagingJobs jobs;
    private final ChannelAccounts accounts;
    private final Contacts contacts;
    private final IncomingFiles files;
    private final CompanyTransactions transactions;

    MessagingTasks(
            GraphApi graph,
            MessagingJobs jobs,
            ChannelAccounts accounts,
            Contacts contacts,
            IncomingFiles files,
            CompanyTransactions transactions) {
        this.graph = graph;
        this.jobs = jobs;
        this.accounts = accounts;
        this.contacts = contacts;
        this.files = files;
        this.transactions = transactions;
    }

    @Configuration(proxyBeanMethods = false)
    static class Channels {
        @Bean
        ChannelDoor messengerDoor(JsonMapper json, MessagingJobs jobs, MetaApp meta, Clock clock) {
            return new MessagingDoor(Product.MESSENGER, json, jobs, meta, clock);
        }

        @Bean
        ChannelDoor instagramDoor(JsonMapper json, MessagingJobs jobs, MetaApp meta, Clock clock) {
            return new MessagingDoor(Product.INSTAGRAM, json, jobs, meta, clock);
        }

        @Bean
        ChannelConnector messengerConnector(GraphApi graph, Clock clock) {
            return new MessagingConnector(Product.MESSENGER, graph, clock);
        }

        @Bean
        ChannelConnector instagramConnector(GraphApi graph, Clock clock) {
            return new MessagingConnector(Product.INSTAGRAM, graph, clock);
        }

        @Bean
        ChannelSender messengerSender(
                GraphApi graph, MediaFiles files, Clock clock, @Value("${sembang.media.base-url}") String baseUrl) {
            return new MessagingSender(Product.MESSENGER, graph, files, clock, baseUrl);
        }

        @Bean
        ChannelSender instagramSender(
                GraphApi graph, MediaFiles files, Clock clock, @Value("${sembang.media.base-url}") String baseUrl) {
            return new MessagingSender(Product.INSTAGRAM, graph, files, clock, baseUrl);
        }
    }

    @Bean
    Task<Download> metaDownload() {
        return Tasks.oneTime(MessagingJobs.DOWNLOAD).execute((job, context) -> download(job.getData()));
    }

    @Bean
    Task<Name> metaName() {
        return Tasks.oneTime(MessagingJobs.NAME).execute((job, context) -> name(job.getData()));
    }

    @Bean
    Task<Action> metaAction() {
        return Tasks.oneTime(MessagingJobs.ACTION).execute((job, context) -> act(job.getData()));
    }

    /// Some people's names are not given to anybody; they stay without.
    private void name(Name wanted) {
        var product = Product.of(wanted.channel()).orElseThrow();
        accounts.connection(wanted.company(), wanted.channel(), wanted.account())
                .map(account -> graph.get(
                        product.vendor,
                        account,
                        "%s?fields=%s".formatted(GraphApi.encoded(wanted.person()), product.profileFields)))
                .ifPresent(reply -> {
                    if (reply instanceof Reply.Done(var profile)) {
                        transactions.run(
                                wanted.company(), () -> contacts.named(wanted.company(), sighting(wanted, profile)));
                    }
                });
    }

    private static Sighting sighting(Name wanted, JsonNode profile) {
        var name = EventFields.name(EventFields.first(profile, "name"));
        return new Sighting(
                wanted.account(),
                wanted.person(),
                name == null ? fullName(profile) : name,
                EventFields.name(EventFields.first(profile, "username")),
                null);
    }

    private static @Nullable String fullName(JsonNode profile) {
        return EventFields.name(Stream.of("first_name", "last_name")
                .map(part -> EventFields.first(profile, part))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" ")));
    }

    /// One that does not arrive is no loss.
    private void act(Action action) {
        var product = Product.of(action.channel()).orElseThrow();
        transactions
                .in(action.company(), () -> contacts.sighting(action.company(), action.identity()))
                .ifPresent(person -> accounts.connection(action.company(), action.channel(), person.account())
                        .ifPresent(account -> graph.post(
                                product.vendor,
                                account,
                                product.path(account) + "/messages",
                                Map.of(
                                        "recipient",
                                        Map.of("id", person.externalId()),
                                        "sender_action",
                                        action.what()))));
    }

    private void download(Download wanted) {
        var account = accounts.connection(wanted.company(), wanted.channel(), wanted.account());
        if (account.isEmpty()) {
            fail(wanted, "The channel account is no longer connected.");
            return;
        }
        fetch(Product.of(wanted.channel()).orElseThrow(), account.get(), wanted);
    }

    /// The address carries a signature of its own; the access token is not shown to it.
    private void fetch(Product product, Connection account, Download wanted) {
        try {
            var body = graph.download(product.vendor, account, URI.create(wanted.url()), false);
            if (body.isEmpty()) {
                fail(wanted, product.vendor.title() + " no longer has the file.");
                return;
            }
            files.keep(wanted.company(), wanted.message(), null, body.get(), MOST_BYTES);
        } catch (TooLarge e) {
            fail(wanted, "The file is larger than 100 MB.");
        } catch (IllegalArgumentException notAnAddress) {
            fail(wanted, product.vendor.title() + " named no address for the file.");
        } catch (IOException e) {
            later(product, wanted);
        }
    }

    private void fail(Download wanted, String reason) {
        files.fail(wanted.company(), wanted.message(), reason);
    }

    private void later(Product product, Download wanted) {
        IncomingFiles.pauseAfter(wanted.attempt())
                .ifPresentOrElse(
                        pause -> jobs.schedule(wanted.again(), pause),
                        () -> fail(wanted, product.vendor.title() + " did not give the file."));
    }
}

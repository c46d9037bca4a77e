package app.sembang.channels.whatsapp;

import app.sembang.conversations.AssistantThinks;
import app.sembang.conversations.MemberTyping;
import app.sembang.conversations.ThreadChanged;
import app.sembang.jobs.Jobs;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MessageId;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What is done besides storing an event, after its commit and off the message path.
@Component
class WhatsAppJobs {
    static final TaskDescriptor<Download> DOWNLOAD = TaskDescriptor.of("whatsapp_download", Download.class);
    static final TaskDescriptor<Typing> TYPING = TaskDescriptor.of("whatsapp_typing", Typing.class);
    static final TaskDescriptor<Seen> SEEN = TaskDescriptor.of("whatsapp_seen", Seen.class);
    static final TaskDescriptor<Templates> TEMPLATES = TaskDescriptor.of("whatsapp_templates", Templates.class);
    private static final Duration TYPING_SHOWN = Duration.ofSeconds(25);

    private final Jobs jobs;
    private final Clock clock;

    WhatsAppJobs(Jobs jobs, Clock clock) {
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
            String mediaId,
            @Nullable String fileName,
            int attempt) {
        Download again() {
            return new Download(company, account, message, mediaId, fileName, attempt + 1);
        }
    }

    /// A message whose sender shall see that it was read, and all before it.
    record Seen(CompanyId company, MessageId message) {}

    /// A conversation in which a member types.
    record Typing(CompanyId company, ConversationId conversation) {}

    /// An account whose templates Meta has changed.
    record Templates(CompanyId company, ChannelAccountId account) {}

    /// Once for all that Meta tells within a second.
    void refreshTemplates(CompanyId company, ChannelAccountId account) {
        var at = clock.instant().plusSeconds(1);
        jobs.schedule(
                TEMPLATES
                        .instance(account + "-" + at.getEpochSecond())
                        .data(new Templates(company, account))
                        .build(),
                at);
    }

    void download(
            CompanyId company, ChannelAccountId account, MessageId message, String mediaId, @Nullable String fileName) {
        schedule(new Download(company, account, message, mediaId, fileName, 1), Duration.ZERO);
    }

    void schedule(Download download, Duration delay) {
        jobs.schedule(
                DOWNLOAD.instance(download.message() + "-" + download.attempt())
                        .data(download)
                        .build(),
                clock.instant().plus(delay));
    }

    /// WhatsApp shows it for 25 seconds, or until the answer comes.
    @EventListener
    void on(MemberTyping event) {
        if (event.channel() == Channel.WHATSAPP && event.on()) {
            typing(event.company(), event.conversation());
        }
    }

    @EventListener
    void on(AssistantThinks event) {
        if (event.channel() == Channel.WHATSAPP) {
            typing(event.company(), event.conversation());
        }
    }

    private void typing(CompanyId company, ConversationId conversation) {
        var now = clock.instant();
        jobs.schedule(
                TYPING.instance(conversation + "/" + now.getEpochSecond() / TYPING_SHOWN.toSeconds())
                        .data(new Typing(company, conversation))
                        .build(),
                now);
    }

    @EventListener
    void on(ThreadChanged event) {
        for (var change : event.changes()) {
            if (change.channel() == Channel.WHATSAPP
                    && change.what() == ThreadChanged.What.READ_BY_MEMBER
                    && change.message() != null) {
                jobs.schedule(
                        SEEN.instance(change.message().toString())
                                .data(new Seen(event.company(), change.message()))
                                .build(),
                        clock.instant());
            }
        }
    }
}

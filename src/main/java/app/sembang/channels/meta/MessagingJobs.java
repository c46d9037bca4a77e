package app.sembang.channels.meta;

import app.sembang.conversations.AssistantThinks;
import app.sembang.conversations.MemberTyping;
import app.sembang.conversations.ThreadChanged;
import app.sembang.jobs.Jobs;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MessageId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// What is done besides storing an event, after its commit and off the message path.
@Component
class MessagingJobs {
    static final TaskDescriptor<Download> DOWNLOAD = TaskDescriptor.of("meta_download", Download.class);
    static final TaskDescriptor<Name> NAME = TaskDescriptor.of("meta_name", Name.class);
    static final TaskDescriptor<Action> ACTION = TaskDescriptor.of("meta_action", Action.class);
    private static final Duration TYPING_SHOWN = Duration.ofSeconds(20);
    private static final Duration NAMES_LAST = Duration.ofDays(7);

    private final Jobs jobs;
    private final Clock clock;
    private final Cache<String, Boolean> asked = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(NAMES_LAST)
            .build();

    MessagingJobs(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /// A file of a message that is to be fetched.
    ///
    /// @param attempt counted from 1
    record Download(
            CompanyId company, Channel channel, ChannelAccountId account, MessageId message, String url, int attempt) {
        Download again() {
            return new Download(company, channel, account, message, url, attempt + 1);
        }
    }

    /// A person whose name is to be asked for.
    record Name(CompanyId company, Channel channel, ChannelAccountId account, String person) {}

    /// What the person shall see without a message: that a member types, or has read.
    record Action(CompanyId company, Channel channel, ContactIdentityId identity, String what) {}

    /// At most once a week for each person.
    void name(CompanyId company, Channel channel, ChannelAccountId account, String person) {
        var key = account + "/" + person;
        if (asked.asMap().putIfAbsent(key, Boolean.TRUE) == null) {
            jobs.schedule(
                    NAME.instance(key)
                            .data(new Name(company, channel, account, person))
                            .build(),
                    clock.instant());
        }
    }

    void download(CompanyId company, Channel channel, ChannelAccountId account, MessageId message, String url) {
        schedule(new Download(company, channel, account, message, url, 1), Duration.ZERO);
    }

    void schedule(Download download, Duration delay) {
        jobs.schedule(
                DOWNLOAD.instance(download.message() + "-" + download.attempt())
                        .data(download)
                        .build(),
                clock.instant().plus(delay));
    }

    @EventListener
    void on(MemberTyping event) {
        if (event.on() && Product.of(event.channel()).isPresent()) {
            act(event.company(), event.channel(), event.identity(), "typing_on", TYPING_SHOWN);
        }
    }

    @EventListener
    void on(AssistantThinks event) {
        if (Product.of(event.channel()).isPresent()) {
            act(event.company(), event.channel(), event.identity(), "typing_on", TYPING_SHOWN);
        }
    }

    @EventListener
    void on(ThreadChanged event) {
        for (var change : event.changes()) {
            if (change.what() == ThreadChanged.What.READ_BY_MEMBER
                    && Product.of(change.channel()).isPresent()) {
                act(event.company(), change.channel(), change.identity(), "mark_seen", Duration.ofSeconds(1));
            }
        }
    }

    private void act(CompanyId company, Channel channel, ContactIdentityId identity, String what, Duration once) {
        var now = clock.instant();
        jobs.schedule(
                ACTION.instance("%s/%s/%d".formatted(identity, what, now.getEpochSecond() / once.toSeconds()))
                        .data(new Action(company, channel, identity, what))
                        .build(),
                now);
    }
}

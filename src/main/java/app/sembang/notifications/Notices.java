package app.sembang.notifications;

import app.sembang.companies.Companies;
import app.sembang.companies.RoomTaken;
import app.sembang.connections.ChannelAccountBroke;
import app.sembang.connections.ChannelAccountExpiring;
import app.sembang.conversations.ActivityWritten;
import app.sembang.conversations.ConversationRead;
import app.sembang.conversations.HoldersConcerned;
import app.sembang.conversations.MembersMentioned;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.Permission;
import app.sembang.identity.Role;
import app.sembang.models.BudgetReached;
import app.sembang.notifications.Notice.Kind;
import app.sembang.notifications.Notice.Quota;
import app.sembang.notifications.NoticeStore.News;
import app.sembang.realtime.Audience;
import app.sembang.realtime.StreamEvent;
import app.sembang.realtime.StreamEvents;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Texts;
import app.sembang.tasks.TaskDue;
import app.sembang.tasks.TaskGiven;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Who is told of what. Written in the commit that brings it about; nobody is told what they did themselves.
@Component
class Notices {
    private static final int LONGEST_REASON = 500;

    private final NoticeStore notices;
    private final Members members;
    private final Companies companies;
    private final StreamEvents stream;
    private final Outside outside;
    private final InstantSource clock;

    Notices(
            NoticeStore notices,
            Members members,
            Companies companies,
            StreamEvents stream,
            Outside outside,
            InstantSource clock) {
        this.notices = notices;
        this.members = members;
        this.companies = companies;
        this.stream = stream;
        this.outside = outside;
        this.clock = clock;
    }

    @EventListener
    void on(ActivityWritten written) {
        var told = new Told(written.company(), written.at());
        for (var line : written.lines()) {
            var conversation = line.conversation();
            var once = conversation + "/" + written.at();
            var reason = line.facts().get("reason");
            switch (line.kind()) {
                case "assigned" -> {
                    told.add(line.assignee(), Kind.ASSIGNED, once, conversation, null, null, line.actor(), reason);
                    var askedBy = line.facts().get("askedBy");
                    if (askedBy != null) {
                        told.add(
                                MemberId.from(askedBy),
                                Kind.TRANSFER_APPROVED,
                                once,
                                conversation,
                                null,
                                null,
                                line.actor(),
                                null);
                    }
                }
                case "transfer_requested" ->
                    told.admins(Kind.TRANSFER_ASKED, once, conversation, null, line.actor(), reason);
                case "transfer_declined" ->
                    told.add(
                            line.assignee(),
                            Kind.TRANSFER_DECLINED,
                            once,
                            conversation,
                            null,
                            null,
                            line.actor(),
                            reason);
                case "started", "unassigned" -> {
                    if (line.assignee() == null) {
                        told.admins(Kind.UNASSIGNED, once, conversation, null, line.actor(), reason);
                    }
                }
                case "sla_warning" -> {
                    if (line.assignee() == null) {
                        told.admins(Kind.SLA_WARNING, once, conversation, null, null, null);
                    } else {
                        told.add(line.assignee(), Kind.SLA_WARNING, once, conversation, null, null, null, null);
                    }
                }
                case "sla_breach" -> {
                    told.add(line.assignee(), Kind.SLA_BREACH, once, conversation, null, null, null, null);
                    told.admins(Kind.SLA_BREACH, once, conversation, null, null, null);
                }
                case "handed_over" -> {
                    told.add(line.assignee(), Kind.HANDED_OVER, once, conversation, null, null, line.actor(), reason);
                    told.admins(Kind.HANDED_OVER, once, conversation, null, line.actor(), reason);
                }
                case "woken" -> {
                    if ("time".equals(line.facts().get("because"))) {
                        told.add(line.assignee(), Kind.WOKEN, once, conversation, null, null, null, null);
                    }
                }
                case "scheduled_not_sent" -> {
                    if (!"customer_wrote".equals(reason)) {
                        told.add(line.assignee(), Kind.NOT_SENT, once, conversation, null, null, null, null);
                    }
                }
                case "became_hot" -> {
                    // Of a contact with several conversations each agent is told of the own one, and nobody twice.
                    var crossing = line.contact() + "/" + written.at();
                    told.add(line.assignee(), Kind.HOT_LEAD, crossing, conversation, null, null, null, null);
                    told.admins(Kind.HOT_LEAD, crossing, conversation, null, null, null);
                }
                default -> {}
            }
        }
        told.write();
    }

    /// A note is told to those who may read it.
    @EventListener
    void on(MembersMentioned mentioned) {
        var told = new Told(mentioned.company(), mentioned.at());
        for (var member : members.active(mentioned.company())) {
            boolean sees = member.role() != Role.COMPANY_USER || member.id().equals(mentioned.assignee());
            if (sees && mentioned.mentioned().contains(member.id())) {
                told.add(
                        member.id(),
                        Kind.MENTIONED,
                        mentioned.note().toString(),
                        mentioned.conversation(),
                        null,
                        null,
                        mentioned.author(),
                        null);
            }
        }
        told.write();
    }

    @EventListener
    void on(HoldersConcerned concerned) {
        var told = new Told(concerned.company(), concerned.at());
        concerned
                .items()
                .forEach(item -> told.add(
                        item.holder(),
                        Kind.CUSTOMER_WROTE,
                        item.conversation() + "/" + item.readTo(),
                        item.conversation(),
                        null,
                        null,
                        null,
                        null));
        told.write();
    }

    @EventListener
    void on(ConversationRead read) {
        var company = read.company();
        var member = read.member();
        if (notices.readWithConversation(company, member, read.conversation(), read.at())) {
            stream.append(company, List.of(NoticeStream.read(member, notices.unread(company, member))));
        }
    }

    @EventListener
    void on(ChannelAccountBroke broke) {
        var told = new Told(broke.company(), broke.at());
        told.admins(
                Kind.CHANNEL_BROKEN, broke.account() + "/" + broke.at(), null, broke.account(), null, broke.words());
        told.write();
    }

    /// Once for each end, however often it is tried to put it off.
    @EventListener
    void on(ChannelAccountExpiring expiring) {
        var told = new Told(expiring.company(), clock.instant());
        told.admins(
                Kind.CHANNEL_EXPIRING,
                expiring.account() + "/" + expiring.until(),
                null,
                expiring.account(),
                null,
                expiring.words());
        told.write();
    }

    /// At four fifths and at the end of it, once in each period and for each budget.
    @EventListener
    void on(BudgetReached reached) {
        var of = reached.span() == BudgetReached.Span.MONTH ? Quota.Of.MODEL_MONTH : Quota.Of.MODEL_DAY;
        tell(
                reached.company(),
                new Quota(of, reached.used(), reached.allowed()),
                reached.rank() + "/" + reached.period(),
                Permission.KNOWLEDGE_VIEW);
    }

    @EventListener
    void on(RoomTaken taken) {
        var of = Quota.Of.from(taken.limit().name());
        tell(
                taken.company(),
                new Quota(of, BigDecimal.valueOf(taken.used()), BigDecimal.valueOf(taken.allowed())),
                "",
                switch (taken.limit()) {
                    case MEMBERS -> Permission.PEOPLE_VIEW;
                    case CHANNEL_ACCOUNTS -> Permission.CHANNELS_VIEW;
                    case OUTLETS -> Permission.OUTLETS_VIEW;
                });
    }

    private void tell(CompanyId company, Quota quota, String period, Permission seeing) {
        var cause = String.join(
                "/",
                quota.of().value(),
                period,
                quota.allowed().stripTrailingZeros().toPlainString(),
                quota.reached() ? "100" : "80");
        var now = clock.instant();
        var news = members.active(company).stream()
                .filter(member -> member.role() == Role.COMPANY_ADMIN && may(member, seeing))
                .map(admin ->
                        new News(Ids.next(), admin.id(), Kind.QUOTA, cause, null, null, null, null, null, quota, now))
                .toList();
        if (!news.isEmpty()) write(company, news);
    }

    @EventListener
    void on(TaskDue due) {
        var told = new Told(due.company(), clock.instant());
        told.add(
                due.assignee(),
                Kind.TASK_DUE,
                due.task() + "/" + due.dueAt(),
                due.conversation(),
                null,
                due.task(),
                null,
                null);
        told.write();
    }

    @EventListener
    void on(TaskGiven given) {
        var told = new Told(given.company(), given.at());
        told.add(
                given.assignee(),
                Kind.TASK_GIVEN,
                given.task() + "/" + given.at(),
                given.conversation(),
                null,
                given.task(),
                given.by(),
                null);
        told.write();
    }

    /// What one event tells, written in a handful of statements.
    private final class Told {
        private final CompanyId company;
        private final Instant at;
        private final List<News> news = new ArrayList<>();
        private final Set<List<Object>> known = new LinkedHashSet<>();
        private @Nullable List<MemberId> admins;

        Told(CompanyId company, Instant at) {
            this.company = company;
            this.at = at;
        }

        void add(
                @Nullable MemberId member,
                Kind kind,
                String cause,
                @Nullable ConversationId conversation,
                @Nullable ChannelAccountId account,
                @Nullable UUID task,
                @Nullable MemberId actor,
                @Nullable String reason) {
            if (member == null || member.equals(actor) || !known.add(List.of(member, kind, cause))) {
                return;
            }
            news.add(new News(
                    Ids.next(), member, kind, cause, conversation, account, task, actor, shortened(reason), null, at));
        }

        void admins(
                Kind kind,
                String cause,
                @Nullable ConversationId conversation,
                @Nullable ChannelAccountId account,
                @Nullable MemberId actor,
                @Nullable String reason) {
            var all = admins;
            if (all == null) {
                var seeing = kind == Kind.CHANNEL_BROKEN || kind == Kind.CHANNEL_EXPIRING
                        ? Permission.CHANNELS_VIEW
                        : Permission.CONVERSATIONS_VIEW;
                all = members.active(company).stream()
                        .filter(member -> member.role() == Role.COMPANY_ADMIN)
                        .filter(member -> may(member, seeing))
                        .map(Member::id)
                        .toList();
                admins = all;
            }
            all.forEach(admin -> add(admin, kind, cause, conversation, account, null, actor, reason));
        }

        void write() {
            if (!news.isEmpty()) {
                Notices.this.write(company, news);
            }
        }
    }

    private static boolean may(Member member, Permission permission) {
        var own = member.permissions();
        return own == null || own.contains(permission);
    }

    private static @Nullable String shortened(@Nullable String reason) {
        return reason == null || reason.isBlank() ? null : Texts.beginning(reason, LONGEST_REASON);
    }

    private void write(CompanyId company, List<News> news) {
        var zone = companies.find(company).orElseThrow().timeZone();
        var written = notices.insert(company, news, zone);
        stream.append(
                company,
                written.stream()
                        .filter(NoticeStore.Written::shown)
                        .map(one ->
                                StreamEvent.of(new Audience.OneMember(one.member()), NoticeStream.CREATED, one.id()))
                        .toList());
        outside.plan(company, written, zone);
    }

    /// Its reader asked for it: it goes where it was asked for, whatever the preferences say.
    void test(Member me, Outside.Way way) {
        var now = clock.instant();
        var id = Ids.next();
        var news = new News(id, me.id(), Kind.TEST, id.toString(), null, null, null, null, null, null, now);
        write(me.company(), List.of(news));
        outside.at(me.company(), me.id(), id, way, now);
    }
}

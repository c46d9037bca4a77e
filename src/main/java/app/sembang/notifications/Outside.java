package app.sembang.notifications;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.jobs.Jobs;
import app.sembang.mail.Mails;
import app.sembang.notifications.NoticeStore.Written;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Brings notices to where their readers are when no page is open: by mail, at once or gathered once a day, and by
/// push. Nothing goes out in the reader's quiet hours, and what was read meanwhile does not go out at all.
@Component
class Outside {
    private static final TaskDescriptor<Trip> TELL = TaskDescriptor.of("tell-outside", Trip.class);

    /// Where a notice can go.
    @Schema(name = "NotificationWay")
    enum Way {
        IN_APP,
        MAIL,
        PUSH;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Way from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    record Trip(CompanyId company, MemberId member, Way way, Instant at) {}

    private final NoticeStore notices;
    private final NoticeLetters letters;
    private final Pushes pushes;
    private final Members members;
    private final Mails mails;
    private final Jobs jobs;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    Outside(
            NoticeStore notices,
            NoticeLetters letters,
            Pushes pushes,
            Members members,
            Mails mails,
            Jobs jobs,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            InstantSource clock) {
        this.notices = notices;
        this.letters = letters;
        this.pushes = pushes;
        this.members = members;
        this.mails = mails;
        this.jobs = jobs;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Configuration(proxyBeanMethods = false)
    static class Job {
        @Bean
        OneTimeTask<Trip> tellOutside(ObjectProvider<Outside> outside) {
            return Tasks.oneTime(TELL)
                    .execute((instance, context) -> outside.getObject().go(instance.getData()));
        }
    }

    /// With the caller's transaction. All that is due to a member at one moment goes together.
    void plan(CompanyId company, List<Written> written, ZoneId zone) {
        var now = clock.instant();
        var trips = new LinkedHashSet<Trip>();
        for (var one : written) {
            var hours = Objects.requireNonNullElse(one.hours(), new Hours(zone, null, null, Hours.USUAL_DIGEST));
            if (one.mail() != Notice.Mail.OFF && mails.available()) {
                var at = one.mail() == Notice.Mail.DIGEST ? hours.nextDigest(now) : hours.notBefore(now);
                notices.mailAt(company, one.id(), at);
                trips.add(new Trip(company, one.member(), Way.MAIL, at));
            }
            if (one.push()) {
                var at = hours.notBefore(now);
                notices.pushAt(company, one.id(), at);
                trips.add(new Trip(company, one.member(), Way.PUSH, at));
            }
        }
        trips.forEach(this::schedule);
    }

    void at(CompanyId company, MemberId member, UUID notice, Way way, Instant at) {
        switch (way) {
            case IN_APP -> {
                return;
            }
            case MAIL -> notices.mailAt(company, notice, at);
            case PUSH -> notices.pushAt(company, notice, at);
        }
        schedule(new Trip(company, member, way, at));
    }

    private void schedule(Trip trip) {
        jobs.schedule(
                TELL.instance("%s/%s/%s".formatted(trip.member(), trip.way().value(), trip.at()))
                        .data(trip)
                        .build(),
                trip.at());
    }

    private void go(Trip trip) {
        switch (trip.way()) {
            case IN_APP -> {}
            case MAIL -> mail(trip);
            case PUSH -> push(trip);
        }
    }

    /// What is written may name only what its reader sees when it is written.
    private void mail(Trip trip) {
        var member = reader(trip);
        if (member == null) return;
        transactions.<@Nullable Object>as(member.access(), () -> {
            var told = notices.takeMail(trip.company(), trip.member(), clock.instant());
            if (!told.isEmpty()) {
                mails.queue(trip.company(), letters.letter(member, address(trip), told));
            }
            return null;
        });
    }

    private @Nullable Member reader(Trip trip) {
        return members.active(trip.company()).stream()
                .filter(member -> member.id().equals(trip.member()))
                .findFirst()
                .orElse(null);
    }

    private String address(Trip trip) {
        return jdbc.sql("select email from member where company_id = :company and id = :member")
                .param("company", trip.company().value())
                .param("member", trip.member().value())
                .query(String.class)
                .single();
    }

    private void push(Trip trip) {
        var member = reader(trip);
        if (member == null) return;
        var now = clock.instant();
        var due = transactions.as(member.access(), () -> notices.duePush(trip.company(), trip.member(), now));
        due.forEach(notice -> pushes.send(member, notice.id(), letters.line(member, notice)));
        transactions.<@Nullable Object>as(member.access(), () -> {
            notices.pushed(trip.company(), trip.member(), now);
            return null;
        });
    }
}

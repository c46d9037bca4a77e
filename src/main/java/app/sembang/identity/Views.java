package app.sembang.identity;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Looks of super admins into companies: read-only, with a reason, for at most an hour, told to the company in its
/// audit log the moment one begins.
@Component
class Views {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final SignIns signIns;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;

    /// @param viewer in the company's eyes: a viewer whose id is the view's and who is no member
    record View(Member viewer, String email, String reason, Instant endsAt) {}

    Views(
            CompanyTransactions transactions,
            Companies companies,
            SignIns signIns,
            AuditLog audit,
            JdbcClient jdbc,
            Clock clock) {
        this.transactions = transactions;
        this.companies = companies;
        this.signIns = signIns;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    View begin(Member superAdmin, CompanyId company, String reason, Duration time) {
        if (companies.find(company).isEmpty()) {
            throw Refusal.notFound("company", company);
        }
        var email = signIns.of(superAdmin).email();
        var now = clock.instant();
        var viewer = new Member(MemberId.next(), company, Role.VIEWER, superAdmin.name(), superAdmin.language(), null);
        var view = new View(viewer, email, reason, now.plus(time));
        transactions.run(company, () -> {
            jdbc.sql("""
                    insert into company_view (company_id, id, viewer_id, viewer_name, viewer_email, viewer_language, reason,
                                              started_at, ends_at)
                    values (:company, :id, :viewer, :name, :email, :language, :reason, :now, :end)
                    """)
                    .param("company", company.value())
                    .param("id", viewer.id().value())
                    .param("viewer", superAdmin.id().value())
                    .param("name", superAdmin.name())
                    .param("email", email)
                    .param("language", superAdmin.language().tag())
                    .param("reason", reason)
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("end", view.endsAt().atOffset(ZoneOffset.UTC))
                    .update();
            audit.record(
                    company,
                    superAdmin.id(),
                    "company_viewed",
                    viewer.id(),
                    Map.of(),
                    Map.of(
                            "by",
                            email,
                            "reason",
                            reason,
                            "endsAt",
                            view.endsAt().toString()));
        });
        return view;
    }

    /// Empty for one that has ended, and for the id of a member.
    Optional<View> find(CompanyId company, MemberId id) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        select viewer_name, viewer_email, viewer_language, reason, ends_at
                          from company_view
                         where company_id = :company and id = :id and ends_at > :now
                        """)
                        .param("company", company.value())
                        .param("id", id.value())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .query((row, number) -> new View(
                                new Member(
                                        id,
                                        company,
                                        Role.VIEWER,
                                        row.getString("viewer_name"),
                                        Language.from(row.getString("viewer_language")),
                                        null),
                                row.getString("viewer_email"),
                                row.getString("reason"),
                                row.getObject("ends_at", OffsetDateTime.class).toInstant()))
                        .optional());
    }

    Profile profile(View view) {
        var viewer = view.viewer();
        return new Profile(
                viewer.id(),
                viewer.name(),
                view.email(),
                viewer.role(),
                null,
                viewer.language(),
                "",
                false,
                null,
                true,
                Profile.Workplace.of(companies.find(viewer.company()).orElseThrow()),
                List.of(),
                true,
                false,
                new Profile.View(view.reason(), view.endsAt()));
    }
}

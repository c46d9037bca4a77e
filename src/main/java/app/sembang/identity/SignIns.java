package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/// How people prove who they are: by e-mail address and password, over all companies.
@Component
class SignIns {
    /// Compared with when nobody has the address, so that both answers take as long. It is of no one's password.
    private static final String NOBODYS = "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG";

    private final JdbcClient platform;
    private final PasswordEncoder passwords;
    private final Attempts attempts;

    private record Known(
            String passwordHash,
            boolean demo,
            @Nullable CompanyId company,
            @Nullable MemberId member) {}

    /// Who may come in: the first company the person joined and still works in.
    record Proven(CompanyId company, MemberId member) {}

    SignIns(@Qualifier("platform") JdbcClient platform, PasswordEncoder passwords, Attempts attempts) {
        this.platform = platform;
        this.passwords = passwords;
        this.attempts = attempts;
    }

    Proven prove(String email, String password, Visit visit) {
        var attempt = attempts.begin(visit.address(), normal(email));
        var known = find(normal(email));
        boolean right =
                passwords.matches(password, known.map(Known::passwordHash).orElse(NOBODYS));
        var company = known.map(Known::company).orElse(null);
        var member = known.map(Known::member).orElse(null);
        if (!right || company == null || member == null) {
            throw new Refusal(
                    Refusal.Kind.UNAUTHENTICATED,
                    "bad-credentials",
                    "E-mail address and password do not belong together.");
        }
        if (known.map(Known::demo).orElse(false) && !visit.local()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "demo-sign-in-only-from-loopback",
                    "Demo sign-ins have a published password and work only on the machine itself.",
                    Map.of());
        }
        attempt.succeeded();
        return new Proven(company, member);
    }

    private Optional<Known> find(String email) {
        return platform.sql("""
                select sign_in.password_hash, sign_in.demo, member.company_id, member.id
                from sign_in left join member on member.sign_in_id = sign_in.id and member.active
                where sign_in.email = :email
                order by member.created_at, member.id limit 1
                """)
                .param("email", email)
                .query((row, number) -> {
                    var company = row.getString("company_id");
                    var member = row.getString("id");
                    return new Known(
                            row.getString("password_hash"),
                            row.getBoolean("demo"),
                            company == null ? null : CompanyId.from(company),
                            member == null ? null : MemberId.from(member));
                })
                .optional();
    }

    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}

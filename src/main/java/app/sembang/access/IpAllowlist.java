package app.sembang.access;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Entrance;
import app.sembang.identity.Member;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The networks a company's people and programs may come from; an empty list lets them come from anywhere.
/// Its customers and the vendors are not asked.
@Component
public class IpAllowlist implements Entrance {
    private static final int MOST = 100;
    private static final Pattern NETWORK =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|(?=[^/]*:)[0-9a-fA-F:.]{2,45})(/\\d{1,3})?");

    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final Clock clock;
    /// What another process changed is seen after ten seconds.
    private final Cache<CompanyId, List<IpAddressMatcher>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    IpAllowlist(CompanyTransactions transactions, AuditLog audit, JdbcClient jdbc, Clock clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Refuses an address the company does not want its people to come from. Inside a transaction of the company and
    /// outside of any.
    @Override
    public void admit(CompanyId company, String address) {
        var networks = known.getIfPresent(company);
        if (networks == null) {
            boolean inside = TransactionSynchronizationManager.isActualTransactionActive();
            networks = matchers(inside ? read(company) : transactions.in(company, () -> read(company)));
            known.put(company, networks);
        }
        if (!contain(networks, address)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "address-not-allowed",
                    "Your company does not let its people come from the address %s.".formatted(address));
        }
    }

    List<String> networks(Member me) {
        return transactions.as(me.access(), () -> read(me.company()));
    }

    List<String> replace(Member me, List<String> wanted, String callersAddress) {
        var networks = List.copyOf(
                new LinkedHashSet<>(wanted.stream().map(String::strip).toList()));
        if (networks.size() > MOST) {
            throw Refusal.invalid("networks", "Use at most %d networks.".formatted(MOST));
        }
        if (!contain(matchers(networks), callersAddress)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "locks-you-out",
                    "Your own address %s is not among these networks.".formatted(callersAddress));
        }
        transactions.run(me.company(), () -> {
            var before = read(me.company());
            if (networks.isEmpty()) {
                jdbc.sql("delete from ip_allowlist where company_id = :company")
                        .param("company", me.company().value())
                        .update();
            } else {
                jdbc.sql("""
                        insert into ip_allowlist (company_id, networks, updated_at) values (:company, :networks, :now)
                        on conflict (company_id) do update set networks = excluded.networks, updated_at = excluded.updated_at
                        """)
                        .param("company", me.company().value())
                        .param("networks", networks.toArray(String[]::new))
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update();
            }
            audit.record(
                    me.company(),
                    me.id(),
                    "ip_allowlist_changed",
                    "ip_allowlist",
                    Map.of("networks", before),
                    Map.of("networks", networks));
        });
        known.invalidate(me.company());
        return networks;
    }

    private List<String> read(CompanyId company) {
        return jdbc.sql("select networks from ip_allowlist where company_id = :company")
                .param("company", company.value())
                .query((row, number) ->
                        List.of((String[]) row.getArray("networks").getArray()))
                .optional()
                .orElse(List.of());
    }

    private static boolean contain(List<IpAddressMatcher> networks, String address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.matches(address));
    }

    private static List<IpAddressMatcher> matchers(List<String> networks) {
        return networks.stream().map(IpAllowlist::matcher).toList();
    }

    private static IpAddressMatcher matcher(String network) {
        try {
            // Never a name: looking one up would let its owner decide.
            if (NETWORK.matcher(network).matches()) {
                return new IpAddressMatcher(network);
            }
        } catch (IllegalArgumentException notANetwork) {
            throw refused(network, notANetwork);
        }
        throw refused(network, null);
    }

    private static Refusal refused(String network, @Nullable Exception cause) {
        var refusal = Refusal.invalid(
                "networks",
                "'%s' is no address or network, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32."
                        .formatted(network.length() > 60 ? network.substring(0, 60) + "…" : network));
        if (cause != null) {
            refusal.initCause(cause);
        }
        return refusal;
    }
}

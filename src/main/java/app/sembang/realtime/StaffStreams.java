package app.sembang.realtime;

import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.Scope;
import app.sembang.identity.Attendance;
import app.sembang.shared.CompanyId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What members are told. Each company somebody listens to has one reader, for all its listeners.
@Component
class StaffStreams {
    private final CompanyTransactions transactions;
    private final Companies companies;
    private final StreamStore store;
    private final Expansion expansion;
    private final Attendance attendance;
    private final Clock clock;
    private final ConcurrentMap<CompanyId, CompanyReader> readers = new ConcurrentHashMap<>();

    StaffStreams(
            CompanyTransactions transactions,
            Companies companies,
            StreamStore store,
            Expansion expansion,
            Attendance attendance,
            Clock clock,
            Signals signals) {
        this.transactions = transactions;
        this.companies = companies;
        this.store = store;
        this.expansion = expansion;
        this.attendance = attendance;
        this.clock = clock;
        signals.subscribe(this::on);
    }

    /// @param after the place the listener has reached; null for one who starts now
    StaffFeed open(Access access, @Nullable String after) {
        var audiences = new LinkedHashMap<String, Audience>();
        var member = access.member();
        if (member == null) {
            throw new IllegalArgumentException("Only a member listens to the staff's stream");
        }
        var own = new Audience.OneMember(member);
        audiences.put(own.key(), own);
        if (access.scope() == Scope.COMPANY) {
            var company = new Audience.Company();
            audiences.put(company.key(), company);
        }
        var feed = new StaffFeed(access, Map.copyOf(audiences), this);
        var reader = readers.compute(access.company(), (company, existing) -> {
            var joined = existing == null ? new CompanyReader(company, transactions, store, expansion, this) : existing;
            joined.join(feed);
            if (existing == null) {
                joined.start();
            }
            return joined;
        });
        try {
            if (after == null) {
                feed.begin(reader);
            } else {
                feed.resume(reader, kept(access.company(), after));
            }
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /// Whether the reader may end: nobody listens any more.
    boolean retire(CompanyReader reader) {
        return readers.compute(
                        reader.company(),
                        (company, existing) -> existing == reader && reader.isIdle() ? null : existing)
                != reader;
    }

    /// Nobody of a suspended company listens on.
    boolean isShut(CompanyId company) {
        return companies.find(company).map(Company::suspended).orElse(true);
    }

    StreamStore store() {
        return store;
    }

    CompanyTransactions transactions() {
        return transactions;
    }

    Expansion expansion() {
        return expansion;
    }

    Attendance attendance() {
        return attendance;
    }

    Clock clock() {
        return clock;
    }

    /// The place asked for, if everything after it is still known.
    private @Nullable Position kept(CompanyId company, String after) {
        return Position.parse(after)
                .filter(position -> transactions.in(company, () -> store.keepsAllAfter(company, position)))
                .orElse(null);
    }

    private void on(Signal signal) {
        if (signal.concernsVisitor()) {
            return;
        }
        var reader = readers.get(signal.company());
        if (reader == null) {
            return;
        }
        if (signal.event() == null || signal.data() == null) {
            reader.wake();
        } else {
            reader.tell(signal.audience(), Event.passing(signal.event(), signal.data()));
        }
    }
}

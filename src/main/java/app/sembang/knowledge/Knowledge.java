package app.sembang.knowledge;

import static java.util.concurrent.TimeUnit.MINUTES;

import app.sembang.database.CompanyTransactions;
import app.sembang.knowledge.KnowledgeIndex.Entry;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The search in what a company wrote down. Works inside a transaction of the company and outside of any.
@Component
public class Knowledge {
    /// Passages of all companies together that one process holds; about 3 KB each.
    private static final int MOST_HELD = 100_000;

    private final CompanyTransactions transactions;
    private final KnowledgeStore store;
    private final InstantSource clock;

    /// Gives way where memory is short.
    private final Cache<CompanyId, Held> held = Caffeine.newBuilder()
            .maximumWeight(MOST_HELD)
            .weigher((CompanyId company, Held one) -> 1 + one.passages)
            .expireAfterAccess(60, MINUTES)
            .softValues()
            .build();

    private record Held(Optional<UUID> stamp, KnowledgeIndex index, int passages) {}

    Knowledge(CompanyTransactions transactions, KnowledgeStore store, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
    }

    /// The passages that answer a question, the best first; empty where nothing fits well enough to answer with. What
    /// was committed before is found and what was removed before is not, whichever process did it.
    ///
    /// @param query as the customer wrote it, in any of the languages
    /// @param languages the customer reads; where two passages fit about as well, one in them comes first
    /// @param outlet whose customer asks; null: only what holds for all
    public List<Hit> search(
            CompanyId company, String query, Set<Language> languages, @Nullable OutletId outlet, int limit) {
        return search(
                company,
                query,
                languages,
                entry -> entry.outlet() == null || entry.outlet().equals(outlet),
                limit);
    }

    /// The same in what is written for any outlet.
    List<Hit> searchAll(CompanyId company, String query, int limit) {
        return search(company, query, Set.of(), entry -> true, limit);
    }

    /// Where two texts that hold now tell different amounts, times or shares of one thing; the newest first.
    List<Contradiction> contradictions(CompanyId company) {
        var now = clock.instant();
        var valid = transactions.inside(company, () -> store.entries(company)).stream()
                .filter(entry -> entry.validity().holds(now))
                .toList();
        return Contradictions.in(valid).stream()
                .map(found -> new Contradiction(
                        Contradiction.Side.of(found.newer(), found.newerSays()),
                        Contradiction.Side.of(found.older(), found.olderSays())))
                .toList();
    }

    private List<Hit> search(
            CompanyId company, String query, Set<Language> languages, Predicate<Entry> eligible, int limit) {
        var now = clock.instant();
        var index = transactions.inside(company, () -> index(company));
        var wanted = index.wanted(query);
        return index
                .search(
                        wanted,
                        languages,
                        eligible.and(entry -> entry.validity().holds(now)),
                        limit)
                .stream()
                .map(scored -> hit(scored, wanted))
                .toList();
    }

    /// A stamp read before the passages can only be too old, which the next search repairs.
    private KnowledgeIndex index(CompanyId company) {
        var stamp = store.stamp(company);
        var known = held.getIfPresent(company);
        if (known != null && known.stamp.equals(stamp)) return known.index;
        var entries = store.entries(company);
        var index = new KnowledgeIndex(entries);
        held.put(company, new Held(stamp, index, entries.size()));
        return index;
    }

    private static Hit hit(KnowledgeIndex.Scored scored, List<Terms.Wanted> wanted) {
        var entry = scored.entry();
        return new Hit(
                entry.id(),
                entry.material(),
                entry.faq(),
                entry.title(),
                entry.heading(),
                entry.text(),
                Terms.matches(entry.text(), wanted),
                entry.language(),
                entry.outlet(),
                entry.suspicious(),
                Math.round(scored.score() * 1000) / 1000.0);
    }
}

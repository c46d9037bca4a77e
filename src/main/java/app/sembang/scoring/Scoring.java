package app.sembang.scoring;

import app.sembang.catalog.Products;
import app.sembang.database.AfterCommit;
import app.sembang.shared.CompanyId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/// The rules with the usual word lists, which are read when somebody first needs them and not at every start; with them
/// a company's own phrases and the names of what it sells.
@Component
public class Scoring {
    private final SingletonSupplier<Signs> usual = SingletonSupplier.of(Signs::usual);
    private final Cache<CompanyId, Signs> said = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final ScoringPhrases phrases;
    private final Products products;

    Scoring(ScoringPhrases phrases, Products products) {
        this.phrases = phrases;
        this.products = products;
    }

    /// How near to buying a conversation shows its contact to be at that moment.
    ///
    /// @param zone the company's, for what is night
    public BehaviourScore of(CompanyId company, List<Line> conversation, Instant now, ZoneId zone) {
        return scorer(signs(company, List.of(conversation))).score(conversation, now, zone);
    }

    Scorer scorer(Signs signs) {
        return new Scorer(signs);
    }

    /// What tells something in these conversations of a company.
    Signs signs(CompanyId company, Collection<List<Line>> conversations) {
        var texts = conversations.stream()
                .flatMap(List::stream)
                .filter(Line::fromContact)
                .map(Line::text)
                .toList();
        return usual.obtain().with(phrases.of(company), products.named(company, texts));
    }

    /// What words tell to a company, whatever it sells. Read again once in a while, for another process may change
    /// them.
    Signs said(CompanyId company) {
        return said.get(company, one -> usual.obtain().with(phrases.of(one), List.of()));
    }

    /// Once the company's own phrases are others.
    @EventListener
    void on(ScoringPhrases.Changed changed) {
        AfterCommit.run(() -> said.invalidate(changed.company()));
    }
}

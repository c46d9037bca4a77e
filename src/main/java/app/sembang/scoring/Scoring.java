package app.sembang.scoring;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/// The rules with the usual word lists, which are read when somebody first needs them and not at every start.
@Component
public class Scoring {
    private final SingletonSupplier<Signs> signs = SingletonSupplier.of(Signs::usual);
    private final SingletonSupplier<Scorer> scorer = SingletonSupplier.of(() -> new Scorer(signs()));

    /// How near to buying a conversation shows its contact to be at that moment.
    ///
    /// @param zone the company's, for what is night
    public BehaviourScore of(List<Line> conversation, Instant now, ZoneId zone) {
        return scorer().score(conversation, now, zone);
    }

    Signs signs() {
        return signs.obtain();
    }

    Scorer scorer() {
        return scorer.obtain();
    }
}

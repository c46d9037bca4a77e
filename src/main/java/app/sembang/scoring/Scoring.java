package app.sembang.scoring;

import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/// The rules with the usual word lists, which are read when somebody first needs them and not at every start.
@Component
class Scoring {
    private final SingletonSupplier<Signs> signs = SingletonSupplier.of(Signs::usual);
    private final SingletonSupplier<Scorer> scorer = SingletonSupplier.of(() -> new Scorer(signs()));

    Signs signs() {
        return signs.obtain();
    }

    Scorer scorer() {
        return scorer.obtain();
    }
}

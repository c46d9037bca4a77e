package app.sembang.models;

import app.sembang.billing.Allowance;
import app.sembang.companies.Companies;
import app.sembang.jobs.Turns;
import app.sembang.models.ModelReply.Usage;
import app.sembang.models.Outcome.Failure;
import app.sembang.models.Outcome.Said;
import app.sembang.models.Outcome.Trouble;
import app.sembang.models.Result.Answered;
import app.sembang.models.Result.Reason;
import app.sembang.models.Result.Unavailable;
import app.sembang.shared.CompanyId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.Assert;

/// The language models of a company. Never called inside a transaction: a model may take seconds.
@Component
public class Models {
    private static final int MOST_RETRIES = 2;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    /// What an answer takes at the least: with less time left nobody is asked again.
    private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(1);
    /// Longer than this we ask the next provider instead of waiting for the first.
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /// Who had less time and did not answer is not therefore down.
    private static final Duration FAIR_CHANCE = Duration.ofSeconds(5);
    private static final int CHARACTERS_A_TOKEN = 3;
    private static final Usage NOTHING = new Usage(0, 0, 0, 0);

    private final Companies companies;
    private final ModelProviders providers;
    private final ModelCalls calls;
    private final Breakers breakers;
    private final Wire wire;
    private final Allowance allowance;
    private final ModelSettings settings;
    private final Clock clock;

    Models(
            Companies companies,
            ModelProviders providers,
            ModelCalls calls,
            Breakers breakers,
            Wire wire,
            Allowance allowance,
            ModelSettings settings,
            Clock clock) {
        this.companies = companies;
        this.providers = providers;
        this.calls = calls;
        this.breakers = breakers;
        this.wire = wire;
        this.allowance = allowance;
        this.settings = settings;
        this.clock = clock;
    }

    /// Has a provider that is switched on, by its own key or by the platform's.
    public boolean configured(CompanyId company) {
        return !providers.of(company).isEmpty();
    }

    /// Where a request is about to go.
    ///
    /// @param vendors to the address of the vendor itself, not one the company wrote
    public record Destination(String provider, String model, boolean vendors) {}

    /// Asks one provider after the other until one answers.
    ///
    /// @param onDeparture told before each call where the request goes, whatever becomes of it
    /// @param onText told the text as it comes; once some was told, a failure is final: nothing is asked
    /// twice. Null: nobody hears it before it is whole
    public Result ask(
            CompanyId company,
            Purpose purpose,
            ModelRequest request,
            Consumer<Destination> onDeparture,
            @Nullable Consumer<String> onText) {
        Assert.state(!TransactionSynchronizationManager.isActualTransactionActive(), "A transaction is open");
        if (!companies.isOpen(company)) {
            return new Unavailable(Reason.SUSPENDED, "The company is suspended.");
        }
        var time = Duration.between(clock.instant(), request.deadline());
        var told = onText == null ? null : new Told(onText);
        return answer(new Ask(company, purpose, request, told, onDeparture, System.nanoTime() + time.toNanos()));
    }

    /// One question on its way through the providers.
    ///
    /// @param end by the process's own clock, which never jumps
    private record Ask(
            CompanyId company,
            Purpose purpose,
            ModelRequest request,
            @Nullable Told told,
            Consumer<Destination> onDeparture,
            long end) {
        Duration left() {
            return Duration.ofNanos(end - System.nanoTime());
        }

        boolean hasTold() {
            return told != null && told.any;
        }
    }

    private static final class Told implements Consumer<String> {
        private final Consumer<String> listener;
        private boolean any;

        Told(Consumer<String> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(String text) {
            any = true;
            listener.accept(text);
        }
    }

    private Result answer(Ask ask) {
        var company = ask.company();
        var candidates = providers.of(company);
        var result = new Unavailable(Reason.NOT_CONFIGURED, "No model is configured.");
        for (int i = 0; i < candidates.size(); i++) {
            var provider = candidates.get(i);
            if (calls.isSpent(company, provider)) {
                result = unlessTried(result, Reason.BUDGET, "The budget for models is used up.");
                continue;
            }
            if (!breakers.of(provider).admits()) {
                result = unlessTried(
                        result, Reason.FAILED, "The provider failed again and again; it is left alone for a moment.");
                continue;
            }
            var wanted = i == 0 ? ask.request().model() : null;
            var tried = attempts(ask, provider, wanted, i == candidates.size() - 1);
            if (tried instanceof Answered answered) {
                return answered;
            }
            result = (Unavailable) tried;
            if (ask.hasTold()) {
                return result;
            }
        }
        return result;
    }

    /// What a provider said tells more than that another was left out.
    private static Unavailable unlessTried(Unavailable known, Reason reason, String why) {
        return known.reason() == Reason.NOT_CONFIGURED ? new Unavailable(reason, why) : known;
    }

    private Result attempts(Ask ask, Provider provider, @Nullable String wanted, boolean isLast) {
        var model = wanted == null ? provider.model() : wanted;
        for (int retries = 0; ; retries++) {
            var left = ask.left();
            if (left.isNegative() || left.isZero()) {
                return new Unavailable(Reason.TIMED_OUT, "There was no time left to ask a model.");
            }
            var permit = allowance.reserve(ask.company(), Allowance.Use.MODEL_CALL, 1);
            if (permit.isEmpty()) {
                return new Unavailable(Reason.BUDGET, "The plan allows no more calls of models.");
            }
            ask.onDeparture().accept(new Destination(provider.kind().value(), model, !provider.ownAddress()));
            var call = call(ask, provider, model, left);
            var outcome = call.outcome();
            var took = call.took();
            var usage = outcome instanceof Said said ? usage(ask.request(), said) : NOTHING;
            var cost = cost(model, usage);
            calls.record(ask.company(), ask.purpose(), provider, model, outcome, usage, cost, took, permit.get());
            learn(ask.company(), provider, model, outcome, left);
            switch (outcome) {
                case Said said -> {
                    return new Answered(reply(said, provider, model, usage, cost, took));
                }
                case Failure failure -> {
                    var replacement = provider.replacement();
                    boolean replaces =
                            failure.trouble() == Trouble.NO_MODEL && replacement != null && !replacement.equals(model);
                    if (ask.hasTold() || !(replaces || isWorthWaiting(failure, retries, ask, isLast))) {
                        return unavailable(failure);
                    }
                    if (replaces && replacement != null) {
                        model = replacement;
                    } else if (!paused(wait(failure, retries))) {
                        return unavailable(failure);
                    }
                }
            }
        }
    }

    private record Call(Outcome outcome, Duration took) {}

    private Call call(Ask ask, Provider provider, String model, Duration left) {
        return Turns.away(() -> {
            long began = System.nanoTime();
            var outcome = wire.call(provider, model, ask.request(), left, ask.told());
            return new Call(outcome, Duration.ofNanos(System.nanoTime() - began));
        });
    }

    private static boolean isWorthWaiting(Failure failure, int retries, Ask ask, boolean isLast) {
        var wait = wait(failure, retries);
        return failure.mayTryAgain()
                && retries < MOST_RETRIES
                && wait.plus(SHORTEST_ANSWER).compareTo(ask.left()) < 0
                && (isLast || wait.compareTo(PATIENCE) <= 0);
    }

    /// What the provider asks for, else half a second and its doubles, each with up to a quarter more.
    private static Duration wait(Failure failure, int retries) {
        if (failure.retryAfter() != null) {
            return failure.retryAfter();
        }
        long millis = FIRST_BACKOFF.toMillis() << retries;
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    }

    private static boolean paused(Duration time) {
        return Turns.away(() -> {
            try {
                Thread.sleep(time);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    /// What a call says of the provider, and of the model its admin chose: not of another one.
    private void learn(CompanyId company, Provider provider, String model, Outcome outcome, Duration left) {
        var breaker = breakers.of(provider);
        boolean chosen = model.equals(provider.model());
        if (!(outcome instanceof Failure failure)) {
            breaker.well();
            if (chosen) {
                providers.works(company, provider);
            }
            return;
        }
        switch (failure.trouble()) {
            case DENIED -> {
                breaker.open();
                providers.fails(company, provider, failure.words());
            }
            case NO_MODEL -> {
                breaker.well();
                if (chosen) {
                    providers.fails(company, provider, failure.words());
                }
            }
            case INVALID, BUSY -> breaker.well();
            case TIMED_OUT -> {
                if (left.compareTo(FAIR_CHANCE) >= 0) {
                    breaker.ill();
                }
            }
            case OVERLOADED, UNREACHABLE, BROKEN -> breaker.ill();
        }
    }

    private static Unavailable unavailable(Failure failure) {
        var reason = switch (failure.trouble()) {
            case TIMED_OUT -> Reason.TIMED_OUT;
            case DENIED, NO_MODEL, INVALID -> Reason.REFUSED;
            case BUSY, OVERLOADED, UNREACHABLE, BROKEN -> Reason.FAILED;
        };
        return new Unavailable(reason, failure.words());
    }

    private @Nullable BigDecimal cost(String model, Usage usage) {
        var price = settings.price(model);
        return price == null ? null : price.of(usage);
    }

    private static ModelReply reply(
            Said said, Provider provider, String model, Usage usage, @Nullable BigDecimal cost, Duration took) {
        return new ModelReply(
                said.text(),
                said.toolUses(),
                said.parts(),
                said.stop(),
                usage,
                provider.kind().value(),
                said.model().isEmpty() ? model : said.model(),
                took,
                cost);
    }

    /// Some servers count nothing; a rough figure keeps the budget honest.
    private static Usage usage(ModelRequest request, Said said) {
        if (said.usage().total() > 0) {
            return said.usage();
        }
        int asked = request.system().stream()
                        .mapToInt(block -> block.text().length())
                        .sum()
                + request.turns().stream()
                        .mapToInt(turn -> Dialect.text(turn).length())
                        .sum();
        return new Usage(asked / CHARACTERS_A_TOKEN + 1, 0, 0, said.text().length() / CHARACTERS_A_TOKEN + 1);
    }
}

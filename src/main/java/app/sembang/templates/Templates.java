package app.sembang.templates;

import static java.util.concurrent.TimeUnit.MINUTES;

import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.templates.TemplateStore.Eligible;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Answers that have worked: kept, selected by companies, and matched with what customers write.
///
/// [#match] and [#recordUse] are for the message path and run inside the caller's open company transaction; everything
/// else opens its own.
@Component
public class Templates {
    /// The platform is a company too; its templates and variables are everybody's.
    public static final CompanyId PLATFORM = CompanyId.from("00000000-0000-7000-8000-000000000001");

    /// How long this process may answer from what it has compiled before it asks whether another one changed a
    /// template.
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CompanyTransactions transactions;
    private final TemplateStore store;
    private final InstantSource clock;
    private final Cache<CompanyId, Compiled> compiled = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(60, MINUTES)
            .build();

    Templates(CompanyTransactions transactions, TemplateStore store, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
    }

    /// What the company's templates answer to each of the questions, in their order. Needs an open transaction of the
    /// company; asks the database at most once a second per company, however many messages there are.
    public List<Match> match(CompanyId company, List<Question> questions) {
        if (questions.isEmpty()) return List.of();
        var matcher = current(company).matcher;
        var now = clock.instant();
        return questions.stream().map(question -> matcher.match(question, now)).toList();
    }

    /// Counts answers that were sent. Needs an open transaction of the company.
    public void recordUse(CompanyId company, List<TemplateUse> uses) {
        if (!uses.isEmpty()) store.recordUse(company, uses);
    }

    /// The language a text is written in and the one the company answers it in. Needs an open transaction of the
    /// company.
    public LanguageDecision decideLanguage(CompanyId company, String text, @Nullable Language conversation) {
        return current(company).matcher.decideLanguage(text, conversation);
    }

    /// Adds a template: to the writer's company, or, written in the platform's name, for all companies.
    public Template create(Access writer, TemplateDraft draft) {
        return change(writer.company(), () -> {
            check(writer, draft);
            var id = store.insert(writer, draft, clock.instant());
            return require(writer.company(), id);
        });
    }

    /// Gives a template of the writer's own company a new version.
    public Template revise(Access writer, TemplateId id, TemplateDraft draft) {
        return change(writer.company(), () -> {
            var template = require(writer.company(), id);
            if (template.global() && !isPlatform(writer.company())) {
                throw new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "forbidden",
                        "Only the platform changes the global template " + id + ".");
            }
            check(writer, draft);
            store.addVersion(writer, id, draft, clock.instant());
            return require(writer.company(), id);
        });
    }

    /// Says whether and how the company uses one of its own or of the global templates.
    public Template select(Access writer, TemplateId id, Selection selection) {
        return change(writer.company(), () -> {
            var template = require(writer.company(), id);
            new DraftRules(store.variableNames(writer.company())).check(template, selection);
            store.select(writer.company(), template, selection, clock.instant());
            return require(writer.company(), id);
        });
    }

    /// Adds a placeholder or changes what stands in its place.
    public TemplateVariable define(Access writer, VariableDraft draft) {
        return change(writer.company(), () -> {
            refuseGlobalUnlessPlatform(writer, draft.global());
            DraftRules.check(draft);
            return store.saveVariable(writer.company(), draft, clock.instant());
        });
    }

    public Template find(CompanyId company, TemplateId id) {
        return transactions.in(company, () -> require(company, id));
    }

    /// The company's own and the global templates, oldest first.
    List<Template> list(CompanyId company, TemplateFilter filter, @Nullable UUID after, int limit) {
        return transactions.in(company, () -> store.list(company, filter, after, limit));
    }

    /// The company's own and the global placeholders, by name.
    List<TemplateVariable> variables(CompanyId company) {
        return transactions.in(company, () -> store.variables(company));
    }

    /// What a message would be answered, with every template of the company looked at, also those it does not use.
    Match test(CompanyId company, Question question) {
        return transactions.in(company, () -> {
            var everything = store.eligible(company);
            return matcher(company, everything).match(question, clock.instant());
        });
    }

    LanguageDecision detect(CompanyId company, String text) {
        return transactions.in(company, () -> decideLanguage(company, text, null));
    }

    private Template require(CompanyId company, TemplateId id) {
        return store.find(company, id).orElseThrow(() -> Refusal.notFound("template", id));
    }

    private void check(Access writer, TemplateDraft draft) {
        refuseGlobalUnlessPlatform(writer, draft.global());
        new DraftRules(store.variableNames(writer.company())).check(draft);
    }

    private static void refuseGlobalUnlessPlatform(Access writer, @Nullable Boolean global) {
        var platform = isPlatform(writer.company());
        if (global == null || global == platform) return;
        if (platform) throw Refusal.invalid("global", "What the platform writes is for all companies.");
        throw new Refusal(Refusal.Kind.FORBIDDEN, "forbidden", "Only the platform offers templates to all companies.");
    }

    private static boolean isPlatform(CompanyId company) {
        return company.equals(PLATFORM);
    }

    private <T> T change(CompanyId company, Supplier<T> work) {
        T result = transactions.in(company, () -> {
            var done = work.get();
            store.raiseStamp(company);
            return done;
        });
        if (isPlatform(company)) compiled.invalidateAll();
        else compiled.invalidate(company);
        return result;
    }

    /// A stamp read before the rows can only be too old, which the next look repairs; it can never hide a change.
    private Compiled current(CompanyId company) {
        var known = compiled.getIfPresent(company);
        if (known != null && known.isTrusted()) return known;
        var stamp = store.stamp(company);
        if (known != null && known.stamp.equals(stamp)) return known;
        var usable = store.eligible(company).stream().filter(Eligible::isUsed).toList();
        var fresh = new Compiled(stamp, matcher(company, usable));
        compiled.put(company, fresh);
        return fresh;
    }

    private Matcher matcher(CompanyId company, List<Eligible> templates) {
        return new Matcher(store.company(company), templates, store.variables(company));
    }

    private static final class Compiled {
        private final String stamp;
        private final Matcher matcher;
        private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());

        Compiled(String stamp, Matcher matcher) {
            this.stamp = stamp;
            this.matcher = matcher;
        }

        /// True for all but one caller a second.
        boolean isTrusted() {
            var last = lookedAt.get();
            var now = System.nanoTime();
            return now - last < TRUSTED_NANOS || !lookedAt.compareAndSet(last, now);
        }
    }
}

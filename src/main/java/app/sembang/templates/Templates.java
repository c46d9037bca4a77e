package app.sembang.templates;

import static java.util.concurrent.TimeUnit.MINUTES;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.companies.Outlets;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.language.LanguageDecision;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import app.sembang.templates.TemplateStore.Eligible;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Answers that have worked: kept, selected by companies, and matched with what customers write.
///
/// [#match] and [#recordUse] are for the message path and run inside the caller's open company transaction; everything
/// else opens its own.
@Component
public class Templates {
    /// How long this process may answer from what it has compiled before it asks whether another one changed a
    /// template.
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST = 1000;

    private final CompanyTransactions transactions;
    private final TemplateStore store;
    private final Companies companies;
    private final Outlets outlets;
    private final AuditLog audit;
    private final JsonMapper json;
    private final InstantSource clock;
    /// How many changes this process has made.
    private final AtomicLong changes = new AtomicLong();
    private final Cache<CompanyId, Compiled> compiled = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(60, MINUTES)
            .build();

    Templates(
            CompanyTransactions transactions,
            TemplateStore store,
            Companies companies,
            Outlets outlets,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.companies = companies;
        this.outlets = outlets;
        this.audit = audit;
        this.json = json;
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
        return change(writer, () -> {
            check(writer, draft);
            var template = require(writer.company(), store.insert(writer, draft, false, clock.instant()));
            record(writer, "template_created", template.id(), Map.of(), facts(template));
            return template;
        });
    }

    /// Gives a template of the writer's own company a new version.
    public Template revise(Access writer, TemplateId id, TemplateDraft draft) {
        return change(writer, () -> {
            var known = require(writer.company(), id);
            requireOwn(writer, known, "changes");
            check(writer, draft);
            store.addVersion(writer, id, draft, clock.instant());
            var template = require(writer.company(), id);
            record(writer, "template_revised", id, facts(known), facts(template));
            return template;
        });
    }

    /// Takes one of the writer's own templates away: it answers nobody and is listed nowhere any more.
    /// What it has answered keeps its evidence.
    public void remove(Access writer, TemplateId id) {
        change(writer, () -> {
            var known = require(writer.company(), id);
            requireOwn(writer, known, "removes");
            removeKnown(writer, known);
            return id;
        });
    }

    private void removeKnown(Access writer, Template known) {
        store.remove(writer.company(), known.id(), clock.instant());
        record(writer, "template_removed", known.id(), facts(known), Map.of());
    }

    /// Adds [StarterTemplates] that fit the company's field of business as its own, marked as
    /// samples; those whose name it has already are left out.
    public void addSamples(Access writer) {
        var company = writer.company();
        change(writer, () -> {
            var names = own(company).stream().map(Template::name).collect(Collectors.toSet());
            var industry = profile(company).industryCategory();
            var known = store.variableNames(company);
            StarterTemplates.variables().stream()
                    .filter(variable -> !known.contains(variable.name()))
                    .forEach(variable -> store.saveVariable(company, variable, clock.instant()));
            StarterTemplates.all(json).stream()
                    .filter(draft -> draft.industryCategory() == null
                            || draft.industryCategory().equalsIgnoreCase(industry))
                    .filter(draft -> !names.contains(draft.name()))
                    .forEach(draft -> {
                        var id = store.insert(writer, draft, true, clock.instant());
                        record(writer, "template_created", id, Map.of(), facts(require(company, id)));
                    });
            return company;
        });
    }

    /// Offers [StarterTemplates] to every company, where the platform offers nothing yet. Processes that start at once
    /// offer them once.
    public void offerStarters() {
        var platform = Access.company(Companies.PLATFORM);
        if (!all(Companies.PLATFORM).isEmpty()) {
            return;
        }
        change(platform, () -> {
            store.awaitOthersOfTheStart();
            if (own(Companies.PLATFORM).isEmpty()) {
                StarterTemplates.variables()
                        .forEach(variable -> store.saveVariable(platform.company(), variable, clock.instant()));
                StarterTemplates.all(json).forEach(draft -> store.insert(platform, draft, false, clock.instant()));
            }
            return platform;
        });
    }

    /// Removes the samples that nobody has changed.
    public void removeSamples(Access writer) {
        change(writer, () -> {
            own(writer.company()).stream().filter(Template::sample).forEach(known -> removeKnown(writer, known));
            return writer;
        });
    }

    private List<Template> own(CompanyId company) {
        return store.list(company, new TemplateFilter(null, null, false), null, MOST);
    }

    /// @param answering how many templates answer the company's customers now
    /// @param samples how many of its own are samples that nobody has changed
    public record Usable(int answering, int samples) {}

    /// Inside a transaction of the company.
    public Usable usable(CompanyId company) {
        var all = store.eligible(company, profile(company).industryCategory());
        return new Usable((int) all.stream().filter(Eligible::isUsed).count(), (int)
                all.stream().filter(one -> one.template().sample()).count());
    }

    /// Says whether and how the company uses one of its own or of the global templates.
    public Template select(Access writer, TemplateId id, Selection selection) {
        return change(writer, () -> {
            var template = require(writer.company(), id);
            var customised = template.global() && !isPlatform(writer.company()) && selection.modifications() != null;
            var base = version(writer.company(), id, customised ? selection.basedOn() : null, "basedOn");
            new DraftRules(store.variableNames(writer.company()))
                    .check(base.wordings().values(), selection);
            if (selection.outletId() != null) {
                outlets.requireActive(writer.company(), selection.outletId(), "outletId");
            }
            var selected = selection.madeFor(customised ? base.number() : null);
            if (selected.keptOver() != null) version(writer.company(), id, selected.keptOver(), "keptOver");
            store.select(writer.company(), template, selected, clock.instant());
            record(writer, "template_selected", id, facts(template.selection()), facts(selection));
            return require(writer.company(), id);
        });
    }

    private TemplateStore.Version version(CompanyId company, TemplateId id, @Nullable Integer number, String field) {
        return store.version(company, id, number)
                .orElseThrow(() -> Refusal.invalid(field, "There is no such version of this template."));
    }

    /// What the library says now that differs from what the company answers in its own words; nothing for a template
    /// without such words.
    TemplateChange change(CompanyId company, TemplateId id) {
        return transactions.in(company, () -> {
            var template = require(company, id);
            var newest = version(company, id, null, "id");
            return TemplateChange.of(template, newest.number(), newest.wordings());
        });
    }

    /// How far each of the platform's templates has spread.
    List<LibraryUse> libraryUse() {
        return store.libraryUse();
    }

    TemplateCertainty certainty(CompanyId company) {
        return transactions.in(company, () -> store.certainty(company));
    }

    TemplateCertainty be(Access writer, TemplateCertainty certainty) {
        return change(writer, () -> {
            var before = store.certainty(writer.company());
            store.be(writer.company(), certainty);
            audit.recordChange(
                    writer.company(),
                    writer.member(),
                    "template_certainty_changed",
                    writer.company(),
                    before,
                    certainty);
            return store.certainty(writer.company());
        });
    }

    /// Adds a placeholder or changes what stands in its place.
    public TemplateVariable define(Access writer, VariableDraft draft) {
        return change(writer, () -> {
            refuseGlobalUnlessPlatform(writer, draft.global());
            DraftRules.check(draft);
            audit.record(
                    writer.company(),
                    writer.member(),
                    "template_variable_defined",
                    draft.name(),
                    Map.of(),
                    Map.of("languages", List.copyOf(draft.values().keySet())));
            return store.saveVariable(writer.company(), draft, clock.instant());
        });
    }

    private void record(Access writer, String kind, TemplateId id, Map<String, ?> before, Map<String, ?> after) {
        audit.record(writer.company(), writer.member(), kind, id, before, after);
    }

    /// What the logs hold of a template: not its words, which its versions keep.
    private static Map<String, Object> facts(Template template) {
        return Map.of("name", template.name(), "version", template.version(), "priority", template.priority());
    }

    private static Map<String, Object> facts(Selection selection) {
        return Map.of("enabled", selection.enabled(), "preferred", selection.preferred());
    }

    public Template find(CompanyId company, TemplateId id) {
        return transactions.in(company, () -> require(company, id));
    }

    /// The company's own and the global templates, oldest first; at most a thousand.
    public List<Template> all(CompanyId company) {
        return list(company, new TemplateFilter(null, null, null), null, MOST);
    }

    /// The company's own and the global templates, oldest first.
    List<Template> list(CompanyId company, TemplateFilter filter, @Nullable UUID after, int limit) {
        return transactions.in(company, () -> store.list(company, filter, after, limit));
    }

    /// The company's own and the global placeholders, by name.
    List<TemplateVariable> variables(CompanyId company) {
        return transactions.in(company, () -> store.variables(company));
    }

    /// A text with what stands in place of its placeholders. Needs an open transaction of the
    /// company.
    ///
    /// @param known values that come with the occasion, such as `customer_name`
    public Filled fill(CompanyId company, String text, Language language, Map<String, String> known) {
        var placeholders =
                new Placeholders(companies.find(company).orElseThrow().name(), store.variables(company));
        return Filled.of(text, name -> placeholders.value(name, language, known));
    }

    /// The placeholders of the company that stand in a text. Needs an open transaction of the
    /// company.
    public List<String> openPlaceholders(CompanyId company, String text) {
        var placeholders = new Placeholders("", store.variables(company));
        return Filled.placeholders(text).stream().filter(placeholders::knows).toList();
    }

    /// Whether a name is a placeholder of the company.
    Predicate<String> placeholders(CompanyId company) {
        return new Placeholders("", variables(company))::knows;
    }

    /// What a message would be answered, with every template of the company looked at, also those it does not use.
    ///
    /// @param pinned the language to answer in; null decides by the message
    /// @param outlet whose customer would ask; null: the company's
    /// @param industry as whose templates to answer; null: the company's own
    Match test(
            CompanyId company,
            String message,
            @Nullable Language pinned,
            @Nullable OutletId outlet,
            @Nullable String industry) {
        return transactions.in(company, () -> {
            var profile = profile(company);
            var everything = store.eligible(company, industry == null ? profile.industryCategory() : industry);
            return matcher(company, profile, everything)
                    .match(new Question(message, null, Map.of(), 0, null, outlet), pinned, clock.instant());
        });
    }

    /// What of the company's templates in use does not work as it seems to.
    List<TemplateFinding> check(CompanyId company) {
        return transactions.in(company, () -> {
            var profile = profile(company);
            var inPlay = inPlay(company, profile);
            var inUse = inPlay.stream()
                    .filter(Eligible::isUsed)
                    .map(Eligible::template)
                    .toList();
            return new TemplateCheck(inUse, matcher(company, profile, inPlay), clock.instant()).findings();
        });
    }

    LanguageDecision detect(CompanyId company, String text) {
        return transactions.in(company, () -> decideLanguage(company, text, null));
    }

    private Template require(CompanyId company, TemplateId id) {
        return store.find(company, id).orElseThrow(() -> Refusal.notFound("template", id));
    }

    private static void requireOwn(Access writer, Template known, String act) {
        if (known.global() && !isPlatform(writer.company())) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "forbidden",
                    "Only the platform %s the global template %s.".formatted(act, known.id()));
        }
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
        return company.equals(Companies.PLATFORM);
    }

    /// Members who see less than the whole company write no templates, so all of it is in sight here.
    private <T> T change(Access writer, Supplier<T> work) {
        T result = transactions.as(writer, () -> {
            var done = work.get();
            store.raiseStamp(writer.company());
            return done;
        });
        changes.incrementAndGet();
        if (isPlatform(writer.company())) compiled.invalidateAll();
        else compiled.invalidate(writer.company());
        return result;
    }

    /// A stamp read before the rows can only be too old, which the next look repairs; it can never hide a change.
    private Compiled current(CompanyId company) {
        var known = compiled.getIfPresent(company);
        if (known != null && known.isTrusted()) return known;
        var seen = changes.get();
        var stamp = store.stamp(company);
        var profile = profile(company);
        if (known != null && known.stamp.equals(stamp) && known.profile.equals(profile)) return known;
        var matcher = matcher(company, profile, inPlay(company, profile));
        var fresh = new Compiled(stamp, profile, matcher);
        compiled.put(company, fresh);
        // A change that was committed meanwhile has thrown away what was there before, not this.
        if (changes.get() != seen) compiled.invalidate(company);
        return fresh;
    }

    private List<Eligible> inPlay(CompanyId company, CompanyProfile profile) {
        return store.eligible(company, profile.industryCategory()).stream()
                .filter(Eligible::isInPlay)
                .toList();
    }

    private Matcher matcher(CompanyId company, CompanyProfile profile, List<Eligible> templates) {
        return new Matcher(profile, templates, store.variables(company), store.certainty(company));
    }

    private CompanyProfile profile(CompanyId id) {
        var company = companies.find(id).orElseThrow(() -> Refusal.notFound("company", id));
        return new CompanyProfile(
                company.name(), company.industryCategory(), CompanyProfile.all(company.preferredLanguage()));
    }

    private static final class Compiled {
        private final String stamp;
        private final CompanyProfile profile;
        private final Matcher matcher;
        private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());

        Compiled(String stamp, CompanyProfile profile, Matcher matcher) {
            this.stamp = stamp;
            this.profile = profile;
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

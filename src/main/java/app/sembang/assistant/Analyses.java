package app.sembang.assistant;

import app.sembang.assistant.ConversationAnalysis.Haste;
import app.sembang.assistant.ConversationAnalysis.Intent;
import app.sembang.assistant.ConversationAnalysis.IntentCode;
import app.sembang.assistant.ConversationAnalysis.Mood;
import app.sembang.assistant.ConversationAnalysis.Quote;
import app.sembang.assistant.ConversationAnalysis.ReadLanguage;
import app.sembang.assistant.ConversationAnalysis.ReadScore;
import app.sembang.assistant.ConversationAnalysis.ScoredPoint;
import app.sembang.assistant.ConversationAnalysis.Sentiment;
import app.sembang.assistant.ConversationAnalysis.Slot;
import app.sembang.assistant.ConversationAnalysis.SpokenOf;
import app.sembang.assistant.ConversationAnalysis.Urgency;
import app.sembang.companies.Companies;
import app.sembang.conversations.ContactThreads.Line;
import app.sembang.conversations.ContactThreads.Talk;
import app.sembang.database.CompanyTransactions;
import app.sembang.language.Cues;
import app.sembang.language.Reading;
import app.sembang.scoring.BehaviourScore;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.scoring.BehaviourScore.Point;
import app.sembang.scoring.Scoring;
import app.sembang.shared.CompanyId;
import app.sembang.templates.Templates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads a talk by rules: the same talk on the same catalog always says the same. Never inside a transaction.
@Component
class Analyses {
    /// Of a feeling that lies further back nobody knows whether it lasts.
    private static final int LINES_OF_A_MOOD = 3;

    private static final int LINES_OF_WISHES = 12;
    private static final int MOST_PRODUCTS = 8;

    private static final Map<Code, IntentCode> INTENTS = Map.of(
            Code.COMMIT, IntentCode.BUY,
            Code.PAY, IntentCode.PAY,
            Code.PRICE, IntentCode.PRICE,
            Code.SPEC, IntentCode.PRODUCT,
            Code.EXIST, IntentCode.ORDER,
            Code.BROWSE, IntentCode.BROWSE,
            Code.DEFER, IntentCode.LATER,
            Code.NOINT, IntentCode.NOT_INTERESTED);

    private static final Set<IntentCode> PRESSING =
            EnumSet.of(IntentCode.PERSON, IntentCode.COMPLAINT, IntentCode.BUY, IntentCode.PAY);

    private static final Set<Claim.Kind> NAMED =
            EnumSet.of(Claim.Kind.MONEY, Claim.Kind.PERCENT, Claim.Kind.DURATION, Claim.Kind.TIME, Claim.Kind.DATE);

    private final Templates templates;
    private final Lookup lookup;
    private final Scoring scoring;
    private final Companies companies;
    private final CompanyTransactions transactions;
    private final Clock clock;

    Analyses(
            Templates templates,
            Lookup lookup,
            Scoring scoring,
            Companies companies,
            CompanyTransactions transactions,
            Clock clock) {
        this.templates = templates;
        this.lookup = lookup;
        this.scoring = scoring;
        this.companies = companies;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// What the contact wrote in one message.
    private record Written(Line line, String text) {
        Quote whole() {
            return new Quote(line.message(), null, text);
        }
    }

    ConversationAnalysis of(CompanyId company, Talk talk) {
        var written = talk.said().stream()
                .filter(Line::fromContact)
                .map(line -> new Written(line, Assistant.words(line.content())))
                .filter(one -> !one.text().isBlank())
                .toList();
        var score = score(company, talk);
        var safety =
                SafetyScreen.look(Asked.in(company, talk, List.of()).text()).safetyClass();
        var intents = intents(written, talk, score, safety);
        return new ConversationAnalysis(
                talk.said().isEmpty() ? null : talk.said().getLast().at(),
                language(company, talk, written),
                intents,
                slots(written),
                products(company, talk, written),
                new ReadScore(
                        score.score(),
                        score.color(),
                        score.provisional(),
                        BehaviourScore.ALGORITHM,
                        score.points().stream()
                                .map(point -> new ScoredPoint(point.code(), point.points(), quote(point, talk)))
                                .toList()),
                sentiment(written, talk, score, safety),
                urgency(written, intents, safety),
                safety);
    }

    private BehaviourScore score(CompanyId company, Talk talk) {
        var lines = talk.said().stream()
                .map(line -> new app.sembang.scoring.Line(
                        line.fromContact(), line.content().preview(), line.at()))
                .toList();
        return scoring.of(
                company,
                lines,
                clock.instant(),
                companies.find(company).orElseThrow().timeZone());
    }

    private static @Nullable Quote quote(Point point, Talk talk) {
        if (point.line() == null) return null;
        var line = talk.said().get(point.line());
        var span = point.span();
        var text = line.content().preview();
        return new Quote(line.message(), span, span == null ? text : text.substring(span.start(), span.end()));
    }

    private ReadLanguage language(CompanyId company, Talk talk, List<Written> written) {
        var text = written.isEmpty() ? "" : written.getLast().text();
        var decided = transactions.in(company, () -> templates.decideLanguage(company, text, talk.language()));
        return new ReadLanguage(
                decided.reply(), decided.mix().shares(), decided.mix().mixed());
    }

    /// What the score has found in words, what the newest message asks for, and what went wrong.
    private static List<Intent> intents(
            List<Written> written, Talk talk, BehaviourScore score, @Nullable SafetyClass safety) {
        var found = new EnumMap<IntentCode, Quote>(IntentCode.class);
        for (var point : score.points()) {
            var code = INTENTS.get(point.code());
            var quote = quote(point, talk);
            if (code != null && quote != null) found.putIfAbsent(code, quote);
        }
        for (var one : newest(written, 1)) {
            for (var topic : Topic.of(one.text())) found.putIfAbsent(intent(topic), one.whole());
            if (safety == SafetyClass.PERSON) found.put(IntentCode.PERSON, one.whole());
        }
        newest(written, LINES_OF_A_MOOD).stream()
                .filter(Analyses::complains)
                .forEach(one -> found.put(IntentCode.COMPLAINT, one.whole()));
        return found.entrySet().stream()
                .map(entry -> new Intent(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static IntentCode intent(Topic topic) {
        return topic == Topic.PARCEL ? IntentCode.ORDER : IntentCode.valueOf(topic.name());
    }

    private static List<Written> newest(List<Written> written, int most) {
        return written.subList(Math.max(0, written.size() - most), written.size());
    }

    private static boolean complains(Written one) {
        return Cues.in(Reading.of(one.text()).tokens()).complains();
    }

    /// A value that is named again counts where it was named last.
    private static List<Slot> slots(List<Written> written) {
        var found = new LinkedHashMap<String, Slot>();
        for (var one : newest(written, LINES_OF_WISHES)) {
            for (var claim : Claims.in(one.text())) {
                if (!NAMED.contains(claim.kind()) || claim.value().isEmpty()) continue;
                var kind = claim.kind().name().toLowerCase(Locale.ROOT);
                var span = claim.span();
                var words = one.text().substring(span.start(), span.end());
                found.remove(kind + claim.value());
                found.put(
                        kind + claim.value(),
                        new Slot(kind, claim.value(), new Quote(one.line().message(), span, words)));
            }
        }
        return List.copyOf(found.values());
    }

    private List<SpokenOf> products(CompanyId company, Talk talk, List<Written> written) {
        var found = new LinkedHashMap<String, SpokenOf>();
        for (var one : newest(written, LINES_OF_WISHES).reversed()) {
            for (var ground : lookup.named(company, talk.outlet(), one.text())) {
                var id = Objects.requireNonNull(ground.reference());
                if (found.size() < MOST_PRODUCTS) {
                    found.putIfAbsent(
                            id, new SpokenOf(id, ground.title(), ground.price(), ground.stock(), one.whole()));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static Sentiment sentiment(
            List<Written> written, Talk talk, BehaviourScore score, @Nullable SafetyClass safety) {
        var bad = new ArrayList<Quote>();
        for (var one : newest(written, LINES_OF_A_MOOD)) {
            if (complains(one)) bad.add(one.whole());
        }
        if (safety == SafetyClass.ABUSE) bad.add(written.getLast().whole());
        bad.addAll(said(score, talk, EnumSet.of(Code.OBJECT)));
        if (!bad.isEmpty()) return new Sentiment(Mood.NEGATIVE, bad);
        var good = said(score, talk, EnumSet.of(Code.POSITIVE));
        return new Sentiment(good.isEmpty() ? Mood.NEUTRAL : Mood.POSITIVE, good);
    }

    private static List<Quote> said(BehaviourScore score, Talk talk, Set<Code> codes) {
        var quotes = new ArrayList<Quote>();
        for (var point : score.points()) {
            var quote = quote(point, talk);
            if (codes.contains(point.code()) && quote != null) quotes.add(quote);
        }
        return quotes;
    }

    /// Danger first; then whoever wants a person, complains or is about to pay.
    private static Urgency urgency(List<Written> written, List<Intent> intents, @Nullable SafetyClass safety) {
        if (safety == SafetyClass.EMERGENCY || safety == SafetyClass.SELF_HARM) {
            return new Urgency(Haste.CRITICAL, List.of(written.getLast().whole()));
        }
        var pressing = intents.stream()
                .filter(intent -> PRESSING.contains(intent.code()))
                .map(Intent::evidence)
                .toList();
        return new Urgency(pressing.isEmpty() ? Haste.NORMAL : Haste.HIGH, pressing);
    }
}

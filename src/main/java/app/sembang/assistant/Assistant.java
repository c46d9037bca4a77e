package app.sembang.assistant;

import app.sembang.companies.Companies;
import app.sembang.companies.OpeningHours;
import app.sembang.conversations.Answering;
import app.sembang.conversations.AssistantReply;
import app.sembang.conversations.Content;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Evidence;
import app.sembang.conversations.MessagesReceived;
import app.sembang.conversations.MessagesReceived.Item;
import app.sembang.conversations.MessagesSent;
import app.sembang.jobs.Jobs;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.MessageId;
import app.sembang.templates.Match;
import app.sembang.templates.Question;
import app.sembang.templates.Templates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Answers customers. Each message of a contact is decided on once, in the commit that stores it: a proven
/// template answers, or a person is asked to, or nothing is said because somebody else answers.
@Component
class Assistant {
    private final Templates templates;
    private final Conversations conversations;
    private final Companies companies;
    private final OpeningHours hours;
    private final ModelVersions versions;
    private final DecisionStore decisions;
    private final Traces traces;
    private final Circles circles;
    private final Jobs jobs;
    private final JsonMapper json;
    private final Clock clock;

    Assistant(
            Templates templates,
            Conversations conversations,
            Companies companies,
            OpeningHours hours,
            ModelVersions versions,
            DecisionStore decisions,
            Traces traces,
            Circles circles,
            Jobs jobs,
            JsonMapper json,
            Clock clock) {
        this.templates = templates;
        this.conversations = conversations;
        this.companies = companies;
        this.hours = hours;
        this.versions = versions;
        this.decisions = decisions;
        this.traces = traces;
        this.circles = circles;
        this.jobs = jobs;
        this.json = json;
        this.clock = clock;
    }

    @EventListener
    void on(MessagesReceived received) {
        var company = received.company();
        var version = versions.answering(company).orElse(null);
        var matches = match(company, received.messages());
        var handedOver = new HashSet<ConversationId>();
        var replies = new ArrayList<AssistantReply>();
        var handOvers = new ArrayList<Conversations.HandOver>();
        var rows = new ArrayList<DecisionStore.Row>();
        var traced = new ArrayList<Traces.Row>();
        for (var item : received.messages()) {
            var match = matches.get(item.message());
            var decided = decide(company, version, item, match, handedOver);
            switch (decided.decision()) {
                case Decision.Answer(var template) -> {
                    var reply = reply(
                            item,
                            template.text(),
                            template.language(),
                            json.writeValueAsString(evidence(template.part())),
                            false);
                    replies.add(reply);
                    traced.add(traced(reply, match, decided, version, template.confidence(), "template"));
                    rows.add(new DecisionStore.Row(
                            item.message(),
                            "answered",
                            "template",
                            reply.id(),
                            template.template(),
                            template.version()));
                }
                case Decision.Say(var reason, var text, var language) -> {
                    var reply = reply(item, text, language, fixed(language), false);
                    replies.add(reply);
                    traced.add(traced(reply, match, decided, version, 1, reason));
                    rows.add(new DecisionStore.Row(item.message(), "answered", reason, reply.id(), null, null));
                }
                case Decision.HandOver(var reason, var language, var text) -> {
                    handedOver.add(item.conversation());
                    handOvers.add(new Conversations.HandOver(item.conversation(), reason));
                    var reply = language == null
                            ? null
                            : reply(
                                    item,
                                    text == null ? HandOverWords.in(language, hours.now(company, item.outlet())) : text,
                                    language,
                                    text == null ? null : fixed(language),
                                    true);
                    if (reply != null) {
                        replies.add(reply);
                        traced.add(traced(reply, match, decided, version, text == null ? 0 : 1, reason));
                    }
                    rows.add(new DecisionStore.Row(
                            item.message(), "handed_over", reason, reply == null ? null : reply.id(), null, null));
                }
                case Decision.Think(var reason) -> {
                    var now = clock.instant();
                    // What a template can answer already needs no second thought of the customer's.
                    Thinking.plan(
                            jobs,
                            company,
                            item.conversation(),
                            item.message(),
                            match instanceof Match.Answered ? now : now.plus(Thinking.PAUSE));
                    rows.add(new DecisionStore.Row(item.message(), "pending", reason, null, null, null));
                }
                case Decision.Silence(var reason) ->
                    rows.add(new DecisionStore.Row(item.message(), "silent", reason, null, null, null));
            }
        }
        if (!replies.isEmpty()) {
            conversations.reply(company, replies);
        }
        if (!handOvers.isEmpty()) {
            conversations.handOver(company, handOvers);
        }
        decisions.insert(company, rows, clock.instant());
        traces.add(company, traced);
    }

    private static Traces.Row traced(
            AssistantReply reply,
            @Nullable Match match,
            Decided decided,
            @Nullable ModelVersion version,
            double confidence,
            String reason) {
        return new Traces.Row(
                reply.conversation(),
                reply.id(),
                AnswerTrace.atOnce(
                        Objects.requireNonNull(reply.language()),
                        match,
                        decided.safety(),
                        decided.rule(),
                        version == null ? null : version.id(),
                        confidence,
                        reason));
    }

    private static AssistantReply reply(
            Item item, String text, Language language, @Nullable String evidence, boolean announcesHandOver) {
        return new AssistantReply(
                MessageId.next(), item.conversation(), text, language, evidence, announcesHandOver, null);
    }

    private String fixed(Language language) {
        return json.writeValueAsString(new Evidence("safety", null, null, null, null, List.of(), language, 1));
    }

    /// A template is used when its answer is sent, not when it is chosen: a person may have been faster.
    @EventListener
    void on(MessagesSent sent) {
        templates.recordUse(sent.company(), decisions.usesOf(sent.company(), sent.messages(), clock.instant()));
    }

    /// @param safety what the screen found
    /// @param rule the number of the company's own rule that applies, from 1
    private record Decided(
            Decision decision,
            @Nullable SafetyClass safety,
            @Nullable Integer rule) {
        Decided(Decision decision) {
            this(decision, null, null);
        }
    }

    private Decided decide(
            CompanyId company,
            @Nullable ModelVersion version,
            Item item,
            @Nullable Match match,
            Set<ConversationId> handedOver) {
        if (item.answering() != Answering.ASSISTANT) {
            return new Decided(new Decision.Silence(item.answering().value() + "_answers"));
        }
        if (handedOver.contains(item.conversation())) {
            return new Decided(new Decision.Silence("handed_over"));
        }
        if (item.late()) {
            return new Decided(new Decision.HandOver("late", null, null));
        }
        if (match == null) {
            return new Decided(new Decision.HandOver("no_words", languageOf(company, item), null));
        }
        var words = words(item.content());
        var safety = SafetyScreen.look(words).safetyClass();
        var rule = version == null ? null : Rules.find(version.setup(), words).orElse(null);
        var before = beforeTemplates(company, safety, rule, match.language());
        var decision = unlessInCircles(
                item, words, match.language(), before == null ? byTemplates(company, version, item, match) : before);
        return new Decided(decision, safety, rule == null ? null : rule.number());
    }

    private Decision unlessInCircles(Item item, String words, Language language, Decision decision) {
        boolean answers = decision instanceof Decision.Answer || decision instanceof Decision.Say;
        if (!answers && !(decision instanceof Decision.Think)) return decision;
        var now = clock.instant();
        var why = circles.why(item.conversation(), words, now);
        if (why != null) return new Decision.HandOver(why, language, null);
        if (answers) circles.replied(item.conversation(), words, now);
        return decision;
    }

    private Decision byTemplates(CompanyId company, @Nullable ModelVersion version, Item item, Match match) {
        return switch (match) {
            case Match.Answered answered
            when answered.inOtherWords() && answersByItself(company, version, item) ->
                new Decision.Think("template_in_other_words");
            case Match.Answered answered -> new Decision.Answer(answered);
            case Match.Abstained abstained when opensTheChat(item.content()) -> new Decision.Silence("nothing_asked");
            case Match.Abstained abstained
            when mayThink(company, version, item, abstained) ->
                new Decision.Think(abstained.reason().code());
            case Match.Abstained abstained ->
                new Decision.HandOver(abstained.reason().code(), abstained.language(), null);
        };
    }

    private @Nullable Decision beforeTemplates(
            CompanyId company, @Nullable SafetyClass safety, Rules.@Nullable Applying rule, Language language) {
        var preset = Preset.of(
                safety,
                rule,
                language,
                () -> companies.find(company).orElseThrow().name());
        if (preset == null) {
            return null;
        }
        return preset.handsOver() || preset.text() == null
                ? new Decision.HandOver(preset.reason(), language, preset.text())
                : new Decision.Say(preset.reason(), preset.text(), language);
    }

    /// Who asks for a person, or says nothing that could be answered, gets one at once. Templates that answer all of
    /// several things say so whatever else the company lets be looked for.
    private boolean mayThink(CompanyId company, @Nullable ModelVersion version, Item item, Match.Abstained abstained) {
        if (abstained.whole()) return true;
        return answersByItself(company, version, item)
                && switch (abstained.reason()) {
                    case NO_TEMPLATE, UNSURE, TWO_INTENTS -> true;
                    case NO_WORDS, TOO_LONG, HUMAN_REQUEST -> false;
                };
    }

    private boolean answersByItself(CompanyId company, @Nullable ModelVersion version, Item item) {
        return version != null
                && version.setup()
                        .auto(
                                item.channel(),
                                () -> hours.now(company, item.outlet()).open());
    }

    private Map<MessageId, Match> match(CompanyId company, List<Item> items) {
        var asked = new ArrayList<Item>();
        var questions = new ArrayList<Question>();
        for (var item : items) {
            var words = words(item.content());
            if (item.answering() == Answering.ASSISTANT && !item.late() && !words.isBlank()) {
                asked.add(item);
                questions.add(new Question(
                        words,
                        item.language(),
                        item.contactName() == null ? Map.of() : Map.of("customer_name", item.contactName()),
                        item.seq(),
                        null,
                        item.outlet()));
            }
        }
        var found = templates.match(company, questions);
        var matches = new HashMap<MessageId, Match>();
        for (int i = 0; i < asked.size(); i++) {
            matches.put(asked.get(i).message(), found.get(i));
        }
        return matches;
    }

    /// What Telegram's button that opens the chat with a bot writes in the person's name, with the link's payload.
    private static boolean opensTheChat(Content content) {
        return content instanceof Content.Text(var text) && (text.equals("/start") || text.startsWith("/start "));
    }

    /// The words of a message that a template can answer. A picture's own words are its caption; what it shows
    /// is for a person. What is said in a voice note counts once somebody has listened to it.
    static String words(Content content) {
        return switch (content) {
            case Content.Text text -> text.text();
            case Content.ButtonReply reply -> reply.title();
            case Content.Media media ->
                media.transcript() == null ? "" : media.transcript().text();
            case Content.Album album -> "";
            case Content.Location location -> "";
            // What is bought, filled in or passed on is for a person, and so is everything the company itself writes.
            case Content.ContactCards cards -> "";
            case Content.Order order -> "";
            case Content.FormReply form -> "";
            case Content.Shared shared -> "";
            case Content.Deleted deleted -> "";
            case Content.Choices choices -> "";
            case Content.LinkButton button -> "";
            case Content.Cards cards -> "";
            case Content.VendorTemplate template -> "";
            case Content.Unsupported unsupported -> "";
        };
    }

    private Language languageOf(CompanyId company, Item item) {
        if (item.language() != null) {
            return item.language();
        }
        return companies.find(company).orElseThrow().preferredLanguage();
    }

    static Evidence evidence(Match.Part said) {
        return Evidence.ofTemplate(
                said.templateId().value(), said.version(), said.name(), said.language(), said.confidence());
    }
}

package app.sembang.conversations;

import static app.sembang.conversations.ConversationStore.optional;
import static app.sembang.conversations.ConversationStore.texts;
import static app.sembang.conversations.ConversationStore.time;

import app.sembang.identity.Members;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes somebody responsible for a conversation, and keeps who, by whom and why. A change hands nothing over
/// by itself: the assistant goes on answering until a person writes.
@Component
class Assignments {
    /// Of the sales that teach who sells what, so many newest are looked at.
    private static final int SALES = 500;
    /// Minutes, where a company has chosen nothing.
    static final int AWAY_AFTER = 15;

    private static final Set<Character.UnicodeScript> WITHOUT_SPACES =
            Set.of(Character.UnicodeScript.HAN, Character.UnicodeScript.HIRAGANA, Character.UnicodeScript.KATAKANA);

    private final JdbcClient jdbc;
    private final Members members;

    Assignments(JdbcClient jdbc, Members members) {
        this.jdbc = jdbc;
        this.members = members;
    }

    /// Why a conversation went to somebody: by hand, by one of the strategies, as the contact's
    /// previous one, because the one who had it asked, or because a promise was not kept.
    @Schema(name = "AssignmentRule")
    enum Rule {
        MANUAL,
        ROTATION,
        WORKLOAD,
        EXPERTISE,
        PREVIOUS,
        TRANSFER,
        ESCALATION;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Rule from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// How a company gives conversations by rule.
    enum Strategy {
        ROTATION,
        WORKLOAD,
        EXPERTISE,
        /// Only people do.
        MANUAL;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Strategy from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// What becomes of the conversations of somebody who is away for a while.
    enum WhenAway {
        KEEP,
        HAND_OVER;

        @JsonValue
        String value() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static WhenAway from(String value) {
            return valueOf(value.toUpperCase(Locale.ROOT));
        }
    }

    /// A company's choices.
    ///
    /// @param automatic whether conversations are given by rule at all
    /// @param keepsAgent who comes back meets the person they know
    /// @param awayAfter so many minutes after their app was closed somebody counts as away; 0: only who says so
    record Settings(boolean automatic, Strategy strategy, boolean keepsAgent, WhenAway whenAway, int awayAfter) {
        boolean gives() {
            return automatic && strategy != Strategy.MANUAL;
        }
    }

    record Entry(
            ConversationId conversation,
            @Nullable MemberId from,
            @Nullable MemberId to,
            @Nullable MemberId by,
            Rule rule,
            @Nullable String reason,
            Instant at) {}

    /// A conversation that waits for somebody.
    ///
    /// @param previous who had the contact's previous one
    /// @param words what the contact wrote
    record Wish(Conversation conversation, @Nullable MemberId previous, String words) {}

    /// Gives conversations their responsible member: the one of the contact's previous
    /// conversation, else as the company's strategy says; both only while at work and with room
    /// for one more. Where there is nobody the conversation waits. The turn is kept under the
    /// lock of the company's row, so over any stretch of time the members' shares differ by one
    /// at most. Whoever asks after the lock was let go sees what was given before.
    List<Entry> give(CompanyId company, List<Wish> wishes, @Nullable MemberId by, Instant now) {
        var turn = turn(company);
        if (by == null && !turn.settings().gives()) {
            return List.of();
        }
        var duty = members.onDuty(company);
        if (duty.isEmpty()) {
            return List.of();
        }
        var round = new Round(
                turn.settings(),
                duty,
                turn.settings().strategy() != Strategy.ROTATION || duty.stream().anyMatch(Members.OnDuty::isLimited)
                        ? openByAssignee(company)
                        : new HashMap<>(),
                turn.settings().strategy() == Strategy.EXPERTISE ? sold(company) : Map.of(),
                turn.last());
        var entries = new ArrayList<Entry>();
        for (var wish : wishes) {
            var choice = round.choose(wish);
            if (choice == null) {
                break;
            }
            var conversation = wish.conversation();
            entries.add(new Entry(
                    conversation.id, conversation.assignee, choice.to(), by, choice.rule(), choice.reason(), now));
            conversation.assignTo(choice.to());
        }
        jdbc.sql("update assignment_rule set last_member_id = :last where company_id = :company")
                .param("company", company.value())
                .param("last", round.last == null ? null : round.last.value())
                .update();
        return entries;
    }

    /// Somebody who could be made responsible.
    ///
    /// @param open how many open conversations they have
    /// @param capacity how many at most are given by rule; 0: no limit
    /// @param knows what of the customer's matter they know
    @Schema(name = "AssignmentCandidate")
    record Candidate(
            MemberId id,
            String name,
            boolean available,
            int open,
            int capacity,
            List<String> expertise,
            List<Language> languages,
            List<String> knows) {
        private boolean takesOneMore() {
            return available && (capacity == 0 || open < capacity);
        }
    }

    /// Everybody who answers customers: first who is there and has room, then who knows most,
    /// then the least busy.
    List<Candidate> candidates(CompanyId company, Wish wish) {
        var open = openByAssignee(company);
        var sold = sold(company);
        var words = Round.folded(wish.words());
        return members.staff(company).stream()
                .map(one -> new Candidate(
                        one.duty().id(),
                        one.name(),
                        one.available(),
                        open.getOrDefault(one.duty().id(), 0),
                        one.duty().capacity(),
                        one.duty().expertise(),
                        one.duty().languages(),
                        Round.knows(
                                one.duty(), sold.getOrDefault(one.duty().id(), Set.of()), wish.conversation(), words)))
                .sorted(Comparator.comparing((Candidate one) -> !one.takesOneMore())
                        .thenComparingInt(one -> -one.knows().size())
                        .thenComparingInt(Candidate::open)
                        .thenComparing(one -> one.id().toString()))
                .toList();
    }

    private record Turn(Settings settings, @Nullable MemberId last) {}

    /// Takes the lock under which turns are taken.
    private Turn turn(CompanyId company) {
        return jdbc.sql("""
                insert into assignment_rule as rule (company_id) values (:company)
                on conflict (company_id) do update set strategy = rule.strategy
                returning automatic, strategy, keeps_agent, when_away, away_after, last_member_id
                """)
                .param("company", company.value())
                .query((row, number) ->
                        new Turn(settings(row), optional(row.getObject("last_member_id", UUID.class), MemberId::new)))
                .single();
    }

    /// The first after the last, as in a circle. Whoever could be chosen is never passed over, so of two who can be the
    /// whole time neither is chosen twice without the other in between.
    ///
    /// @param free in order of their ids
    static MemberId nextInTurn(@Nullable MemberId last, List<MemberId> free) {
        return free.stream()
                .filter(member -> last == null || member.toString().compareTo(last.toString()) > 0)
                .findFirst()
                .orElse(free.getFirst());
    }

    private record Choice(MemberId to, Rule rule, @Nullable String reason) {}

    /// One run through those who wait.
    private static final class Round {
        private final Settings settings;
        private final List<Members.OnDuty> duty;
        private final Map<MemberId, Integer> open;
        private final Map<MemberId, Set<String>> sold;

        @Nullable
        MemberId last;

        Round(
                Settings settings,
                List<Members.OnDuty> duty,
                Map<MemberId, Integer> open,
                Map<MemberId, Set<String>> sold,
                @Nullable MemberId last) {
            this.settings = settings;
            this.duty = duty;
            this.open = open;
            this.sold = sold;
            this.last = last;
        }

        /// Null where nobody has room.
        @Nullable
        Choice choose(Wish wish) {
            var free = duty.stream()
                    .filter(one -> one.takesOneMore(open.getOrDefault(one.id(), 0)))
                    .toList();
            if (free.isEmpty()) {
                return null;
            }
            var choice = chosen(free, wish);
            open.merge(choice.to(), 1, Integer::sum);
            return choice;
        }

        private Choice chosen(List<Members.OnDuty> free, Wish wish) {
            var previous = wish.previous();
            if (settings.keepsAgent()
                    && previous != null
                    && free.stream().anyMatch(one -> one.id().equals(previous))) {
                return new Choice(previous, Rule.PREVIOUS, null);
            }
            return switch (settings.strategy()) {
                case ROTATION, MANUAL -> new Choice(next(free), Rule.ROTATION, null);
                case WORKLOAD -> new Choice(next(leastBusy(free)), Rule.WORKLOAD, null);
                case EXPERTISE -> expert(free, wish);
            };
        }

        /// Who knows most of what the contact writes about; where nobody does, or several do,
        /// the least busy.
        private Choice expert(List<Members.OnDuty> free, Wish wish) {
            var words = folded(wish.words());
            var best = new ArrayList<Members.OnDuty>();
            var known = List.<String>of();
            for (var one : free) {
                var theirs = knows(one, sold.getOrDefault(one.id(), Set.of()), wish.conversation(), words);
                if (theirs.size() > known.size()) {
                    best.clear();
                    known = theirs;
                }
                if (!theirs.isEmpty() && theirs.size() == known.size()) {
                    best.add(one);
                }
            }
            if (best.isEmpty()) {
                return new Choice(next(leastBusy(free)), Rule.WORKLOAD, null);
            }
            return new Choice(next(leastBusy(best)), Rule.EXPERTISE, shortened(String.join(", ", known)));
        }

        private static List<String> knows(
                Members.OnDuty one, Set<String> sold, Conversation conversation, String words) {
            var found = new TreeSet<String>();
            one.expertise().stream()
                    .filter(term -> speaksOf(words, folded(term)))
                    .forEach(found::add);
            sold.stream().filter(product -> speaksOf(words, folded(product))).forEach(found::add);
            var language = conversation.language == null ? written(words) : conversation.language;
            if (language != null && one.languages().contains(language)) {
                found.add(language.tag());
            }
            return List.copyOf(found);
        }

        private List<Members.OnDuty> leastBusy(List<Members.OnDuty> free) {
            int least = free.stream()
                    .mapToInt(one -> open.getOrDefault(one.id(), 0))
                    .min()
                    .orElseThrow();
            return free.stream()
                    .filter(one -> open.getOrDefault(one.id(), 0) == least)
                    .toList();
        }

        private MemberId next(List<Members.OnDuty> free) {
            last = nextInTurn(last, free.stream().map(Members.OnDuty::id).toList());
            return last;
        }

        private static String folded(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        }

        /// Whether a term stands in the words, as words of its own where its script parts them.
        private static boolean speaksOf(String words, String term) {
            if (term.isBlank()) {
                return false;
            }
            for (int at = words.indexOf(term); at >= 0; at = words.indexOf(term, at + 1)) {
                if (parted(words, at, term) && parted(words, at + term.length(), term)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean parted(String words, int at, String term) {
            return at == 0
                    || at == words.length()
                    || !Character.isLetterOrDigit(words.codePointBefore(at))
                    || !Character.isLetterOrDigit(words.codePointAt(at))
                    || WITHOUT_SPACES.contains(Character.UnicodeScript.of(term.codePointAt(0)));
        }

        /// The language its script gives away; null for scripts that several share.
        private static @Nullable Language written(String words) {
            return words.codePoints()
                    .mapToObj(Character.UnicodeScript::of)
                    .map(script -> switch (script) {
                        case HAN -> Language.ZH;
                        case TAMIL -> Language.TA;
                        default -> null;
                    })
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        private static String shortened(String reason) {
            return Texts.beginning(reason, 500);
        }
    }

    /// What each has sold lately: who closes which product is known from their sales.
    private Map<MemberId, Set<String>> sold(CompanyId company) {
        var sold = new HashMap<MemberId, Set<String>>();
        jdbc.sql("""
                select sale.completed_by, product ->> 'name' as product
                  from (select completed_by, sold from conversation
                         where company_id = :company and status = 'completed' and sale_amount is not null and completed_by is not null
                         order by completed_at desc
                         limit :most) sale
                 cross join jsonb_array_elements(sale.sold) as product
                """).param("company", company.value()).param("most", SALES).query(row -> {
            sold.computeIfAbsent(new MemberId(row.getObject("completed_by", UUID.class)), it -> new HashSet<>())
                    .add(row.getString("product"));
        });
        return sold;
    }

    private Map<MemberId, Integer> openByAssignee(CompanyId company) {
        var open = new HashMap<MemberId, Integer>();
        jdbc.sql("""
                select assignee_id, count(*) as open from conversation
                 where company_id = :company and status in ('new', 'in_progress', 'waiting') and assignee_id is not null
                   and blocked_at is null
                 group by assignee_id
                """).param("company", company.value()).query(row -> {
            open.put(new MemberId(row.getObject("assignee_id", UUID.class)), row.getInt("open"));
        });
        return open;
    }

    void record(CompanyId company, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into assignment (company_id, id, conversation_id, from_id, to_id, by_id, rule, reason, at)
                select :company, * from unnest(:ids::uuid[], :conversations::uuid[], :froms::uuid[], :tos::uuid[], :bys::uuid[],
                                               :rules::text[], :reasons::text[], :at::timestamptz[])
                """)
                .param("company", company.value())
                .param("ids", texts(entries, entry -> Ids.next()))
                .param("conversations", texts(entries, Entry::conversation))
                .param("froms", texts(entries, Entry::from))
                .param("tos", texts(entries, Entry::to))
                .param("bys", texts(entries, Entry::by))
                .param("rules", texts(entries, entry -> entry.rule().value()))
                .param("reasons", texts(entries, Entry::reason))
                .param("at", texts(entries, entry -> time(entry.at())))
                .update();
    }

    Settings settings(CompanyId company) {
        return jdbc.sql("""
                select automatic, strategy, keeps_agent, when_away, away_after from assignment_rule where company_id = :company
                """)
                .param("company", company.value())
                .query((row, number) -> settings(row))
                .optional()
                .orElse(new Settings(true, Strategy.ROTATION, true, WhenAway.KEEP, AWAY_AFTER));
    }

    void settings(CompanyId company, Settings settings) {
        jdbc.sql("""
                insert into assignment_rule (company_id, automatic, strategy, keeps_agent, when_away, away_after)
                values (:company, :automatic, :strategy, :keepsAgent, :whenAway, :awayAfter)
                on conflict (company_id) do update
                   set automatic = excluded.automatic, strategy = excluded.strategy, keeps_agent = excluded.keeps_agent,
                       when_away = excluded.when_away, away_after = excluded.away_after
                """)
                .param("company", company.value())
                .param("automatic", settings.automatic())
                .param("strategy", settings.strategy().value())
                .param("keepsAgent", settings.keepsAgent())
                .param("whenAway", settings.whenAway().value())
                .param("awayAfter", settings.awayAfter())
                .update();
    }

    /// Waits until whoever takes a turn now has given what they have to give.
    void awaitTurn(CompanyId company) {
        turn(company);
    }

    private static Settings settings(ResultSet row) throws SQLException {
        return new Settings(
                row.getBoolean("automatic"),
                Strategy.from(row.getString("strategy")),
                row.getBoolean("keeps_agent"),
                WhenAway.from(row.getString("when_away")),
                row.getInt("away_after"));
    }
}

package app.sembang.assistant;

import app.sembang.assistant.Ground.Kind;
import app.sembang.language.Cues;
import app.sembang.language.Reading;
import app.sembang.shared.Language;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Answers without a model: from a question the company answered itself, from the catalog, from a page. It can only say
/// what it finds.
final class OfflineAnswers {
    private static final double SAME_QUESTION = 0.6;
    private static final double GOOD_PASSAGE = 0.45;
    /// From this share of a question on, a text is about just that.
    private static final double JUST_THIS = 0.75;
    private static final int MOST_NAMED = 3;
    private static final int LONGEST_QUOTE = 320;

    /// @param confidence between 0 and 1
    /// @param used what the text rests on
    record Draft(String text, AnswerSource source, double confidence, List<Ground> used) {}

    private OfflineAnswers() {}

    static boolean isAboutJustThis(Ground ground) {
        return (ground.kind() == Kind.PASSAGE || ground.kind() == Kind.FAQ) && ground.score() >= JUST_THIS;
    }

    static Optional<Draft> draft(String text, Language language, List<Ground> grounds, boolean open) {
        var topics = Topic.of(text);
        boolean ofNothing = Topic.isAskedOfNothing(text);
        return faq(language, grounds, ofNothing)
                .or(() -> together(
                        orders(text, topics, grounds),
                        together(hours(topics, language, grounds, open), catalog(topics, language, grounds))))
                .or(() -> ofNothing ? Optional.empty() : page(language, grounds));
    }

    /// What is said of several things that are asked; no surer than the least sure of it.
    static Optional<Draft> together(List<Draft> drafts) {
        if (drafts.isEmpty()) return Optional.empty();
        if (drafts.size() == 1) return Optional.of(drafts.getFirst());
        return Optional.of(new Draft(
                drafts.stream().map(Draft::text).distinct().collect(Collectors.joining("\n\n")),
                drafts.stream().map(Draft::source).distinct().count() == 1
                        ? drafts.getFirst().source()
                        : AnswerSource.OFFLINE,
                drafts.stream().mapToDouble(Draft::confidence).min().orElseThrow(),
                drafts.stream()
                        .flatMap(draft -> draft.used().stream())
                        .distinct()
                        .toList()));
    }

    private static Optional<Draft> together(Optional<Draft> one, Optional<Draft> other) {
        return together(Stream.concat(one.stream(), other.stream()).toList());
    }

    /// A price that is asked of nothing is not what something costs that nobody spoke of, such as the delivery.
    private static Optional<Draft> faq(Language language, List<Ground> grounds, boolean ofNothing) {
        return grounds.stream()
                .filter(ground -> ground.kind() == Kind.FAQ && ground.score() >= SAME_QUESTION)
                .filter(faq -> !ofNothing || Topic.isAskedOfNothing(faq.title()))
                .filter(faq -> OutputChecks.speaks(language, faq.text(), List.of(faq)))
                .findFirst()
                .map(faq -> new Draft(faq.text(), AnswerSource.FAQ, Math.min(0.95, 0.3 + faq.score()), List.of(faq)));
    }

    private static Optional<Draft> hours(Set<Topic> topics, Language language, List<Ground> grounds, boolean open) {
        if (!topics.contains(Topic.HOURS)) return Optional.empty();
        return grounds.stream()
                .filter(ground -> ground.kind() == Kind.COMPANY)
                .findFirst()
                .map(week -> new Draft(
                        Wordings.say("hours", language, Map.of("week", week.text()))
                                + Wordings.space(language)
                                + Wordings.say(open ? "open_now" : "closed_now", language),
                        AnswerSource.OFFLINE,
                        0.9,
                        List.of(week)));
    }

    /// How an order stands is told; where it is, and what went wrong with it, a person says beside that.
    private static Optional<Draft> orders(String text, Set<Topic> topics, List<Ground> grounds) {
        var orders = of(Kind.ORDER, grounds);
        if (orders.isEmpty() || !(topics.contains(Topic.ORDER) || topics.contains(Topic.PARCEL))) {
            return Optional.empty();
        }
        boolean whole = !topics.contains(Topic.PARCEL)
                && !Cues.in(Reading.of(text).tokens()).complains();
        var latest = orders.subList(0, Math.min(MOST_NAMED, orders.size()));
        return Optional.of(new Draft(
                latest.stream().map(Ground::text).collect(Collectors.joining("\n")),
                AnswerSource.OFFLINE,
                whole ? 0.8 : 0.6,
                latest));
    }

    private static Optional<Draft> catalog(Set<Topic> topics, Language language, List<Ground> grounds) {
        var products = of(Kind.PRODUCT, grounds);
        boolean asks = topics.contains(Topic.PRICE) || topics.contains(Topic.STOCK);
        if (products.isEmpty() || !asks) return Optional.empty();
        if (products.size() == 1) return Optional.of(one(topics, language, products.getFirst()));
        var some = products.subList(0, Math.min(MOST_NAMED, products.size()));
        if (some.stream().anyMatch(product -> product.price() == null)) return which(language, some);
        var lines = new ArrayList<String>();
        lines.add(Wordings.say("several", language));
        some.forEach(product -> lines.add("• " + sentence(topics, language, product)));
        return Optional.of(new Draft(String.join("\n", lines), AnswerSource.OFFLINE, 0.8, some));
    }

    private static Draft one(Set<Topic> topics, Language language, Ground product) {
        double confidence = topics.contains(Topic.PRICE) && product.price() == null ? 0.4 : 0.9;
        return new Draft(sentence(topics, language, product), AnswerSource.OFFLINE, confidence, List.of(product));
    }

    private static String sentence(Set<Topic> topics, Language language, Ground product) {
        var name = Map.of("name", product.title());
        var sentences = new ArrayList<String>();
        var stock = product.stock();
        if (stock != null && stock == 0) {
            sentences.add(Wordings.say("out_of_stock", language, name));
        } else if (topics.contains(Topic.STOCK)) {
            sentences.add(Wordings.say(stock == null ? "we_sell" : "in_stock", language, name));
        }
        if (product.price() != null) {
            sentences.add(Wordings.say(
                    "costs", language, Map.of("name", product.title(), "price", Wordings.money(product.price()))));
        } else if (topics.contains(Topic.PRICE)) {
            sentences.add(Wordings.say("on_request", language, name));
        }
        return String.join(Wordings.space(language), sentences);
    }

    /// Asks back which of these is meant; of none there is nothing to ask.
    static Optional<Draft> which(Language language, List<Ground> products) {
        if (products.isEmpty()) return Optional.empty();
        var some = products.subList(0, Math.min(MOST_NAMED, products.size()));
        var names = some.stream().map(Ground::title).collect(Collectors.joining(language == Language.ZH ? "、" : ", "));
        return Optional.of(
                new Draft(Wordings.say("which", language, Map.of("names", names)), AnswerSource.OFFLINE, 0.76, some));
    }

    private static Optional<Draft> page(Language language, List<Ground> grounds) {
        return grounds.stream()
                .filter(ground ->
                        (ground.kind() == Kind.PASSAGE || ground.kind() == Kind.FAQ) && ground.score() >= GOOD_PASSAGE)
                .findFirst()
                .map(page -> new Draft(
                        Wordings.say("says", language, Map.of("title", page.title(), "text", beginning(page.text()))),
                        AnswerSource.OFFLINE,
                        Math.min(0.9, 0.35 + page.score()),
                        List.of(page)));
    }

    /// Whole sentences, as many as are quickly read.
    private static String beginning(String text) {
        if (text.length() <= LONGEST_QUOTE) return text;
        var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        int end = sentences.preceding(LONGEST_QUOTE);
        if (end > 40) return text.substring(0, end).strip();
        var words = BreakIterator.getWordInstance(Locale.ROOT);
        words.setText(text);
        return text.substring(0, words.preceding(LONGEST_QUOTE)).strip() + " …";
    }

    private static List<Ground> of(Kind kind, List<Ground> grounds) {
        return grounds.stream().filter(ground -> ground.kind() == kind).toList();
    }
}

package app.sembang.assistant;

import app.sembang.assistant.Claim.Kind;
import app.sembang.language.Languages;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Register;
import app.sembang.language.Span;
import app.sembang.shared.Language;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds an answer against what it may rest on, whoever worded it: a model's words get no other treatment than our own.
/// By rules alone. What the customer or a document says of a price counts for nothing where the catalog knows it.
final class OutputChecks {
    /// So many words in a row that stand in the instructions too are no coincidence.
    private static final int LEAK = 12;

    private static final int MOST_PIECES = 100;
    /// How many letters may stand between an amount and what it is charged for.
    private static final int BESIDE = 14;

    private static final Pattern UNFINISHED =
            Pattern.compile("[{}]|\\[\\[|\\]\\]|%s|\\bundefined\\b|\\bnull\\b|\\bNaN\\b|\\*\\*\\s*\\*\\*");
    private static final Pattern IDENTITY_CARD = Pattern.compile("(?<!\\d)\\d{6}-?\\d{2}-?\\d{4}(?!\\d)");
    private static final Pattern SENTENCE = Pattern.compile("[^.!?。！？\\n]+(?:\\.(?=\\d)[^.!?。！？\\n]+)*");

    /// Must stand in what the answer rests on, in the same form.
    private static final Set<Kind> QUOTED =
            EnumSet.of(Kind.PERCENT, Kind.DURATION, Kind.TIME, Kind.DATE, Kind.PHONE, Kind.EMAIL, Kind.LINK);
    /// Must be said there too.
    private static final Set<Kind> SAID = EnumSet.of(Kind.FREE, Kind.WARRANTY, Kind.PROMISE, Kind.DISCOUNT);

    private final List<Ground> grounds;
    /// What each of them states.
    private final Map<Ground, List<Claim>> stated;
    private final Language language;
    private final int longest;
    private final @Nullable String instructions;

    /// @param longest in characters
    /// @param instructions what must not be told; null where no model was instructed
    OutputChecks(List<Ground> grounds, Language language, int longest, @Nullable String instructions) {
        this.grounds = grounds;
        this.stated = grounds.stream()
                .collect(Collectors.toMap(ground -> ground, ground -> Claims.in(ground.text()), (one, same) -> one));
        this.language = language;
        this.longest = longest;
        this.instructions = instructions;
    }

    /// Who is addressed formally is not answered as a friend is. A word or two of a product's name is no sign yet.
    static Check register(String text) {
        return check(
                "register", Register.balance(text) < -1, "The text is too casual for how the customer is addressed.");
    }

    List<Check> of(String text) {
        var checks = new ArrayList<Check>();
        var claims = Claims.in(text);
        checks.add(money(text, claims));
        checks.add(stock(text, claims));
        checks.add(quoted(text, claims));
        checks.add(said(text, claims));
        checks.add(check("placeholders", UNFINISHED.matcher(text).find(), "An unfinished part is left in the text."));
        checks.add(check("personal_data", showsIdentity(text), "The text shows an identity card's number."));
        checks.add(check(
                "language",
                !speaks(language, text, grounds),
                "The text is not in the language the customer is answered in."));
        checks.add(check(
                "length", text.codePointCount(0, text.length()) > longest, "The text is longer than is allowed."));
        checks.add(check("empty", text.isBlank(), "There is no text."));
        if (instructions != null) {
            checks.add(check("leak", leaks(text, instructions), "The text repeats the assistant's instructions."));
        }
        return checks;
    }

    /// Whether what it rests on says this one thing the text states.
    boolean bear(String text, Claim claim) {
        var one = List.of(claim);
        return passed(List.of(money(text, one), stock(text, one), quoted(text, one), said(text, one)));
    }

    static boolean passed(Collection<Check> checks) {
        return checks.stream().allMatch(Check::passed);
    }

    private static Check check(String code, boolean fails, String detail) {
        return fails ? Check.failed(code, detail) : Check.passed(code);
    }

    private Check money(String text, List<Claim> claims) {
        for (var claim : claims) {
            if (claim.kind() == Kind.MONEY && !mayCost(text, claim)) {
                return Check.failed("money", "%s is no price we publish for this.".formatted(words(text, claim)));
            }
        }
        return Check.passed("money");
    }

    /// The price of what the sentence names; several pieces of it; else anything of what the answer rests on.
    private boolean mayCost(String text, Claim claim) {
        var sentence = sentence(text, claim);
        var named = named(sentence);
        if (isOfOrder(text, sentence, claim, named)) return true;
        if (isCharge(text, claim) && documents().anyMatch(ground -> quotes(ground, claim))) return true;
        if (!named.isEmpty()) {
            return named.stream().anyMatch(product -> isPrice(product, claim, text) || quotes(product, claim))
                    || isSum(claim, named)
                    || isTotal(text, claim, named)
                    || (!isAboutPrice(named) && documents().anyMatch(ground -> quotes(ground, claim)));
        }
        return documents().anyMatch(ground -> quotes(ground, claim))
                || products().stream().anyMatch(product -> isPrice(product, claim, text) || quotes(product, claim))
                || isSum(claim, products())
                || isTotal(text, claim, products());
    }

    /// What somebody paid is no price: beside a product it is an order's only where the sentence names the order's day.
    private boolean isOfOrder(String text, String sentence, Claim claim, List<Ground> named) {
        return grounds.stream()
                .filter(ground -> ground.kind() == Ground.Kind.ORDER && quotes(ground, claim))
                .anyMatch(order -> (named.isEmpty() && !isCharge(text, claim))
                        || Claims.in(sentence).stream()
                                .anyMatch(said -> said.kind() == Kind.DATE && quotes(order, said)));
    }

    /// Whether words right beside it tell that it is a fee or a bound, and no thing's price: "RM 10 delivery", "above
    /// RM 200".
    private static boolean isCharge(String text, Claim claim) {
        return Claims.marks(Kind.CHARGE, text).stream()
                .anyMatch(mark -> distance(mark, claim.span()) <= BESIDE
                        && !text.substring(
                                        Math.min(mark.end(), claim.span().end()),
                                        Math.max(mark.start(), claim.span().start()))
                                .matches("(?s).*[,，、;；。].*"));
    }

    private static int distance(Span one, Span other) {
        return Math.max(one.start(), other.start()) - Math.min(one.end(), other.end());
    }

    /// Where the text adds up: so many pieces of something, several things, and what the documents charge beside them.
    private boolean isTotal(String text, Claim claim, List<Ground> products) {
        if (Claims.marks(Kind.TOTAL, text).isEmpty()) return false;
        var counts = new LinkedHashSet<>(numbers(text));
        counts.add(1);
        var parts = new LinkedHashSet<BigDecimal>();
        for (var product : products) {
            if (product.price() == null) continue;
            for (int count : counts) {
                if (count <= MOST_PIECES) parts.add(product.price().value().multiply(BigDecimal.valueOf(count)));
            }
        }
        var charges = documents()
                .flatMap(ground -> stated.getOrDefault(ground, List.of()).stream())
                .filter(known -> known.kind() == Kind.MONEY)
                .map(known -> new BigDecimal(known.value()))
                .toList();
        var claimed = new BigDecimal(claim.value());
        return parts.stream()
                .anyMatch(part -> part.compareTo(claimed) == 0
                        || charges.stream().anyMatch(charge -> part.add(charge).compareTo(claimed) == 0));
    }

    /// Beside a product whose price is known a document's older figure counts for nothing.
    private static boolean isAboutPrice(List<Ground> named) {
        return named.stream().anyMatch(product -> product.price() != null);
    }

    private static boolean isPrice(Ground product, Claim claim, String text) {
        if (product.price() == null) return false;
        var price = product.price().value();
        var claimed = new BigDecimal(claim.value());
        if (claimed.compareTo(price) == 0) return true;
        if (price.signum() == 0) return false;
        var pieces = claimed.divideAndRemainder(price);
        boolean whole = pieces[1].signum() == 0 && pieces[0].compareTo(BigDecimal.valueOf(MOST_PIECES)) <= 0;
        return whole && numbers(text).contains(pieces[0].intValue());
    }

    private static Set<Integer> numbers(String text) {
        return Reading.of(text).tokens().stream()
                .map(Token::word)
                .map(word -> word.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty() && digits.length() < 4)
                .map(Integer::parseInt)
                .collect(Collectors.toCollection(() -> new HashSet<>(Claims.counted(text))));
    }

    private static boolean isSum(Claim claim, List<Ground> products) {
        var claimed = new BigDecimal(claim.value());
        var prices = products.stream()
                .filter(product -> product.price() != null)
                .map(product -> product.price().value())
                .toList();
        for (int i = 0; i < prices.size(); i++) {
            for (int j = i + 1; j < prices.size(); j++) {
                if (prices.get(i).add(prices.get(j)).compareTo(claimed) == 0) return true;
            }
        }
        return prices.size() > 2
                && prices.stream().reduce(BigDecimal.ZERO, BigDecimal::add).compareTo(claimed) == 0;
    }

    /// Of what the sentence names; else of anything the answer rests on.
    private Check stock(String text, List<Claim> claims) {
        for (var claim : claims) {
            if (claim.kind() == Kind.LEFT && !mayBeLeft(text, claim)) {
                return Check.failed("stock", "The catalog does not count '%s'.".formatted(words(text, claim)));
            }
            if (claim.kind() != Kind.STOCK && claim.kind() != Kind.SOLD_OUT) continue;
            var named = named(sentence(text, claim));
            var products = named.isEmpty() ? products() : named;
            boolean some = claim.kind() == Kind.STOCK;
            boolean known =
                    products.stream().anyMatch(product -> product.stock() != null && (product.stock() > 0) == some)
                            || (named.isEmpty() && documents().anyMatch(ground -> says(ground, claim.kind())));
            if (!known) {
                return Check.failed("stock", "The catalog does not say '%s'.".formatted(words(text, claim)));
            }
        }
        return Check.passed("stock");
    }

    private boolean mayBeLeft(String text, Claim claim) {
        var named = named(sentence(text, claim));
        return (named.isEmpty() ? products() : named)
                        .stream().anyMatch(product -> claim.value().equals(String.valueOf(product.stock())))
                || (named.isEmpty() && documents().anyMatch(ground -> quotes(ground, claim)));
    }

    private Check quoted(String text, List<Claim> claims) {
        for (var claim : claims) {
            if (QUOTED.contains(claim.kind()) && grounds.stream().noneMatch(ground -> quotes(ground, claim))) {
                return Check.failed("facts", "Nothing we know says '%s'.".formatted(words(text, claim)));
            }
        }
        return Check.passed("facts");
    }

    private Check said(String text, List<Claim> claims) {
        for (var claim : claims) {
            if (SAID.contains(claim.kind()) && grounds.stream().noneMatch(ground -> says(ground, claim, text))) {
                return Check.failed("promises", "Nothing we know promises '%s'.".formatted(words(text, claim)));
            }
        }
        return Check.passed("promises");
    }

    private static String words(String text, Claim claim) {
        return text.substring(claim.span().start(), claim.span().end()).strip();
    }

    private boolean quotes(Ground ground, Claim claim) {
        return stated.getOrDefault(ground, List.of()).stream()
                .anyMatch(known -> known.kind() == claim.kind() && known.value().equals(claim.value()));
    }

    private boolean says(Ground ground, Kind kind) {
        return stated.getOrDefault(ground, List.of()).stream().anyMatch(known -> known.kind() == kind);
    }

    /// What is free there must be free here: in one language the two share a word beside.
    private boolean says(Ground ground, Claim claim, String text) {
        if (claim.kind() != Kind.FREE) return says(ground, claim.kind());
        boolean sameLanguage = Languages.mix(Reading.of(ground.text()).tokens()).primary() == language;
        var here = beside(text, claim);
        return stated.getOrDefault(ground, List.of()).stream()
                .filter(known -> known.kind() == Kind.FREE)
                .anyMatch(known -> !sameLanguage
                        || beside(ground.text(), known).stream().anyMatch(here::contains)
                        || stems(ground.title()).stream().anyMatch(here::contains));
    }

    /// The words of the claim's sentence that carry a topic, Chinese by pairs.
    private static Set<String> beside(String text, Claim claim) {
        var tokens = Reading.of(sentence(text, claim)).tokens();
        var claimed = stems(words(text, claim));
        var beside = new HashSet<String>();
        for (int at = 0; at < tokens.size(); at++) {
            var token = tokens.get(at);
            boolean isHan = token.script() == Character.UnicodeScript.HAN;
            if (Languages.isFunctionWord(token) || claimed.contains(token.stem())) continue;
            if (!isHan) beside.add(token.stem());
            if (isHan && at + 1 < tokens.size())
                beside.add(token.word() + tokens.get(at + 1).word());
        }
        return beside;
    }

    private List<Ground> products() {
        return grounds.stream()
                .filter(ground -> ground.kind() == Ground.Kind.PRODUCT)
                .toList();
    }

    private Stream<Ground> documents() {
        return grounds.stream()
                .filter(ground -> ground.kind() != Ground.Kind.PRODUCT && ground.kind() != Ground.Kind.ORDER);
    }

    private static String sentence(String text, Claim claim) {
        var sentences = SENTENCE.matcher(text);
        while (sentences.find()) {
            if (sentences.start() <= claim.span().start() && claim.span().start() < sentences.end()) {
                return sentences.group();
            }
        }
        return text;
    }

    /// Products whose name the sentence has in it.
    private List<Ground> named(String sentence) {
        var said = stems(sentence);
        return products().stream()
                .filter(product -> said.containsAll(stems(product.title())))
                .toList();
    }

    private static Set<String> stems(String text) {
        return Reading.of(text).tokens().stream().map(Token::stem).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean showsIdentity(String text) {
        var found = IDENTITY_CARD.matcher(text);
        while (found.find()) {
            var number = found.group();
            if (grounds.stream().noneMatch(ground -> ground.text().contains(number))) return true;
        }
        return false;
    }

    /// Names of products are what they are in every language.
    static boolean speaks(Language language, String text, List<Ground> grounds) {
        var names = grounds.stream()
                .flatMap(ground -> stems(ground.title()).stream())
                .collect(Collectors.toCollection(HashSet::new));
        var mix = Languages.mix(Reading.of(text).tokens().stream()
                .filter(token -> !names.contains(token.stem()))
                .toList());
        return mix.undetermined() || mix.primary() == language || mix.share(language) >= 0.4;
    }

    private static boolean leaks(String text, String instructions) {
        var said = words(text);
        var secret = " " + String.join(" ", words(instructions)) + " ";
        for (int at = 0; at + LEAK <= said.size(); at++) {
            if (secret.contains(" " + String.join(" ", said.subList(at, at + LEAK)) + " ")) return true;
        }
        return false;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}

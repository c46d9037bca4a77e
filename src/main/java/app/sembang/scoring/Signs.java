package app.sembang.scoring;

import app.sembang.catalog.Product;
import app.sembang.catalog.ProductId;
import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Span;
import app.sembang.scoring.BehaviourScore.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds in a message the words that tell how near its author is to buying.
final class Signs {
    /// What a no before it takes back. Who asks whether there is none asks all the same.
    private static final Set<Code> DENIABLE = EnumSet.of(Code.COMMIT, Code.PAY, Code.POSITIVE, Code.BROWSE);

    private static final String GLAD = "😍🥰😊😁😃😄🤩😘👍👌💯🔥❤💕💖🎉";

    private static final Set<String> NUMBERS = Set.copyOf(new Lexicon(Signs.class).words("numbers.txt"));

    /// @param but the phrase looks like the sign and is none
    private record Meaning(Code code, boolean but) {}

    /// @param token its place among the message's words
    /// @param product whose name it is; null: it is no product's
    record Sign(
            Code code,
            int line,
            int token,
            Span span,
            @Nullable ProductId product) {
        boolean isBefore(Sign other) {
            return line < other.line || (line == other.line && token < other.token);
        }
    }

    private final Phrases<Meaning> phrases;
    private final @Nullable Phrases<Meaning> own;
    private final @Nullable Phrases<ProductId> goods;

    private Signs(Phrases<Meaning> phrases, @Nullable Phrases<Meaning> own, @Nullable Phrases<ProductId> goods) {
        this.phrases = phrases;
        this.own = own;
        this.goods = goods;
    }

    Signs(Map<String, List<String>> sections) {
        this(new Phrases<>(Cues::isAside), null, null);
        sections.forEach((section, all) -> {
            boolean but = section.startsWith("no-");
            var code = Code.valueOf(section.substring(but ? 3 : 0).toUpperCase(Locale.ROOT));
            all.forEach(phrase -> phrases.add(counted(Reading.of(phrase).tokens()), new Meaning(code, but)));
        });
    }

    static Signs usual() {
        return new Signs(new Lexicon(Signs.class).sections("signs.txt", "\\|"));
    }

    /// Those of a company: with its own phrases, and the names of what it sells.
    Signs with(Map<Code, List<String>> more, Collection<Product> products) {
        var ofCompany = new Phrases<Meaning>(Cues::isAside);
        more.forEach((code, all) ->
                all.forEach(phrase -> ofCompany.add(counted(Reading.of(phrase).tokens()), new Meaning(code, false))));
        var names = new Phrases<ProductId>(token -> false);
        for (var product : products) {
            Stream.concat(
                            Stream.of(product.name()),
                            product.aliases().values().stream().flatMap(List::stream))
                    .map(name -> Reading.of(name).tokens())
                    .distinct()
                    .forEach(name -> names.add(name, product.id()));
        }
        return new Signs(phrases, ofCompany, names);
    }

    /// A longer phrase hides what lies within it: in "not for me for my sister" nobody has lost interest.
    List<Sign> in(String text, int line) {
        var tokens = Reading.of(text).tokens();
        var cues = Cues.in(tokens);
        var found = new ArrayList<>(phrases.in(counted(tokens)));
        if (own != null) found.addAll(own.in(counted(tokens)));
        var hidden = Phrases.lyingWithinOneOf(found, tokens.size());
        var signs = new ArrayList<Sign>();
        for (var one : found) {
            var code = one.meaning().code();
            boolean none = one.meaning().but()
                    || hidden.test(one)
                    || found.stream().anyMatch(other -> takesBack(other, one))
                    || (DENIABLE.contains(code) && cues.negates(one.from(), one.to()));
            if (!none) {
                var span = new Span(
                        tokens.get(one.from()).span().start(),
                        tokens.get(one.to() - 1).span().end());
                signs.add(new Sign(code, line, one.from(), span, null));
            }
        }
        if (goods != null) {
            var named = goods.in(tokens);
            var within = Phrases.lyingWithinOneOf(named, tokens.size());
            named.stream()
                    .filter(within.negate())
                    .forEach(one -> signs.add(new Sign(
                            Code.SPEC,
                            line,
                            one.from(),
                            new Span(
                                    tokens.get(one.from()).span().start(),
                                    tokens.get(one.to() - 1).span().end()),
                            one.meaning())));
        }
        glad(text).ifPresent(span -> signs.add(new Sign(Code.POSITIVE, line, tokens.size(), span, null)));
        return signs;
    }

    /// The first smile. Letters are passed over without a look at the list: most texts have nothing else.
    private static Optional<Span> glad(String text) {
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int end = at + Character.charCount(character);
            if (character > '\u2000' && GLAD.indexOf(character) >= 0) {
                return Optional.of(new Span(at, end));
            }
            at = end;
        }
        return Optional.empty();
    }

    /// Whoever takes three takes as surely as whoever takes one: in the phrases "1" stands for every number.
    private static List<Token> counted(List<Token> tokens) {
        return tokens.stream()
                .map(token -> token.isNumber() || NUMBERS.contains(token.word()) ? token.as("1") : token)
                .toList();
    }

    private static boolean takesBack(Found<Meaning> other, Found<Meaning> one) {
        return other.meaning().but() && other.meaning().code() == one.meaning().code() && one.lies(other);
    }
}

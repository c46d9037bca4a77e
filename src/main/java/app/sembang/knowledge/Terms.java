package app.sembang.knowledge;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.LATIN;
import static java.lang.Character.UnicodeScript.TAMIL;

import app.sembang.language.Cues;
import app.sembang.language.Languages;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Span;
import app.sembang.language.Spelling;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What texts are compared by: words without their endings, pairs of Chinese characters, and what a word means in any
/// of the four languages (`#price` for price, harga, 价格 and விலை), by which a question finds an answer in another
/// language.
final class Terms {
    private static final Phrases<String> MEANINGS = new Phrases<>(token -> false);
    /// Before the name of a meaning that is a detail beside what is asked.
    private static final String DETAIL = "~";

    private static final String MEANING = "#";

    /// Words in Latin letters that stand in some meaning.
    private static final Spelling SPELLING = new Spelling(6);

    private static final int SHORTEST_ROOT = 4;
    private static final int TAMIL_LETTERS = 4;
    private static final Pattern MALAY_PREFIX = Pattern.compile("meng|meny|mem|men|me|peng|peny|pem|pen|pe|ber|ter|di");
    private static final Pattern MALAY_ENDING = Pattern.compile("(?:kan|an|i)$");
    private static final Pattern ENGLISH_ENDING = Pattern.compile("(?:ation|ing|ed|ment|ly|er|e)$");

    /// What answers a question without its word: an amount answers "how much", a number of days "how long".
    private static final Map<String, Pattern> ANSWERS = Map.of(
            "#price",
            Pattern.compile("(?i)\\b(?:rm|myr)\\s?\\d[\\d,.]*+|\\d[\\d,.]*+\\s?(?:ringgit|令吉|块|ரிங்கிட்)"),
            "#days",
            Pattern.compile(
                    "(?i)[\\d一二三四五六七八九十两半]++\\s?(?:(?:(?:working |business )?(?:minute|hour|day|week|month|year)s?"
                            + "|minit|jam|hari|minggu|bulan|tahun)\\b|个?(?:分钟|小时|天|工作日|星期|周|月|年)"
                            + "|(?:வேலை )?(?:நிமிட|மணி ?நேர|நாட்|நாள்|வார|மாத|ஆண்டு|வருட))"),
            "#hours",
            Pattern.compile("(?i)[\\d一二三四五六七八九十两]++(?:[:.]\\d\\d)?\\s?"
                    + "(?:(?:am|pm|pagi|petang|malam|tengah hari)\\b|[点點]|மணி(?! ?நேர))"),
            "#contact",
            Pattern.compile("\\d{2,4}[- ]?\\d{3,4}[- ]?\\d{4}"));

    static {
        new Lexicon(Terms.class).sections("meanings.txt", "\\|").forEach((meaning, phrases) -> {
            for (var phrase : phrases) {
                var tokens = read(phrase);
                MEANINGS.add(tokens, (meaning.startsWith(DETAIL) ? "" : MEANING) + meaning);
                tokens.stream().filter(token -> token.script() == LATIN).forEach(token -> SPELLING.learn(token.stem()));
            }
        });
    }

    /// One thing a question asks for, and the terms any of which answers it.
    ///
    /// @param extra makes a passage fit better that has it, and none worse that has not
    record Wanted(List<String> terms, boolean extra) {
        /// Whether it is known by what it means, not only by its letters.
        boolean isMeaning() {
            return terms.getFirst().startsWith(MEANING);
        }
    }

    /// A term and where it stands.
    record Term(String term, Span span) {}

    private Terms() {}

    /// All terms of a passage, each as often as it stands there, with those it answers without saying them.
    static List<Term> of(String text) {
        var terms = said(text);
        ANSWERS.forEach((term, pattern) -> pattern.matcher(text)
                .results()
                .forEach(found -> terms.add(new Term(term, new Span(found.start(), found.end())))));
        return terms;
    }

    private static List<Term> said(String text) {
        var tokens = read(text);
        var terms = new ArrayList<Term>();
        for (var found : meanings(tokens)) {
            terms.add(new Term(found.meaning(), span(tokens, found.from(), found.to())));
        }
        for (int at = 0; at < tokens.size(); at++) {
            var token = tokens.get(at);
            if (isPair(tokens, at)) terms.add(new Term(pair(tokens, at), span(tokens, at, at + 2)));
            if (!Languages.isFunctionWord(token)) terms.add(new Term(token.stem(), token.span()));
        }
        return terms;
    }

    private static Span span(List<Token> tokens, int from, int to) {
        return new Span(
                tokens.get(from).span().start(), tokens.get(to - 1).span().end());
    }

    /// Where a text says what is wanted, in its order; what overlaps is one.
    static List<Span> matches(String text, List<Wanted> wanted) {
        var terms = wanted.stream().flatMap(one -> one.terms().stream()).collect(Collectors.toSet());
        var matches = new ArrayList<Span>();
        said(text).stream()
                .filter(term -> terms.contains(term.term()))
                .map(Term::span)
                .sorted(Comparator.comparingInt(Span::start))
                .forEach(span -> {
                    if (matches.isEmpty() || span.start() > matches.getLast().end()) {
                        matches.add(span);
                    } else {
                        var last = matches.removeLast();
                        matches.add(new Span(last.start(), Math.max(last.end(), span.end())));
                    }
                });
        return matches;
    }

    static List<Wanted> wanted(String question) {
        return wanted(question, word -> null);
    }

    /// @param written what a word that is on no list was meant to be among those that are searched; null where it is
    /// none of them
    static List<Wanted> wanted(String question, Function<String, @Nullable String> written) {
        var tokens =
                read(question).stream().map(token -> corrected(token, written)).toList();
        var cues = Cues.in(tokens);
        var told = new BitSet();
        var wanted = new ArrayList<Wanted>();
        var meant = new LinkedHashMap<Span, Set<String>>();
        for (var found : meanings(tokens)) {
            meant.computeIfAbsent(new Span(found.from(), found.to()), words -> new LinkedHashSet<>())
                    .add(found.meaning());
            told.set(found.from(), found.to());
        }
        for (var meanings : new LinkedHashSet<>(meant.values())) {
            boolean isDetail = meanings.stream().anyMatch(meaning -> meaning.startsWith(DETAIL));
            wanted.add(new Wanted(List.copyOf(meanings), isDetail));
        }
        for (int at = 0; at < tokens.size(); at++) {
            var token = tokens.get(at);
            boolean isEmpty = Languages.isFunctionWord(token) || cues.isPolite(at) || Cues.isAside(token);
            if (token.script() == HAN) {
                addHan(tokens, at, isEmpty, told, wanted);
            } else if (!isEmpty) {
                wanted.add(new Wanted(List.of(token.stem()), told.get(at) || token.isNumber()));
            }
        }
        return wanted;
    }

    private static Token corrected(Token token, Function<String, @Nullable String> written) {
        boolean open = token.script() == LATIN
                && !token.isNumber()
                && !Languages.isKnown(token)
                && !SPELLING.knows(token.stem());
        if (!open) return token;
        var meant = written.apply(token.stem());
        if (meant == null && !token.capital()) meant = SPELLING.meant(token.stem());
        return meant == null ? token : token.as(meant);
    }

    /// Of two pairs that overlap one is no word: either will do.
    private static void addHan(List<Token> tokens, int at, boolean isEmpty, BitSet told, List<Wanted> wanted) {
        boolean begins = isPair(tokens, at);
        if (begins) {
            boolean half = isEmpty || Languages.isFunctionWord(tokens.get(at + 1));
            boolean extra = half || told.get(at) || told.get(at + 1);
            var before = at > 0 && isPair(tokens, at - 1) ? List.of(pair(tokens, at - 1)) : List.<String>of();
            boolean overlaps = !extra && !wanted.isEmpty() && wanted.getLast().equals(new Wanted(before, false));
            if (overlaps) {
                wanted.set(wanted.size() - 1, new Wanted(List.of(pair(tokens, at - 1), pair(tokens, at)), false));
            } else {
                wanted.add(new Wanted(List.of(pair(tokens, at)), extra));
            }
        }
        boolean alone = !isEmpty && !told.get(at) && !isContent(tokens, at - 1) && !isContent(tokens, at + 1);
        if (alone) wanted.add(new Wanted(List.of(tokens.get(at).stem()), false));
    }

    private static boolean isContent(List<Token> tokens, int at) {
        return at >= 0
                && at < tokens.size()
                && tokens.get(at).script() == HAN
                && !Languages.isFunctionWord(tokens.get(at));
    }

    private static boolean isPair(List<Token> tokens, int at) {
        if (at + 1 >= tokens.size()) return false;
        var first = tokens.get(at);
        var second = tokens.get(at + 1);
        return first.script() == HAN
                && second.script() == HAN
                && first.clause() == second.clause()
                && !(Languages.isFunctionWord(first) && Languages.isFunctionWord(second));
    }

    private static String pair(List<Token> tokens, int at) {
        return tokens.get(at).word() + tokens.get(at + 1).word();
    }

    /// The longest phrase counts where one lies within another.
    private static List<Phrases.Found<String>> meanings(List<Token> tokens) {
        var found = MEANINGS.in(tokens);
        return found.stream()
                .filter(Predicate.not(Phrases.lyingWithinOneOf(found, tokens.size())))
                .toList();
    }

    /// With roots for stems.
    private static List<Token> read(String text) {
        return Reading.of(text).tokens().stream()
                .map(token -> token.script() == TAMIL && !Languages.isFunctionWord(token)
                        ? token.as(root(token))
                        : new Token(
                                token.word(),
                                root(token),
                                token.script(),
                                token.span(),
                                token.clause(),
                                token.capital()))
                .toList();
    }

    /// Not the dictionary's root, but the same for all forms of a word, in either language.
    private static String root(Token token) {
        if (token.script() == TAMIL) return tamilRoot(token.stem());
        if (token.script() != LATIN || token.isNumber()) return token.stem();
        var word = token.stem();
        var prefix = MALAY_PREFIX.matcher(word);
        boolean isDerived = prefix.lookingAt() && word.length() - prefix.end() >= SHORTEST_ROOT;
        if (isDerived) word = swallowed(prefix.group(), word.charAt(prefix.end())) + word.substring(prefix.end());
        var ending = MALAY_ENDING.matcher(word);
        if (ending.find() && ending.start() >= SHORTEST_ROOT) return word.substring(0, ending.start());
        var english = ENGLISH_ENDING.matcher(word);
        return english.find() && english.start() >= SHORTEST_ROOT ? single(word.substring(0, english.start())) : word;
    }

    /// The consonant that "memotong", "menukar" and "menyewa" have lost.
    private static String swallowed(String prefix, char next) {
        return switch (prefix) {
            case "meny", "peny" -> "s";
            case "mem", "pem" -> isVowel(next) ? "p" : "";
            case "men", "pen" -> isVowel(next) ? "t" : "";
            default -> "";
        };
    }

    private static boolean isVowel(char letter) {
        return "aeiou".indexOf(letter) >= 0;
    }

    /// The first letters, without the sign on the last: endings pile up on a Tamil word, and change it where they join.
    private static String tamilRoot(String word) {
        int letters = 0;
        for (int at = 0; at < word.length(); at++) {
            boolean isSign = Character.getType(word.charAt(at)) != Character.OTHER_LETTER;
            if (!isSign && ++letters > TAMIL_LETTERS) return unsigned(word.substring(0, at));
        }
        return letters < TAMIL_LETTERS ? word : unsigned(word);
    }

    private static String unsigned(String word) {
        int end = word.length();
        while (end > 1 && Character.getType(word.charAt(end - 1)) != Character.OTHER_LETTER) end--;
        return word.substring(0, end);
    }

    /// "cancell" as "cancel".
    private static String single(String root) {
        int last = root.length() - 1;
        return root.length() > SHORTEST_ROOT && root.charAt(last) == root.charAt(last - 1)
                ? root.substring(0, last)
                : root;
    }
}

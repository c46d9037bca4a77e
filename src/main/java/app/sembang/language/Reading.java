package app.sembang.language;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A text as the matcher reads it: words in one spelling, each with its place in the original.
/// Compatibility forms and case are folded, invisible characters dropped, drawn-out letters shortened ("hiiii"), chat
/// spellings written out ("brp" is "berapa"). A Chinese character is a word of its own.
///
/// @param truncated whether the text goes on beyond what is read
public record Reading(List<Token> tokens, boolean truncated) {
    /// Beyond this a text is no question that one prepared answer could settle; the bound keeps matching cheap.
    public static final int LIMIT = 2_000;

    private static final Lexicon LEXICON = new Lexicon(Reading.class);
    private static final Map<String, List<String>> SHORT_FORMS = LEXICON.table("short-forms.txt").entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey, form -> List.of(form.getValue().split(" ", -1))));
    private static final Map<String, String> SIMPLIFIED = LEXICON.table("han-simplified.txt");
    static final Set<String> TAMIL_ENDINGS = Set.copyOf(LEXICON.words("tamil-endings.txt"));
    private static final String CLAUSE_ENDS = ".!?,;:\n…。！？，；：、|";

    private static final String ADDRESS = "<address>";

    /// What follows them is said anew: "no delivery, but what is the price".
    private static final Set<String> CLAUSE_BEGINNINGS = Set.of("but", "tapi", "tetapi", "但", "ஆனால்");

    /// @param word folded, as the lexicons hold it
    /// @param stem without the endings that do not change what is meant
    /// @param clause rises at punctuation
    /// @param capital whether it is written with a capital letter and small ones after it
    public record Token(String word, String stem, UnicodeScript script, Span span, int clause, boolean capital) {
        /// The same place, read as another word.
        public Token as(String other) {
            return new Token(other, other, script, span, clause, capital);
        }

        /// Web addresses and mail addresses, which say nothing.
        public boolean isAddress() {
            return word.equals(ADDRESS);
        }

        public boolean isNumber() {
            return Character.isDigit(word.charAt(0));
        }
    }

    public static Reading of(String text) {
        var truncated = text.length() > LIMIT;
        return new Reading(new Scanner(truncated ? text.substring(0, LIMIT) : text).scan(), truncated);
    }

    private static final class Scanner {
        private final String text;
        private final List<Token> tokens = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private UnicodeScript script = UnicodeScript.COMMON;
        private int wordStart;
        private int wordEnd;
        private int clause;

        Scanner(String text) {
            this.text = text;
        }

        List<Token> scan() {
            int at = 0;
            while (at < text.length()) {
                int address = word.isEmpty() ? addressEnd(at) : at;
                if (address > at) {
                    tokens.add(new Token(ADDRESS, ADDRESS, UnicodeScript.COMMON, new Span(at, address), clause, false));
                    at = address;
                    continue;
                }
                int next = clusterEnd(at);
                read(text.codePointAt(at), at, next);
                at = next;
            }
            finishWord();
            return List.copyOf(readX(tokens));
        }

        /// The end of the web or mail address that begins here; the place itself where none does.
        private int addressEnd(int start) {
            char first = text.charAt(start);
            if (first >= 0x80 || !Character.isLetterOrDigit(first)) return start;
            int end = start;
            boolean at = false;
            boolean dotAfter = false;
            while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) < 0x7f) {
                char letter = text.charAt(end);
                if (letter == '@') at = end > start;
                if (letter == '.' && at && text.charAt(end - 1) != '@') dotAfter = true;
                end++;
            }
            boolean web = text.startsWith("http://", start)
                    || text.startsWith("https://", start)
                    || text.startsWith("www.", start);
            if (!web && !dotAfter) return start;
            while (CLAUSE_ENDS.indexOf(text.charAt(end - 1)) >= 0) end--;
            return end;
        }

        /// A character and the marks on it are folded together, or an accent or vowel sign would be lost.
        private int clusterEnd(int start) {
            if (isPlain(text.charAt(start)) && start + 1 < text.length() && isPlain(text.charAt(start + 1))) {
                return start + 1;
            }
            int end = start + Character.charCount(text.codePointAt(start));
            while (end < text.length() && isMark(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            return end;
        }

        /// Folds to itself but for its case and takes no marks but those that follow it.
        private static boolean isPlain(char character) {
            return character < 0x80 || isHan(character);
        }

        private static boolean isHan(int character) {
            return character >= 0x4E00 && character <= 0x9FFF;
        }

        private static boolean isMark(int character) {
            return switch (Character.getType(character)) {
                case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                default -> false;
            };
        }

        private void read(int character, int start, int end) {
            if (Character.getType(character) == Character.FORMAT) return;
            if (character == '\'' || character == '’') {
                if (!word.isEmpty() && end < text.length() && Character.isLetter(text.codePointAt(end))) {
                    word.append('\'');
                    return;
                }
            }
            if (Character.isLetterOrDigit(character)) {
                readLetter(start, end);
                return;
            }
            finishWord();
            if (CLAUSE_ENDS.indexOf(character) >= 0 && !isDecimalPoint(start)) clause++;
        }

        private boolean isDecimalPoint(int at) {
            return at > 0
                    && at + 1 < text.length()
                    && Character.isDigit(text.charAt(at - 1))
                    && Character.isDigit(text.charAt(at + 1));
        }

        private void readLetter(int start, int end) {
            char first = text.charAt(start);
            if (first < 0x80 && end == start + 1) {
                readAscii(first, start);
                return;
            }
            var folded = isHan(first) ? text.substring(start, end) : folded(text.substring(start, end));
            var own = isHan(first) ? UnicodeScript.HAN : UnicodeScript.of(folded.codePointAt(0));
            if (own == UnicodeScript.HAN) {
                finishWord();
                var plain = SIMPLIFIED.getOrDefault(folded, folded);
                if (CLAUSE_BEGINNINGS.contains(plain)) clause++;
                tokens.add(new Token(plain, plain, own, new Span(start, end), clause, false));
                return;
            }
            if (own != UnicodeScript.COMMON && own != UnicodeScript.INHERITED) {
                if (!word.isEmpty() && script != UnicodeScript.COMMON && script != own) finishWord();
                script = own;
            }
            if (word.isEmpty()) wordStart = start;
            word.append(folded);
            wordEnd = end;
        }

        private static String folded(String cluster) {
            return Normalizer.normalize(cluster, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        }

        private void readAscii(char character, int start) {
            if (character > '9') {
                if (!word.isEmpty() && script != UnicodeScript.COMMON && script != UnicodeScript.LATIN) finishWord();
                script = UnicodeScript.LATIN;
            }
            if (word.isEmpty()) wordStart = start;
            word.append((char) (character >= 'A' && character <= 'Z' ? character + 32 : character));
            wordEnd = start + 1;
        }

        private void finishWord() {
            if (word.isEmpty()) return;
            var span = new Span(wordStart, wordEnd);
            boolean capital = wordEnd - wordStart > 1
                    && Character.isUpperCase(text.charAt(wordStart))
                    && Character.isLowerCase(text.charAt(wordStart + 1));
            var plain = shortened(word);
            if (CLAUSE_BEGINNINGS.contains(plain)) clause++;
            for (var spelled : writtenOut(plain)) {
                tokens.add(new Token(spelled, stem(spelled, script), script, span, clause, capital));
            }
            word.setLength(0);
            script = UnicodeScript.COMMON;
        }

        private static String shortened(CharSequence word) {
            var plain = new StringBuilder(word.length());
            for (int at = 0; at < word.length(); ) {
                int end = at;
                while (end < word.length() && word.charAt(end) == word.charAt(at)) end++;
                boolean drawnOut = end - at >= 3 && Character.isLetter(word.charAt(at));
                plain.append(word, at, drawnOut ? at + 1 : end);
                at = end;
            }
            return plain.toString();
        }

        /// A closing 2 doubles a Malay word: "banyak2".
        private static List<String> writtenOut(String word) {
            var known = SHORT_FORMS.get(word);
            if (known != null) return known;
            boolean doubled =
                    word.length() > 3 && word.endsWith("2") && Character.isLetter(word.charAt(word.length() - 2));
            if (!doubled) return List.of(word);
            var single = word.substring(0, word.length() - 1);
            return SHORT_FORMS.getOrDefault(single, List.of(single));
        }

        /// A lone x between numbers or before a size is "times"; else it is Malay "tak".
        private static List<Token> readX(List<Token> tokens) {
            for (int at = 0; at < tokens.size(); at++) {
                var token = tokens.get(at);
                if (!token.word().equals("x")) continue;
                boolean times = (at > 0 && tokens.get(at - 1).isNumber())
                        || (at + 1 < tokens.size() && tokens.get(at + 1).isNumber());
                if (!times) tokens.set(at, token.as("tak"));
            }
            return tokens;
        }
    }

    private static String stem(String word, UnicodeScript script) {
        return switch (script) {
            case LATIN -> latinStem(word);
            case TAMIL -> tamilStem(word);
            default -> word;
        };
    }

    private static String latinStem(String word) {
        if (word.endsWith("'s")) return word.substring(0, word.length() - 2);
        if (word.equals("masalah")) return word;
        if (word.length() >= 6 && (word.endsWith("nya") || word.endsWith("lah") || word.endsWith("kah"))) {
            return word.substring(0, word.length() - 3);
        }
        if (word.length() >= 8 && word.endsWith("kan")) return word.substring(0, word.length() - 3);
        if (word.length() >= 6 && word.endsWith("ies")) return word.substring(0, word.length() - 3) + "y";
        boolean plural = word.length() >= 4 && word.endsWith("s") && "suia".indexOf(word.charAt(word.length() - 2)) < 0;
        return plural ? word.substring(0, word.length() - 1) : word;
    }

    private static String tamilStem(String word) {
        for (int at = 3; at < word.length(); at++) {
            if (TAMIL_ENDINGS.contains(word.substring(at))) return word.substring(0, at);
        }
        return word;
    }
}

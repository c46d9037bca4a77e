package app.sembang.language;

import app.sembang.language.Reading.Token;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How somebody speaks: as to a stranger one respects, or as to a friend.
public enum Register {
    FORMAL,
    INFORMAL;

    private static final int LONGEST_SHORT_FORM = 4;

    private static final Phrases<Register> SIGNS = new Phrases<>(token -> false);

    static {
        new Lexicon(Register.class)
                .sections("registers.txt", "\\|")
                .forEach((section, phrases) -> phrases.forEach(phrase ->
                        SIGNS.add(Reading.of(phrase).tokens(), Register.valueOf(section.toUpperCase(Locale.ROOT)))));
    }

    /// Null where nothing tells, or as much tells the one as the other.
    public static @Nullable Register of(String text) {
        int balance = balance(text);
        return balance > 0 ? FORMAL : balance < 0 ? INFORMAL : null;
    }

    /// Signs of the formal less those of the informal; a word spelt as in chats is one of these.
    public static int balance(String text) {
        var tokens = Reading.of(text).tokens();
        int balance = 0;
        for (var sign : SIGNS.in(tokens)) balance += sign.meaning() == FORMAL ? 1 : -1;
        return balance - spelt(tokens);
    }

    /// "brp" and "pls" are read as "berapa" and "please".
    private static int spelt(List<Token> tokens) {
        return (int) tokens.stream()
                .filter(token -> token.script() == Character.UnicodeScript.LATIN)
                .filter(Register::isSpeltShort)
                .map(Token::span)
                .distinct()
                .count();
    }

    private static boolean isSpeltShort(Token token) {
        int written = token.span().end() - token.span().start();
        return written <= LONGEST_SHORT_FORM && token.word().length() > written;
    }

    @JsonValue
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}

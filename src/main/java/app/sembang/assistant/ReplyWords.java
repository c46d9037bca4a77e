package app.sembang.assistant;

import java.util.function.Consumer;

/// Hears the JSON a model says, in pieces that may end anywhere, and tells the text of its `reply` as it comes:
/// decoded, never half a character. What the JSON holds beside it is not told, nor what stands around it.
final class ReplyWords implements Consumer<String> {
    private static final String FIELD = "reply";

    private final Consumer<String> told;
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder words = new StringBuilder();
    private int depth;
    private boolean behindColon;
    private boolean inString;
    private boolean escaped;
    private int digitsLeft;
    private int code;
    private boolean done;

    ReplyWords(Consumer<String> told) {
        this.told = told;
    }

    @Override
    public void accept(String piece) {
        for (int i = 0; i < piece.length() && !done; i++) {
            take(piece.charAt(i));
        }
        boolean half = !done && !words.isEmpty() && Character.isHighSurrogate(words.charAt(words.length() - 1));
        int end = half ? words.length() - 1 : words.length();
        if (end > 0) {
            var text = wellFormed(words.substring(0, end));
            words.delete(0, end);
            if (!text.isEmpty()) told.accept(text);
        }
    }

    /// Without what no text may hold: U+0000, and halves of characters, which become U+FFFD.
    static String wellFormed(String text) {
        return text.codePoints()
                .filter(point -> point != 0)
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void take(char c) {
        if (inString) {
            inString(c);
        } else if (depth == 0) {
            // Some models say a word before it.
            if (c == '{') depth = 1;
        } else {
            switch (c) {
                case '"' -> {
                    inString = true;
                    if (!behindColon) name.setLength(0);
                }
                case '{', '[' -> depth++;
                case '}', ']' -> done = --depth == 0;
                case ':' -> behindColon |= depth == 1;
                case ',' -> behindColon &= depth != 1;
                default -> {}
            }
        }
    }

    private void inString(char c) {
        if (digitsLeft > 0) {
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            done |= digit < 0;
            code = code * 16 + digit;
            if (--digitsLeft == 0) put((char) code);
        } else if (escaped) {
            escaped = false;
            escape(c);
        } else if (c == '\\') {
            escaped = true;
        } else if (c == '"') {
            inString = false;
            done |= isReply();
        } else {
            done |= c < ' ';
            put(c);
        }
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\', '/' -> put(c);
            case 'n' -> put('\n');
            case 't' -> put('\t');
            case 'r' -> put('\r');
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'u' -> {
                digitsLeft = 4;
                code = 0;
            }
            // No JSON; the whole of it will not be read either.
            default -> done = true;
        }
    }

    private void put(char c) {
        if (done) return;
        if (isReply()) {
            words.append(c);
        } else if (depth == 1 && !behindColon && name.length() <= FIELD.length()) {
            name.append(c);
        }
    }

    private boolean isReply() {
        return depth == 1 && behindColon && FIELD.contentEquals(name);
    }
}

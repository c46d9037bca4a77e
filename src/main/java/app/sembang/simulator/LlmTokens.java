package app.sembang.simulator;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Texts as models count and tell them.
final class LlmTokens {
    static final int CHARACTERS = 4;

    private LlmTokens() {}

    static int of(JsonNode messages) {
        return Math.max(1, messages.toString().length() / CHARACTERS);
    }

    static int of(LlmAnswer.Said said) {
        int length = said.text().length();
        for (var call : said.calls())
            length += call.name().length() + call.input().length();
        return Math.max(1, length / CHARACTERS);
    }

    /// At least three where the text has as many characters.
    static List<String> pieces(String text) {
        int size = Math.clamp(text.length() / 3, 1, 24);
        var pieces = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + size);
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) end++;
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }
}

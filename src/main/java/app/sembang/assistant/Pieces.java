package app.sembang.assistant;

import app.sembang.language.Cues;
import app.sembang.language.Languages;
import app.sembang.language.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a message asks, question by question: "how much is it, and do you deliver".
final class Pieces {
    private static final Set<String> JOINERS =
            Set.of("and", "also", "plus", "dan", "serta", "另外", "还", "மற்றும்", "apparam");

    private Pieces() {}

    /// In their order; what asks nothing, or of nothing ("are you there?"), belongs to the question before it. One
    /// where a single thing is asked.
    static List<String> of(String text) {
        var tokens = Reading.of(text).tokens();
        var pieces = new ArrayList<String>();
        boolean begun = false;
        int from = 0;
        for (int at = 1; at <= tokens.size(); at++) {
            boolean ends = at == tokens.size()
                    || tokens.get(at).clause() != tokens.get(at - 1).clause()
                    || JOINERS.contains(tokens.get(at).word());
            if (!ends) continue;
            int end =
                    at == tokens.size() ? text.length() : tokens.get(at).span().start();
            var piece = text.substring(from, end);
            from = end;
            boolean asks = asks(piece);
            if (pieces.isEmpty() || (begun && asks)) pieces.add(piece);
            else pieces.set(pieces.size() - 1, pieces.getLast() + piece);
            begun |= asks;
        }
        return pieces.isEmpty()
                ? List.of(text)
                : pieces.stream().map(String::strip).toList();
    }

    private static boolean asks(String piece) {
        var tokens = Reading.of(piece).tokens();
        var cues = Cues.in(tokens);
        boolean aboutSomething = IntStream.range(0, tokens.size())
                .anyMatch(at -> !cues.isPolite(at) && !Languages.isFunctionWord(tokens.get(at)));
        return cues.asks(piece) && (aboutSomething || !Topic.of(piece).isEmpty());
    }
}

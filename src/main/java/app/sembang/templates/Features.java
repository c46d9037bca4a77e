package app.sembang.templates;

import static java.lang.Character.UnicodeScript.HAN;

import app.sembang.language.Cues;
import app.sembang.language.Languages;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading.Token;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a text is compared by: its words, Chinese by pairs of neighbouring characters, and the [Concepts] they stand
/// for. A word of grammar is marked with a leading space, a concept with an `@`, a word that stands for one with `~`.
///
/// @param all every feature once
/// @param concepts where each concept stands
/// @param grams pieces of the words, sorted
/// @param denies whether a no is part of it
/// @param asks whether something is asked
@SuppressWarnings("ArrayRecordComponent") // compared piece by piece, never as a whole
record Features(Set<String> all, List<Found<String>> concepts, int[] grams, boolean denies, boolean asks) {
    static final Features NONE = new Features(Set.of(), List.of(), new int[0], false, false);

    private static final int PIECE = 3;

    /// @param asks whether the text or its question mark asks something
    static Features of(List<Token> tokens, Cues cues, boolean asks) {
        var concepts = Concepts.in(tokens);
        var spoken = new BitSet();
        concepts.forEach(concept -> spoken.set(concept.from(), concept.to()));
        var all = new LinkedHashSet<String>();
        for (int at = 0; at < tokens.size(); at++) {
            var feature = at(tokens, at);
            if (feature.isEmpty()) continue;
            boolean pair = feature.length() == 2 && tokens.get(at).script() == HAN;
            boolean whole = spoken.get(at) && (!pair || spoken.get(at + 1));
            all.add(whole && !isGrammar(feature) ? "~" + feature : feature);
        }
        concepts.forEach(concept -> all.add(concept.meaning()));
        return new Features(all, concepts, grams(tokens), cues.denies(), asks);
    }

    /// Its topics without its words; none where it has only details.
    Features conceptsAlone() {
        boolean topic = concepts.stream().anyMatch(concept -> !Concepts.isDetail(concept.meaning()));
        if (!topic) return NONE;
        var meanings = new LinkedHashSet<String>();
        concepts.forEach(concept -> meanings.add(concept.meaning()));
        return new Features(meanings, concepts, NONE.grams, false, true);
    }

    /// Empty where a Chinese character already stands in the pair before.
    private static String at(List<Token> tokens, int at) {
        var token = tokens.get(at);
        if (token.script() != HAN) return (Languages.isFunctionWord(token) ? " " : "") + token.stem();
        if (at + 1 < tokens.size() && isNext(token, tokens.get(at + 1))) {
            var next = tokens.get(at + 1);
            boolean grammar = Languages.isFunctionWord(token) && Languages.isFunctionWord(next);
            return (grammar ? " " : "") + token.word() + next.word();
        }
        return at > 0 && isNext(tokens.get(at - 1), token) ? "" : token.word();
    }

    private static boolean isNext(Token token, Token next) {
        return token.script() == HAN
                && next.script() == HAN
                && token.span().end() == next.span().start();
    }

    static boolean isGrammar(String feature) {
        return feature.startsWith(" ");
    }

    static boolean isSpokenFor(String feature) {
        return feature.startsWith("~");
    }

    private static int[] grams(List<Token> tokens) {
        var text = new StringBuilder(" ");
        for (var token : tokens) {
            text.append(token.stem());
            if (token.script() != HAN) text.append(' ');
        }
        int size = tokens.stream().anyMatch(token -> token.script() == HAN) ? 2 : PIECE;
        var grams = new int[Math.max(0, text.length() - size + 1)];
        for (int at = 0; at < grams.length; at++) {
            int gram = 0;
            for (int letter = 0; letter < size; letter++) gram = gram * 31 * 1021 + text.charAt(at + letter);
            grams[at] = gram;
        }
        return Arrays.stream(grams).sorted().distinct().toArray();
    }

    /// Cosine of the pieces, which forgives endings and slips.
    double resembles(Features other) {
        if (grams.length == 0 || other.grams.length == 0) return 0;
        int common = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < grams.length && theirs < other.grams.length) {
            int order = Integer.compare(grams[mine], other.grams[theirs]);
            if (order == 0) common++;
            if (order <= 0) mine++;
            if (order >= 0) theirs++;
        }
        return common / Math.sqrt((double) grams.length * other.grams.length);
    }

    /// Whether the word at a place, or the pair it begins or ends, is among these and carries a topic.
    boolean tellOf(List<Token> tokens, int at) {
        return holds(at(tokens, at)) || (at > 0 && tokens.get(at).script() == HAN && holds(at(tokens, at - 1)));
    }

    private boolean holds(String feature) {
        return !feature.isEmpty() && !isGrammar(feature) && (all.contains(feature) || all.contains("~" + feature));
    }
}

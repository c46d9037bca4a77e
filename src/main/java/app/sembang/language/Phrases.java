package app.sembang.language;

import static java.lang.Character.UnicodeScript.TAMIL;

import app.sembang.language.Reading.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Many phrases, all found in one pass over a message, at whole words only. A Tamil word may carry endings beyond the
/// phrase's; between two words of a phrase a few that say nothing may stand.
///
/// @param <T> what a phrase stands for
public final class Phrases<T> {
    private static final int MAX_SKIPPED = 2;
    private static final int SHORTEST_TAMIL_STEM = 3;

    private final Node<T> root = new Node<>();
    private final Predicate<Token> skippable;

    public Phrases(Predicate<Token> skippable) {
        this.skippable = skippable;
    }

    /// @param from first token, `to` the one behind the last; `skipped` of those between are no part of the phrase
    public record Found<T>(T meaning, int from, int to, int skipped) {
        public boolean lies(Found<?> outer) {
            return outer.from <= from && to <= outer.to;
        }

        public boolean liesStrictly(Found<?> outer) {
            return lies(outer) && to - from < outer.to - outer.from;
        }
    }

    private static final class Node<T> {
        private final Map<String, Node<T>> next = new HashMap<>();
        private final List<T> meanings = new ArrayList<>();
    }

    /// Which of the found lie strictly within a longer one.
    public static <T> Predicate<Found<T>> lyingWithinOneOf(List<Found<T>> found, int tokens) {
        var furthestOfEarlier = new int[tokens + 1];
        for (var match : found) {
            furthestOfEarlier[match.from + 1] = Math.max(furthestOfEarlier[match.from + 1], match.to);
        }
        for (int at = 1; at <= tokens; at++) {
            furthestOfEarlier[at] = Math.max(furthestOfEarlier[at], furthestOfEarlier[at - 1]);
        }
        return match -> furthestOfEarlier[match.from] >= match.to || furthestOfEarlier[match.from + 1] > match.to;
    }

    public void add(List<Token> phrase, T meaning) {
        if (phrase.isEmpty()) return;
        var node = root;
        for (var token : phrase) {
            node = node.next.computeIfAbsent(key(token), unseen -> new Node<>());
        }
        node.meanings.add(meaning);
    }

    private static String key(Token token) {
        return token.script() == TAMIL ? token.word() : token.stem();
    }

    public List<Found<T>> in(List<Token> tokens) {
        var found = new ArrayList<Found<T>>();
        for (int at = 0; at < tokens.size(); at++) {
            follow(root, tokens, at, at, 0, found);
        }
        return found;
    }

    private void follow(Node<T> node, List<Token> tokens, int from, int at, int skipped, List<Found<T>> found) {
        if (at == tokens.size() || tokens.get(at).clause() != tokens.get(from).clause()) return;
        var token = tokens.get(at);
        for (var next : nexts(node, token)) {
            for (var meaning : next.meanings) found.add(new Found<>(meaning, from, at + 1, skipped));
            follow(next, tokens, from, at + 1, skipped, found);
        }
        boolean inside = at > from && !node.next.isEmpty();
        if (inside && skipped < MAX_SKIPPED && skippable.test(token)) {
            follow(node, tokens, from, at + 1, skipped + 1, found);
        }
    }

    private List<Node<T>> nexts(Node<T> node, Token token) {
        if (node.next.isEmpty()) return List.of();
        if (token.script() != TAMIL) {
            var next = node.next.get(token.stem());
            return next == null ? List.of() : List.of(next);
        }
        var nexts = new ArrayList<Node<T>>();
        var word = token.word();
        for (int end = Math.min(SHORTEST_TAMIL_STEM, word.length()); end <= word.length(); end++) {
            var next = node.next.get(word.substring(0, end));
            boolean whole = end == word.length() || Reading.TAMIL_ENDINGS.contains(word.substring(end));
            if (next != null && whole) nexts.add(next);
        }
        return nexts;
    }
}

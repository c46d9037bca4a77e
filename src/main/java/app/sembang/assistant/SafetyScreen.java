package app.sembang.assistant;

import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Phrases.Found;
import app.sembang.language.Reading;
import app.sembang.language.Reading.Token;
import app.sembang.language.Rules;
import app.sembang.language.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Looks at a message before anything may answer it. By rules, the same every time; what it finds decides what is said,
/// never what a model makes of it.
final class SafetyScreen {
    /// 13 to 19 digits in groups, as cards have them; the check digit tells them from other numbers.
    private static final Pattern CARD = Pattern.compile("(?<!\\d)\\d(?:[ -]?\\d){12,18}(?!\\d)");

    private static final Pattern CODE = Pattern.compile(
            "(?iu)(?:\\b(?:tac|otp|cvv|pin|password|passcode|kata laluan|katalaluan)\\b|密码|验证码|கடவுச்சொல்)\\D{0,15}(?=\\S*\\d)\\S{3,}");

    private static final int INVISIBLE = 4;

    /// A message that begins as if it came from somebody else, or closes a block it does not stand in.
    private static final Pattern FALSE_AUTHORITY = Pattern.compile(
            "(?iu)^\\s*[\\[<(#]*\\s*(?:system|sistem|系统|கணினி|developer|admin)\\s*[\\])>#]*\\s*[:：\\]]|\\bfrom now on,? you(?:'re| are| will)\\b|</?\\s*(?:system|customer|assistant|user|evidence|instructions?)\\b");

    private static final Phrases<Meaning> PHRASES = new Phrases<>(Cues::isAside);
    private static final Rules<SafetyClass> RULES;

    /// @param but it only looks like one
    private record Meaning(SafetyClass kind, boolean but) {}

    private record Sign(SafetyClass kind, Span span) {}

    static {
        var sections = new Lexicon(SafetyScreen.class).sections("safety.txt", "\\|");
        RULES = new Rules<>(sections, SafetyScreen::kind);
        sections.forEach((section, all) -> {
            if (Rules.isPartOf(section)) return;
            boolean but = section.startsWith("no-");
            var meaning = new Meaning(kind(but ? section.substring(3) : section), but);
            all.forEach(phrase -> PHRASES.add(Reading.of(phrase).tokens(), meaning));
        });
    }

    private static SafetyClass kind(String section) {
        return SafetyClass.valueOf(section.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private SafetyScreen() {}

    static SafetyVerdict look(String text) {
        var signs = signs(text);
        return signs.stream()
                .map(Sign::kind)
                .min(Comparator.naturalOrder())
                .map(gravest -> new SafetyVerdict(
                        gravest,
                        signs.stream()
                                .filter(sign -> sign.kind() == gravest)
                                .map(Sign::span)
                                .toList()))
                .orElse(SafetyVerdict.NOTHING);
    }

    /// Wants no more messages of the company's, whatever else is said.
    static boolean optsOut(String text) {
        return signs(text).stream().anyMatch(sign -> sign.kind() == SafetyClass.OPT_OUT);
    }

    private static List<Sign> signs(String text) {
        var tokens = Reading.of(text).tokens();
        var found = PHRASES.in(tokens);
        var signs = new ArrayList<Sign>();
        for (var one : found) {
            boolean none = one.meaning().but() || isExcused(one.meaning().kind(), one.from(), one.to(), found);
            if (!none) signs.add(sign(one.meaning().kind(), one.from(), one.to(), tokens));
        }
        for (var one : RULES.in(tokens)) {
            boolean none = isExcused(one.meaning(), one.from(), one.to(), found);
            if (!none) signs.add(sign(one.meaning(), one.from(), one.to(), tokens));
        }
        var whole = new Span(0, text.length());
        if (Cues.in(tokens).asksForPerson()) signs.add(new Sign(SafetyClass.PERSON, whole));
        if (OptOuts.isStop(text)) signs.add(new Sign(SafetyClass.OPT_OUT, whole));
        boolean attacks = hides(text) || FALSE_AUTHORITY.matcher(text).find();
        if (attacks) signs.add(new Sign(SafetyClass.INJECTION, whole));
        var card = CARD.matcher(text);
        while (card.find()) {
            if (isCard(card.group())) signs.add(new Sign(SafetyClass.CREDENTIAL, new Span(card.start(), card.end())));
        }
        var code = CODE.matcher(text);
        if (code.find()) signs.add(new Sign(SafetyClass.CREDENTIAL, new Span(code.start(), code.end())));
        return signs;
    }

    /// Whether it lies in what only looks like it.
    private static boolean isExcused(SafetyClass kind, int from, int to, List<Found<Meaning>> found) {
        return found.stream()
                .anyMatch(other -> other.meaning().but()
                        && other.meaning().kind() == kind
                        && other.from() <= from
                        && to <= other.to());
    }

    private static Sign sign(SafetyClass kind, int from, int to, List<Token> tokens) {
        return new Sign(
                kind,
                new Span(
                        tokens.get(from).span().start(),
                        tokens.get(to - 1).span().end()));
    }

    /// Tags and marks of direction that no keyboard writes carry orders past the reader's eye.
    private static boolean hides(String text) {
        long invisible = text.codePoints()
                .filter(one -> (one >= 0xE0000 && one <= 0xE007F) || (one >= 0x202A && one <= 0x202E) || one == 0x200B)
                .count();
        return invisible >= INVISIBLE;
    }

    /// By Luhn's check digit.
    private static boolean isCard(String written) {
        var digits = written.replaceAll("\\D", "");
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0 && !digits.chars().allMatch(digit -> digit == digits.charAt(0));
    }
}

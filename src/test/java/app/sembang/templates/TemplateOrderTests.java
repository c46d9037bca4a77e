package app.sembang.templates;

import static app.sembang.templates.Shop.NOW;
import static app.sembang.templates.Shop.answerOf;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Language;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Among templates that fit equally well exactly one comes first, whatever order they are stored in.
class TemplateOrderTests {
    record Standing(int number, boolean preferred, boolean global, int priority) {
        TemplateDraft draft() {
            return Shop.draft(
                    "answer " + number,
                    Category.OTHER,
                    Language.EN,
                    List.of("warranty"),
                    "answer " + number,
                    List.of(),
                    priority);
        }

        Selection selection() {
            return new Selection(true, preferred, null, null);
        }
    }

    @Property(tries = 200)
    void oneComesFirst(
            @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 11) Integer> kinds, @ForAll long seed) {
        var standings = new ArrayList<Standing>();
        for (int kind : kinds) {
            standings.add(new Standing(standings.size(), kind % 2 == 0, kind / 2 % 2 == 0, kind / 4));
        }
        var first = standings.stream()
                .min(Comparator.comparing((Standing one) -> !one.preferred)
                        .thenComparingInt(one -> -one.priority)
                        .thenComparing(one -> one.global))
                .orElseThrow();
        var shuffled = new ArrayList<>(standings);
        Collections.shuffle(shuffled, new Random(seed));

        var answer =
                standings.get(Integer.parseInt(String.valueOf(ask(shuffled)).substring("answer ".length())));

        assertThat(answer.preferred).isEqualTo(first.preferred);
        assertThat(answer.priority).isEqualTo(first.priority);
        assertThat(answer.global).isEqualTo(first.global);
    }

    private static String ask(List<Standing> standings) {
        var shop = new Shop();
        standings.forEach(one -> shop.has(one.draft(), one.selection(), one.global));
        var matcher = shop.open();
        var answer = answerOf(matcher.match(Question.of("warranty?"), NOW));
        assertThat(answerOf(matcher.match(Question.of("warranty?"), NOW))).isEqualTo(answer);
        return String.valueOf(answer);
    }
}

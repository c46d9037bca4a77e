package app.sembang.assistant;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Numbers below a million written out in English, Malay and Tamil: "eighty-nine", "tujuh puluh lima", "அறுபத்தைந்து".
final class NumberWords {
    private static final Map<String, Integer> VALUES = new HashMap<>();
    /// Multiply what stands before them.
    private static final Map<String, Integer> FACTORS = Map.of(
            "hundred",
            100,
            "thousand",
            1_000,
            "puluh",
            10,
            "ratus",
            100,
            "ribu",
            1_000,
            "ஆயிரம்",
            1_000,
            "ஆயிரத்து",
            1_000);

    private static final List<String> TAMIL_UNITS =
            List.of("ொன்று", "ிரண்டு", "ு மூன்று", "ு நான்கு", "ைந்து", "ாறு", "ேழு", "ெட்டு", "ொன்பது");

    static {
        count(
                "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
                        + " seventeen eighteen nineteen",
                1,
                1);
        count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10);
        count("satu dua tiga empat lima enam tujuh lapan sembilan sepuluh sebelas", 1, 1);
        VALUES.put("seratus", 100);
        VALUES.put("seribu", 1_000);
        VALUES.put("belas", 10);
        count(
                "ஒன்று இரண்டு மூன்று நான்கு ஐந்து ஆறு ஏழு எட்டு ஒன்பது பத்து பதினொன்று பன்னிரண்டு பதின்மூன்று பதினான்கு"
                        + " பதினைந்து பதினாறு பதினேழு பதினெட்டு பத்தொன்பது",
                1,
                1);
        count("இருபது முப்பது நாற்பது ஐம்பது அறுபது எழுபது எண்பது தொண்ணூறு நூறு", 20, 10);
        count("இருநூறு முந்நூறு நானூறு ஐநூறு அறுநூறு எழுநூறு எண்ணூறு தொள்ளாயிரம்", 200, 100);
        count("இருநூற்று முந்நூற்று நானூற்று ஐநூற்று அறுநூற்று எழுநூற்று எண்ணூற்று", 200, 100);
        count("இரண்டாயிரம் மூவாயிரம் நான்காயிரம் ஐயாயிரம்", 2_000, 1_000);
        VALUES.put("ஐந்நூறு", 500);
        VALUES.put("பதிமூன்று", 13);
        var tens = "இருபத்த முப்பத்த நாற்பத்த ஐம்பத்த அறுபத்த எழுபத்த எண்பத்த தொண்ணூற்ற".split(" ", -1);
        for (int ten = 0; ten < tens.length; ten++) {
            for (int unit = 0; unit < TAMIL_UNITS.size(); unit++) {
                VALUES.put(tens[ten] + TAMIL_UNITS.get(unit), 20 + 10 * ten + unit + 1);
            }
            VALUES.put(tens[ten] + "ி", 20 + 10 * ten);
            VALUES.put(tens[ten] + "ு", 20 + 10 * ten);
        }
        VALUES.put("நூற்றி", 100);
        VALUES.put("நூற்று", 100);
    }

    private static final String ONE = Stream.concat(VALUES.keySet().stream(), FACTORS.keySet().stream())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .collect(Collectors.joining("|", "(?:", ")"));

    /// What such a number looks like, within another pattern.
    static final String PATTERN =
            "(?<![\\p{L}\\p{M}])" + ONE + "(?:(?:\\s+|-| and )" + ONE + "){0,6}(?![\\p{L}\\p{M}])";

    private NumberWords() {}

    private static void count(String words, int from, int step) {
        int value = from;
        for (var word : words.split(" ", -1)) {
            VALUES.put(word, value);
            value += step;
        }
    }

    static int value(String written) {
        var text = written.toLowerCase(Locale.ROOT);
        var whole = VALUES.get(text);
        if (whole != null) return whole;
        int sum = 0;
        int open = 0;
        for (var word : Arrays.asList(text.split("\\s+|-", -1))) {
            var factor = FACTORS.get(word);
            if (factor == null) {
                open += VALUES.getOrDefault(word, 0);
            } else if (factor == 1_000) {
                sum += Math.max(1, open) * factor;
                open = 0;
            } else {
                int unit = open % factor;
                open += Math.max(1, unit) * factor - unit;
            }
        }
        return sum + open;
    }
}

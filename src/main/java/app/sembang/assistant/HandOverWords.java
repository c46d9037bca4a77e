package app.sembang.assistant;

import app.sembang.companies.Opening;
import app.sembang.shared.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What a customer is told when a person will answer. Sent once: while it is open it promises no time, while it is
/// closed it says what the company wants said, or else when it opens next.
final class HandOverWords {
    private HandOverWords() {}

    static String in(Language language, Opening opening) {
        if (opening.open()) {
            return open(language);
        }
        var next = opening.nextOpening();
        return opening.awayText(language)
                .orElseGet(
                        () -> next == null ? closed(language) : closed(language, when(language, next, opening.zone())));
    }

    private static String open(Language language) {
        return switch (language) {
            case EN -> "Thank you for your message. I am passing it to a colleague, who will reply to you here.";
            case MS -> "Terima kasih atas mesej anda. Saya serahkan kepada rakan sekerja, yang akan membalas di sini.";
            case ZH -> "感谢您的留言。我已转交给同事，他们会在这里回复您。";
            case TA -> "உங்கள் செய்திக்கு நன்றி. இதை எங்கள் சக ஊழியரிடம் ஒப்படைக்கிறேன்; அவர் இங்கே பதிலளிப்பார்.";
        };
    }

    private static String closed(Language language) {
        return switch (language) {
            case EN -> "Thank you for your message. We are closed now; a colleague will reply to you here later.";
            case MS ->
                "Terima kasih atas mesej anda. Kami tutup sekarang; rakan sekerja akan membalas di sini kemudian.";
            case ZH -> "感谢您的留言。我们现在休息，同事稍后会在这里回复您。";
            case TA -> "உங்கள் செய்திக்கு நன்றி. இப்போது மூடப்பட்டுள்ளது; எங்கள் சக ஊழியர் பிறகு இங்கே பதிலளிப்பார்.";
        };
    }

    private static String closed(Language language, String until) {
        var text = switch (language) {
            case EN ->
                "Thank you for your message. We are closed now and open again on %s; a colleague will reply to you here then.";
            case MS ->
                "Terima kasih atas mesej anda. Kami tutup sekarang dan buka semula pada %s; rakan sekerja akan membalas di sini nanti.";
            case ZH -> "感谢您的留言。我们现在休息，%s 恢复营业，届时同事会在这里回复您。";
            case TA ->
                "உங்கள் செய்திக்கு நன்றி. இப்போது மூடப்பட்டுள்ளது; %s அன்று மீண்டும் திறப்போம், அப்போது எங்கள் சக ஊழியர் இங்கே பதிலளிப்பார்.";
        };
        return text.formatted(until);
    }

    private static String when(Language language, Instant next, ZoneId zone) {
        var pattern = language == Language.ZH ? "M月d日EEEE HH:mm" : "EEEE, d MMMM, HH:mm";
        return DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(language.tag()))
                .withZone(zone)
                .format(next);
    }
}

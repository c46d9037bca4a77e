package app.sembang.assistant;

import app.sembang.shared.Language;

/// What a customer is told when a person will answer. Sent once, so it promises no time.
final class HandOverWords {
    private HandOverWords() {}

    static String in(Language language) {
        return switch (language) {
            case EN -> "Thank you for your message. I am passing it to a colleague, who will reply to you here.";
            case MS -> "Terima kasih atas mesej anda. Saya serahkan kepada rakan sekerja, yang akan membalas di sini.";
            case ZH -> "感谢您的留言。我已转交给同事，他们会在这里回复您。";
            case TA -> "உங்கள் செய்திக்கு நன்றி. இதை எங்கள் சக ஊழியரிடம் ஒப்படைக்கிறேன்; அவர் இங்கே பதிலளிப்பார்.";
        };
    }
}

package app.sembang.knowledge;

import app.sembang.language.Languages;
import app.sembang.language.Reading;
import app.sembang.shared.Language;
import app.sembang.shared.Sha256;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the words of a passage tell of it.
///
/// @param hash the same for all that say the same but for case, width and space
/// @param language null where no word tells
/// @param suspicious speaks to an assistant instead of a customer
record Wording(String hash, @Nullable Language language, boolean suspicious) {
    private static final Pattern TO_AN_ASSISTANT = Pattern.compile(
            "(?:ignore|disregard|forget|override)\\s+(?:all\\s+|any\\s+|of\\s+|the\\s+|my\\s+|your\\s+){0,3}"
                    + "(?:previous|prior|above|earlier|other|system)\\s+(?:instruction|message|prompt|rule|text|polic)"
                    + "|(?:ignore|disregard|forget|override)\\s+(?:all\\s+|the\\s+)?(?:your\\s+)?(?:instructions|rules)"
                    + "|system prompt|you are now (?:a|an|the|in)\\s|<\\|?(?:system|im_start)|\\[/?inst]"
                    + "|^\\s*(?:system|assistant)\\s*:"
                    + "|abaikan\\s+(?:semua\\s+|segala\\s+)?(?:arahan|peraturan)"
                    + "|(?:忽略|无视|忘记|忽視|無視|忘記).{0,8}(?:指令|指示|提示|规则|規則)"
                    + "|முந்தைய\\s+(?:அனைத்து\\s+)?(?:அறிவுறுத்தல்|கட்டளை)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE);

    static Wording of(String heading, String text) {
        var all = heading + "\n" + text;
        var language = Languages.mix(Reading.of(all).tokens()).primary();
        return new Wording(hash(all), language, TO_AN_ASSISTANT.matcher(all).find());
    }

    private static String hash(String text) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ");
        return Sha256.hex(plain);
    }
}

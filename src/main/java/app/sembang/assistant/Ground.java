package app.sembang.assistant;

import app.sembang.shared.Money;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something an answer may rest on, as it was when it was looked up.
///
/// @param id short and stable within one answer, such as `e1`; what a model cites
/// @param reference the id of the product, passage, question, template or sale
/// @param score how well it fits what was asked, of 1
/// @param price of a product; null where it is sold on request
/// @param stock of a product; null where it is not counted
@Schema(name = "AnswerGround")
public record Ground(
        String id,
        Kind kind,
        @Nullable String reference,
        String title,
        String text,
        double score,
        @Nullable Money price,
        @Nullable Integer stock) {
    /// What it comes from.
    public enum Kind {
        PRODUCT,
        FAQ,
        PASSAGE,
        TEMPLATE,
        /// What the customer who asks has bought.
        ORDER,
        /// The company's own settings, such as its opening hours.
        COMPANY;

        @JsonValue
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Ground of(String id, Kind kind, String reference, String title, String text, double score) {
        return new Ground(id, kind, reference, title, text, score, null, null);
    }

    /// The same, with a word before what it says.
    Ground saying(String before) {
        return new Ground(id, kind, reference, title, before + text, score, price, stock);
    }

    Ground named(String name) {
        return new Ground(name, kind, reference, title, text, score, price, stock);
    }
}

package app.sembang.assistant;

import app.sembang.shared.Language;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is said before any template or model is asked: to what must not be answered otherwise, and by the company's own
/// rules. The same for customers, suggestions and trying out.
///
/// @param text null: the usual words of a hand-over
/// @param handsOver a person answers from now on
record Preset(String reason, @Nullable String text, boolean handsOver) {
    /// Null where neither says anything. Who asks for a person is left to the caller.
    ///
    /// @param company its name
    static @Nullable Preset of(
            @Nullable SafetyClass found, Rules.@Nullable Applying rule, Language language, Supplier<String> company) {
        if (found != null && found != SafetyClass.PERSON && found.effect() != SafetyClass.Effect.LOOK_FURTHER) {
            return new Preset(
                    found.value(),
                    Wordings.say(found, language, company.get()),
                    found.effect() == SafetyClass.Effect.HAND_OVER);
        }
        return rule == null ? null : by(rule.rule());
    }

    private static @Nullable Preset by(ModelVersion.Rule rule) {
        var reply = rule.reply() == null || rule.reply().isBlank() ? null : rule.reply();
        return switch (rule.then()) {
            case HAND_OVER -> new Preset("rule", reply, true);
            case REPLY -> new Preset("rule", reply, reply == null);
            case SUGGEST -> null;
        };
    }
}

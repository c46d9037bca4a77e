package app.sembang.language;

import app.sembang.shared.Language;

/// What a text is written in, and what it is answered in.
public record LanguageDecision(LanguageMix mix, Language reply) {}

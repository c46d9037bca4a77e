/// Texts as customers write them: words in one spelling, phrases, cues, and the language, in
/// English, Malay, Chinese and Tamil and mixtures of them. Knows no company and no table.
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package app.sembang.language;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

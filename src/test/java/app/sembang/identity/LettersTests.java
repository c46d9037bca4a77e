package app.sembang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.shared.Language;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LettersTests {
    private static final Instant AT = Instant.parse("2026-11-24T16:30:00Z");

    private final Letters letters = new Letters(URI.create("https://chat.example/"));

    @ParameterizedTest
    @EnumSource
    void everyLetterIsWholeInEveryLanguage(Language language) {
        var reader = new Letters.Reader("mei@mei.test", "Mei", language, ZoneId.of("Asia/Kuala_Lumpur"));

        assertThat(letters.invitation(reader, "Kedai 100%", "secret", AT)).satisfies(letter -> {
            assertThat(letter.subject()).contains("Kedai 100%");
            // The reader's day, which is the next one already.
            assertThat(letter.body()).contains("Mei", "Kedai 100%", "25", "https://chat.example/invitation#secret");
        });
        assertThat(letters.passwordReset(reader, "secret").body())
                .contains("Mei", "https://chat.example/password-reset#secret");
        assertThat(letters.passwordChanged(reader, AT).body()).contains("Mei", "25");
        assertThat(letters.twoFactorReset(reader, AT).body()).contains("Mei", "25");
        assertThat(letters.twoFactor(reader, true, AT)).isNotEqualTo(letters.twoFactor(reader, false, AT));
        assertThat(letters.twoFactor(reader, true, AT).body()).contains("Mei", "https://chat.example/password-reset");
    }
}

package app.sembang.identity;

import app.sembang.shared.Refusal;
import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/// Which passwords may be chosen, and how they are kept: as Argon2id hashes with OWASP's parameters (2 passes over
/// 19 MiB). A hash names its method, so that one of an older method is replaced when its owner signs in.
@Component
class Passwords {
    static final int SHORTEST = 8;
    /// Beyond any password manager's; nobody makes the server hash a book.
    static final int LONGEST = 256;

    private static final String ARGON2 = "{argon2}";
    private static final String BCRYPT = "{bcrypt}";

    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final Argon2Function argon2;
    /// How hashes made now begin.
    private final String current;
    /// Compared with when nobody has the address, so that both answers take as long. It is of no one's password.
    private final String nobodys;

    private final Set<String> common = common();

    /// Each hash takes its memory and a processor; a crowd waits its turn.
    private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private final Counter compared;

    Passwords(@Value("${sembang.passwords.memory}") int kibibytes, MeterRegistry metrics) {
        this.compared = metrics.counter("sembang.passwords.compared");
        this.argon2 = Argon2Function.getInstance(kibibytes, 2, 1, 32, Argon2.ID);
        this.current = ARGON2 + "$argon2id$v=19$m=" + kibibytes + ",t=2,p=1$";
        this.nobodys = current + "UxCsfPUAXTGVw0vbYuoH2g$b1tY4LIM4hzDd9pNvNPeIYUIO2oNBcnKSBhUPh1XbcA";
    }

    /// Refuses what is too short, too long, or guessed first. Digits and signs are not asked for: length protects.
    /// @param personal what others know of its owner: name, address
    void check(String field, String password, String... personal) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            throw Refusal.invalid(field, "Use at least %d characters; 15 or more are better.".formatted(SHORTEST));
        }
        if (password.length() > LONGEST) {
            throw Refusal.invalid(field, "Use at most %d characters.".formatted(LONGEST));
        }
        var lower = password.toLowerCase(Locale.ROOT);
        if (common.contains(lower) || lower.chars().distinct().count() == 1) {
            throw Refusal.invalid(field, "This password is one of the first to be guessed; choose another.");
        }
        for (var known : personal) {
            var word = known.strip().toLowerCase(Locale.ROOT);
            if (!word.isEmpty() && (lower.equals(word) || lower.equals(word.split("@", 2)[0]))) {
                throw Refusal.invalid(field, "Do not use your own name or address as the password.");
            }
        }
    }

    String hash(String password) {
        return inTurn(() -> ARGON2 + argon2.hash(password).getResult());
    }

    /// A hash is compared with the parameters it was made with.
    boolean matches(String password, String hash) {
        return inTurn(() -> {
            compared.increment();
            if (hash.startsWith(ARGON2)) {
                var encoded = hash.substring(ARGON2.length());
                return Argon2Function.getInstanceFromHash(encoded).check(password, encoded);
            }
            return hash.startsWith(BCRYPT) && bcrypt.matches(password, hash.substring(BCRYPT.length()));
        });
    }

    /// Takes as long as a comparison with somebody's.
    void matchesNobody(String password) {
        matches(password, nobodys);
    }

    boolean isOutdated(String hash) {
        return !hash.startsWith(current);
    }

    private <T> T inTurn(Supplier<T> work) {
        turns.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private static Set<String> common() {
        try (InputStream list = Passwords.class.getResourceAsStream("common-passwords.txt")) {
            if (list == null) {
                throw new IllegalStateException("common-passwords.txt is missing in the build");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

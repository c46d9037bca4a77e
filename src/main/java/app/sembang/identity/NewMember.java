package app.sembang.identity;

import app.sembang.shared.Language;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person to be taken into a company.
/// @param password null: invited by mail
/// @param role what the custom role rests on, where there is one
/// @param demo signs in only from the machine itself
public record NewMember(
        String name,
        String email,
        @Nullable String password,
        Role role,
        @Nullable UUID customRole,
        Language language,
        boolean demo) {
    public NewMember(String name, String email, @Nullable String password, Role role, Language language, boolean demo) {
        this(name, email, password, role, null, language, demo);
    }
}

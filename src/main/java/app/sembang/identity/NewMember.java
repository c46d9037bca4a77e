package app.sembang.identity;

import app.sembang.shared.Language;
import org.jspecify.annotations.Nullable;

/// A person to be taken into a company.
/// @param password null: invited by mail
/// @param demo signs in only from the machine itself
public record NewMember(
        String name, String email, @Nullable String password, Role role, Language language, boolean demo) {}

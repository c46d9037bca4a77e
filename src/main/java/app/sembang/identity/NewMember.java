package app.sembang.identity;

import app.sembang.shared.Language;

/// A person to be taken into a company. `demo` sign-ins work only from the machine itself.
public record NewMember(String name, String email, String password, Role role, Language language, boolean demo) {}

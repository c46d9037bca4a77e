package app.sembang.identity;

import java.util.Locale;

/// How the person behind a session has proven who they are.
enum Proof {
    PASSWORD,
    PASSKEY,
    FIREBASE,
    /// By the identity provider of one company. It speaks for that company only: such a session opens no other company
    /// and changes nothing the person signs in with elsewhere.
    SINGLE_SIGN_ON;

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Proof from(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}

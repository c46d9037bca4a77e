package app.sembang.identity;

import java.util.Locale;

/// How people prove who they are: by e-mail address and password, over all companies.
class SignIns {
    private SignIns() {}

    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}

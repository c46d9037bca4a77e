package app.sembang.companies;

import java.util.Locale;

/// What a company may have only so many of.
public enum Limit {
    MEMBERS("member_limit"),
    CHANNEL_ACCOUNTS("channel_account_limit"),
    OUTLETS("outlet_limit");

    private final String column;

    Limit(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

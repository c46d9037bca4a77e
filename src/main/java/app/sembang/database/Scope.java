package app.sembang.database;

/// Which conversations of the company a transaction sees: all of them, those assigned to the member, or those and the
/// unassigned ones.
public enum Scope {
    COMPANY("company"),
    OWN("own"),
    OWN_AND_QUEUE("own+queue");

    private final String setting;

    Scope(String setting) {
        this.setting = setting;
    }

    String setting() {
        return setting;
    }
}

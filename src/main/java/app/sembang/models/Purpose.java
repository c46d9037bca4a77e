package app.sembang.models;

/// What a model is asked for. The ledger of calls names it.
public enum Purpose {
    REPLY,
    SUGGESTION,
    TEST,
    TRANSLATION
}

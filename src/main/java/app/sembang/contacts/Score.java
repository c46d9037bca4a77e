package app.sembang.contacts;

/// How near a contact is to buying, from 0 to 100.
///
/// @param provisional nothing the contact wrote tells anything yet
public record Score(int score, ScoreColor color, boolean provisional) {}

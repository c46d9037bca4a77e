package app.sembang.mail;

import app.sembang.shared.Language;

/// A plain text for one person.
public record Letter(String to, Language language, String subject, String body) {}

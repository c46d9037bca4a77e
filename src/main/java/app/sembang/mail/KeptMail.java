package app.sembang.mail;

import java.time.Instant;

/// A mail of an installation without a mail server, as its reader would have it.
public record KeptMail(String to, String subject, String body, Instant at) {}

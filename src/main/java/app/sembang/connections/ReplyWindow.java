package app.sembang.connections;

/// How long after the contact's last message a channel lets a company write freely.
///
/// @param hours after every message of the contact
/// @param entryHours after the first answer to somebody an advertisement brought; 0: no longer than otherwise
/// @param personHours after every message of the contact, for what a person wrote; 0: no longer than otherwise
public record ReplyWindow(int hours, int entryHours, int personHours) {}

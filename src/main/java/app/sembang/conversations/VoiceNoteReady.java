package app.sembang.conversations;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import java.util.UUID;

/// A contact's voice note has been fetched. Published in the commit that says so.
public record VoiceNoteReady(CompanyId company, MessageId message, UUID file) {}

package app.sembang.audit;

import org.jspecify.annotations.Nullable;

/// What a look over a company's whole audit log has found.
///
/// @param entries how many there are
/// @param head the hash of the last one: whoever keeps it elsewhere can tell later that nothing before it was rewritten
/// @param brokenAt the first position that is changed, missing or added by other hands; null when all is well
public record AuditCheck(
        boolean intact, long entries, String head, @Nullable Long brokenAt) {}

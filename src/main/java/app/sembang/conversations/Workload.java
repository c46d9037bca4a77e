package app.sembang.conversations;

import app.sembang.shared.MemberId;

/// What a member is responsible for now; who has nothing is not listed.
///
/// @param open conversations that are not closed
/// @param waiting those of them whose customer waits for a person's answer
record Workload(MemberId userId, int open, int waiting) {}

package app.sembang.conversations;

import app.sembang.shared.CompanyId;

/// Looks at the words a person is about to send, inside the transaction that stores them, and
/// refuses what must not reach a customer.
public interface OutgoingCheck {
    void check(CompanyId company, String text);
}

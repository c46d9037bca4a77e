package app.sembang.identity;

import app.sembang.shared.CompanyId;

/// Asked before a session of a company begins or goes on; who may not come in is refused by an exception. Modules above
/// this one stand at the door by it.
public interface Entrance {
    /// @param address where the person comes from
    void admit(CompanyId company, String address);
}

package app.sembang.companies;

import app.sembang.shared.CompanyId;

/// A company has taken at least four fifths of what its plan has room for.
public record RoomTaken(CompanyId company, Limit limit, long used, long allowed) {}

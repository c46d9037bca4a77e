package app.sembang.companies;

import app.sembang.shared.CompanyId;

/// A suspension was lifted; published in the transaction that lifts it.
public record CompanyReactivated(CompanyId company) {}

package app.sembang.companies;

import app.sembang.shared.CompanyId;

/// A company's waiting time is over and its rows are about to go; published in a transaction of the
/// company, so that its doors can be shut first. May be published again where removing was cut short.
public record CompanyDeletionBegun(CompanyId company) {}

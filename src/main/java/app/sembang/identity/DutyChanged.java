package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;

/// Whether a person takes new conversations, or how many, may have changed; published in the
/// transaction that says so.
public record DutyChanged(CompanyId company, MemberId member) {}

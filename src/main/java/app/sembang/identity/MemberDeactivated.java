package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;

/// A person no longer works in the company; published in the transaction that says so.
public record MemberDeactivated(CompanyId company, MemberId member, MemberId by) {}

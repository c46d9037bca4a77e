package app.sembang.identity;

import app.sembang.database.Access;
import app.sembang.database.Scope;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;

/// A person at work in one company. A controller that names a `Member` parameter gets the one who is signed in.
public record Member(MemberId id, CompanyId company, Role role, String name, Language language) {
    /// What the database shows this member.
    public Access access() {
        return new Access(company, id, role == Role.COMPANY_USER ? Scope.OWN : Scope.COMPANY);
    }
}

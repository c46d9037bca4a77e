package app.sembang.database;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import org.jspecify.annotations.Nullable;

/// On whose behalf a transaction runs; the database's policies decide by it which rows exist.
/// `member` is null where the product itself acts: deliveries, jobs, the assistant.
public record Access(CompanyId company, @Nullable MemberId member, Scope scope) {
    public static Access company(CompanyId company) {
        return new Access(company, null, Scope.COMPANY);
    }
}

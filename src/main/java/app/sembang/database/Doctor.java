package app.sembang.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// `./sembang doctor` on an external PostgreSQL: what is wrong with the settings, one line each, and the
/// SQL a superuser runs where the owner may not make roles. Prints nothing when nothing is missing.
final class Doctor {
    private Doctor() {}

    public static void main(String[] arguments) {
        try {
            System.exit(
                    examine(
                                    System.getenv("JWT_SECRET"),
                                    System.getenv("CREDENTIAL_ENCRYPTION_KEY"),
                                    System.getenv("CREDENTIAL_ENCRYPTION_KEY_PREVIOUS"))
                            ? 0
                            : 1);
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    private static boolean examine(
            @Nullable String jwtSecret, @Nullable String credentialEncryptionKey, @Nullable String others) {
        var faults = InstallationKeys.faults(jwtSecret, credentialEncryptionKey, others);
        faults.forEach(System.err::println);
        if (jwtSecret == null || credentialEncryptionKey == null || !faults.isEmpty()) {
            return false;
        }
        var address = DatabaseAddress.parse(
                System.getenv("DATABASE_URL"), System.getenv("DATABASE_USER"), System.getenv("DATABASE_PASSWORD"));
        var roles = new Roles(
                address, InstallationKeys.parse(jwtSecret, credentialEncryptionKey, others == null ? "" : others));
        try {
            if (roles.areReady() || roles.canBeMade()) {
                return true;
            }
        } catch (SQLException e) {
            throw roles.refusal(e);
        }
        System.err.println("'" + address.user() + "' may not create roles. A superuser runs this once:");
        System.out.println(roles.sql());
        return false;
    }
}

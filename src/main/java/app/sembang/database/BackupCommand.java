package app.sembang.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/// `./sembang backup FILE`, `./sembang restore FILE [--replace]`, `./sembang release`. Whoever may run them owns the
/// database already.
final class BackupCommand {
    private static final String USAGE =
            "usage: ./sembang backup FILE | ./sembang restore FILE [--replace] | ./sembang release";

    private BackupCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        boolean replace = arguments.length == 3 && arguments[2].equals("--replace");
        var wanted = arguments.length == 0 ? "" : arguments[0];
        boolean known = switch (wanted) {
            case "backup" -> arguments.length == 2;
            case "restore" -> arguments.length == 2 || replace;
            case "release" -> arguments.length == 1;
            default -> false;
        };
        if (!known) {
            System.err.println(USAGE);
            return 2;
        }
        try (var operator = OperatorConnection.open()) {
            var backup = new Backup(operator.database(), operator.home().resolve("media"));
            System.out.println(
                    switch (wanted) {
                        case "backup" -> {
                            var saved = backup.save(file(arguments));
                            yield "%s holds %,d rows and %,d files. Keep JWT_SECRET and CREDENTIAL_ENCRYPTION_KEY apart from it."
                                    .formatted(arguments[1], saved.rows(), saved.files());
                        }
                        case "restore" -> {
                            var restored = backup.restore(file(arguments), replace);
                            yield "%,d rows and %,d files are back. Nothing is sent to customers before ./sembang release."
                                    .formatted(restored.rows(), restored.files());
                        }
                        default -> "Sending goes on; %,d messages wait.".formatted(backup.release());
                    });
            return 0;
        } catch (SQLException failed) {
            System.err.println(
                    "The database does not answer as it should; was ./sembang started once? " + failed.getMessage());
            return 1;
        } catch (IOException unusable) {
            System.err.println("sembang: " + unusable);
            return 1;
        } catch (RuntimeException refused) {
            System.err.println("sembang: " + refused.getMessage());
            return 1;
        }
    }

    private static Path file(String[] arguments) {
        return Path.of(arguments[1]).toAbsolutePath().normalize();
    }
}

package app.sembang.database;

import org.springframework.boot.ExitCodeGenerator;

/// The installation cannot start as it is set up. The message is the one line its operator reads: what is wrong, and
/// what to do.
final class StartRefused extends RuntimeException implements ExitCodeGenerator {
    StartRefused(String message) {
        super(message);
    }

    StartRefused(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public int getExitCode() {
        return 1;
    }
}
